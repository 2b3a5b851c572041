package native

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"io"
	"net/http"
	"strings"

	"github.com/orkey-dev/orkey"
)

// setHeaders sets what every answer has: nothing is kept, nothing is sent on,
// nothing is loaded, nobody frames it.
func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
}

// A page is what the browser ends on. It needs no script.
type page struct {
	program string // what the person goes back to; empty for a word that always fits
}

// end tells how the sign-in ended.
func (p page) end(w http.ResponseWriter, _ *http.Request, err error) {
	switch {
	case err == nil:
		p.write(w, "good", "Signed in", "You can close this tab and go back to ", ".")
	case errors.Is(err, orkey.ErrDenied):
		p.write(w, "plain", "Not signed in", "You chose not to. You can close this tab and go back to ", ".")
	default:
		p.write(w, "bad", "Not signed in", "Something went wrong on the way. You can close this tab; what to do next is said in ", ".")
	}
}

// notOurs tells that a callback belongs to no sign-in that is waiting here.
func (p page) notOurs(w http.ResponseWriter, _ *http.Request) {
	p.write(w, "bad", "Not this sign-in", "This address belongs to another sign-in, or was changed on the way. The page to open is in ", ".")
}

func (p page) write(w http.ResponseWriter, mood, title, before, after string) {
	program := p.program
	if program == "" {
		program = "the program"
	}
	h := w.Header()
	// The style by its hash: stricter than what is left to a caller's page.
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "'unsafe-inline'", pageStyleHash(), 1))
	io.WriteString(w, `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>`+title+`</title>
<link rel="icon" href="data:,">
<style>`+pageStyle+`</style>
<main class="`+mood+`">
<svg aria-hidden="true" viewBox="0 0 48 48">`+pageIcons[mood]+`</svg>
<h1>`+title+`</h1>
<p>`+before+`<b>`+html.EscapeString(program)+`</b>`+after+`</p>
</main>
</html>
`)
}

var pageIcons = map[string]string{
	"good":  `<circle cx="24" cy="24" r="22"/><path d="M14 25l7 7 13-15"/>`,
	"plain": `<circle cx="24" cy="24" r="22"/><path d="M15 24h18"/>`,
	"bad":   `<circle cx="24" cy="24" r="22"/><path d="M24 13v14M24 34v.5"/>`,
}

const pageStyle = `
:root { color-scheme: light dark; --ink: #1c1d22; --soft: #5b5d68; --paper: #fff; --ground: #f3f3f6; --mark: #5b5d68 }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f1f4; --soft: #a9abb8; --paper: #1d1e23; --ground: #131418; --mark: #a9abb8 } }
* { margin: 0; box-sizing: border-box }
body { min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 26rem; padding: 2.5rem 2rem; text-align: center; background: var(--paper); border-radius: 1rem;
  border: 1px solid color-mix(in srgb, var(--ink) 12%, transparent) }
svg { width: 3rem; fill: none; stroke: var(--mark); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round }
.good { --mark: #1a7f4b }
.bad { --mark: #b3401f }
@media (prefers-color-scheme: dark) { .good { --mark: #4cc38a } .bad { --mark: #ff8f6b } }
h1 { margin: .75rem 0 .25rem; font-size: 1.375rem; line-height: 1.3 }
p { color: var(--soft); overflow-wrap: anywhere; text-wrap: balance }
b { color: var(--ink); font-weight: 600 }
`

func pageStyleHash() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
