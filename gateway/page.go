package gateway

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/web"
)

// pages writes the gateway's pages, in which the app is called by its name.
type pages struct {
	app  string
	logo template.URL // data:, or empty
	note string       // what the app learns of who signs in
}

const maxLogo = 64 << 10

// read takes what the configuration says of the app.
func (p *pages) read(cfg *Config, public *url.URL) error {
	p.app = public.Hostname()
	if cfg.SignIn.Client != nil {
		p.app = cmp.Or(cfg.SignIn.Client.App.Title, p.app)
	}
	p.note = p.app + " learns your OpenRouter user id, and not your key."
	if cfg.PassKey == PassKeyAuthorization || cfg.PassKey == PassKeyHeader {
		p.note = p.app + " gets a key with which it can use models on your account."
	}
	if len(cfg.Logo) == 0 {
		return nil
	}
	kind := imageType(cfg.Logo)
	switch {
	case kind == "":
		return errors.New("gateway: config: Logo is no image that browsers know: PNG, JPEG, WebP, GIF or SVG")
	case len(cfg.Logo) > maxLogo:
		return errors.New("gateway: config: Logo is larger than 64 KiB")
	}
	p.logo = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(cfg.Logo))
	return nil
}

// imageType tells which image a file is, by what it begins with, or "".
func imageType(b []byte) string {
	if kind := http.DetectContentType(b); strings.HasPrefix(kind, "image/") {
		return kind
	}
	head := bytes.TrimSpace(b[:min(len(b), 1024)])
	if bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<svg")) {
		return "image/svg+xml"
	}
	return ""
}

// signIn asks a person to sign in.
func (p *pages) signIn(w http.ResponseWriter, r *http.Request, page web.Page) {
	page.Title, page.Message = "Sign in to "+p.app, "OpenRouter will ask whether you agree."
	p.write(w, r, page, p.note)
}

// plain tells a person what happened.
func (p *pages) plain(w http.ResponseWriter, r *http.Request, page web.Page) { p.write(w, r, page, "") }

func (p *pages) write(w http.ResponseWriter, r *http.Request, page web.Page, note string) {
	view := struct {
		web.Page
		App, Note string
		Logo      template.URL
		Style     template.CSS
		Button    template.HTML
	}{page, p.app, note, p.logo, template.CSS(pageStyle()), ""}
	if page.SignInURL != "" {
		// A page in a frame can't lead to OpenRouter, which is shown in none.
		view.Button, _ = button.HTML(button.Options{
			Variant: button.Branded, Size: button.Large, Action: page.SignInURL, Attributes: map[string]string{"target": "_top"},
		})
	}
	h := w.Header()
	setPrivate(h)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src '"+pageStyleHash()+"'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	w.WriteHeader(page.Status)
	if r.Method != http.MethodHead {
		pageTemplate().Execute(w, view)
	}
}

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}{{if not .Note}} · {{.App}}{{end}}</title>
<link rel="icon" href="{{with .Logo}}{{.}}{{else}}data:,{{end}}">
<style>{{.Style}}</style>
<main>
{{with .Logo}}<img src="{{.}}" alt="" height="56">
{{end}}{{if not .Note}}<p class="app">{{.App}}</p>
{{end}}<h1>{{.Title}}</h1>
<p>{{.Message}}</p>
{{with .SignOutURL}}<form method="post" action="{{.}}"><button>Sign out</button></form>
{{end}}{{with .Button}}<p>{{.}}</p>
{{end}}{{with .ContinueURL}}<p><a href="{{.}}" target="_top">Continue</a></p>
{{end}}{{with .Note}}<p class="note">{{.}}</p>
{{end}}</main>
</html>
`))
})

const pageLook = `
:root{color-scheme:light dark;--ink:#1c1d22;--soft:#5b5d68;--paper:#fff;--ground:#f3f3f6}
@media (prefers-color-scheme:dark){:root{--ink:#f1f1f4;--soft:#a9abb8;--paper:#1d1e23;--ground:#131418}}
*{margin:0;box-sizing:border-box}
body{min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{display:grid;gap:1rem;max-width:28rem;padding:2.5rem 1.5rem;text-align:center;background:var(--paper);border-radius:1rem;border:1px solid color-mix(in srgb,var(--ink) 12%,transparent)}
img{max-width:100%;margin:0 auto .5rem}
h1{font-size:1.375rem;line-height:1.3;text-wrap:balance;overflow-wrap:anywhere}
p{color:var(--soft);overflow-wrap:anywhere;text-wrap:balance}
.app{color:var(--ink);font-weight:600}
.note{font-size:.875rem}
form button{min-height:2.75rem;padding:0 1.5rem;font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:.5rem;cursor:pointer}
main>p>a:not([class]){color:inherit}
`

var pageStyle = sync.OnceValue(func() string { return button.Stylesheet() + pageLook })

var pageStyleHash = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(pageStyle()))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
})
