package web

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"sync"

	"github.com/orkey-dev/orkey/button"
)

// A Page is what a person is told. Its texts hold no secret and nothing that a
// stranger sent, but are to be escaped all the same, as html/template does.
type Page struct {
	// Status is the HTTP status to answer with.
	Status int

	// Title is a few words, Message a sentence or two that say what to do.
	Title, Message string

	// Err is what went wrong, or nil.
	Err error

	// SignInURL begins a sign-in that leads where the person wanted to go.
	// Empty if that is no use.
	SignInURL string

	// SignOutURL is where a form signs the person out, by POST. Empty but on the
	// page that asks whether to.
	SignOutURL string

	// ContinueURL leads on without a sign-in. Empty if there is no way.
	ContinueURL string

	// App is the title of the app, from [Config.Client].
	App string
}

// WritePage answers with a plain page that needs no script and nothing else from
// anywhere, light or dark: the default of [Config.ErrorPage].
func WritePage(w http.ResponseWriter, r *http.Request, p Page) {
	view := struct {
		Page
		Style  template.CSS
		Button template.HTML
	}{Page: p, Style: template.CSS(pageStyle())}
	if p.SignInURL != "" {
		html, err := button.HTML(button.Options{
			Variant: button.Branded, Size: button.Large, Action: p.SignInURL, Attributes: map[string]string{"target": "_top"},
		})
		if err == nil {
			view.Button = html
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		pageTemplate.Execute(w, view)
	}
}

// setPageHeaders sets what every page of ours has: nothing is kept, nothing is
// sent on, nothing is loaded, no stranger frames it. There is no form-action: after
// a sign-out the person may be led on to OpenRouter, which Chromium counts as part
// of where the form leads.
func setPageHeaders(h http.Header) {
	setPrivate(h)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src '"+pageStyleHash()+"'; img-src data:; base-uri 'none'; frame-ancestors 'self'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// setPrivate sets what every answer of ours has.
func setPrivate(h http.Header) {
	h["Cache-Control"] = noStore
	h["Referrer-Policy"] = noReferrer
	h["X-Content-Type-Options"] = noSniff
	h["Cross-Origin-Resource-Policy"] = sameOrigin
}

// These are shared by all answers; nobody can append to them in place.
var (
	private    = []string{"private"}
	noStore    = []string{"no-store"}
	noReferrer = []string{"no-referrer"}
	noSniff    = []string{"nosniff"}
	sameOrigin = []string{"same-origin"}
)

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}{{with .App}} · {{.}}{{end}}</title>
<link rel="icon" href="data:,">
<style>{{.Style}}</style>
<main>
{{with .App}}<p class="app">{{.}}</p>
{{end}}<h1>{{.Title}}</h1>
<p>{{.Message}}</p>
{{with .SignOutURL}}<form method="post" action="{{.}}"><button>Sign out</button></form>
{{end}}{{with .Button}}<p>{{.}}</p>
{{end}}{{with .ContinueURL}}<p><a href="{{.}}" target="_top">Continue</a></p>
{{end}}</main>
</html>
`))

const pageLook = `
:root{color-scheme:light dark;--ink:#1c1d22;--soft:#5b5d68;--paper:#fff;--ground:#f3f3f6}
@media (prefers-color-scheme:dark){:root{--ink:#f1f1f4;--soft:#a9abb8;--paper:#1d1e23;--ground:#131418}}
*{margin:0;box-sizing:border-box}
body{min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{display:grid;gap:1rem;max-width:28rem;padding:2.5rem 1.5rem;text-align:center;background:var(--paper);border-radius:1rem;border:1px solid color-mix(in srgb,var(--ink) 12%,transparent)}
h1{font-size:1.375rem;line-height:1.3}
p{color:var(--soft);overflow-wrap:anywhere;text-wrap:balance}
.app{color:var(--ink);font-weight:600}
form button{min-height:2.75rem;padding:0 1.5rem;font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:.5rem;cursor:pointer}
main>p>a:not([class]){color:inherit}
`

var pageStyle = sync.OnceValue(func() string { return button.Stylesheet() + pageLook })

var pageStyleHash = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(pageStyle()))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
})
