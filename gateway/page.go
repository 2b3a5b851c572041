package gateway

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orkey-dev/orkey/internal/html"
	"github.com/orkey-dev/orkey/internal/notice"
	"github.com/orkey-dev/orkey/web"
)

// pages writes the gateway's pages, in which the app is called by its name.
type pages struct {
	app  string
	logo html.HTML // a data: URL, or empty
	note string    // what the app learns of who signs in
}

const maxLogo = 64 << 10

// read takes what the configuration says of the app.
func (p *pages) read(cfg *Config, public *url.URL) error {
	p.app = public.Hostname()
	if isLoopback(p.app) {
		p.app = public.Host // of the apps that are there, the port names this one
	}
	if cfg.SignIn.Client != nil {
		p.app = cmp.Or(cfg.SignIn.Client.App.Title, p.app)
	}
	p.note = p.app + " learns your OpenRouter user id, not your key."
	if pagesSpend(cfg) {
		p.note += " While you are signed in, its pages can use models on your account."
	}
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
	p.logo = html.HTML("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(cfg.Logo))
	return nil
}

// pagesSpend tells whether pages of the app can make calls that cost the person.
func pagesSpend(cfg *Config) bool {
	if cfg.NoAPI {
		return false
	}
	calls := web.DefaultCalls()
	if cfg.SignIn.API != nil && cfg.SignIn.API.Allow != nil {
		calls = cfg.SignIn.API.Allow
	}
	return slices.ContainsFunc(calls, func(call string) bool { return !strings.HasPrefix(call, "GET ") })
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
	page.Title, page.Message, page.App = "Sign in to "+p.app, "OpenRouter will ask whether you agree.", ""
	p.write(w, r, page, false, p.note)
}

// plain tells a person what happened.
func (p *pages) plain(w http.ResponseWriter, r *http.Request, page web.Page) {
	page.App = p.app
	p.write(w, r, page, false, "")
}

func (p *pages) write(w http.ResponseWriter, r *http.Request, page web.Page, again bool, note string) {
	h := w.Header()
	setPrivate(h)
	h.Set("Content-Security-Policy", notice.Policy()+"; form-action 'self'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	notice.Write(w, r, notice.Page{
		Status: page.Status, Title: page.Title, Message: page.Message, App: page.App, Logo: p.logo, Again: again, Note: note,
		SignIn: page.SignInURL, SignOut: page.SignOutURL, Keys: page.KeysURL, Back: page.ContinueURL,
	})
}
