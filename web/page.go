package web

import (
	"net/http"

	"github.com/orkey-dev/orkey/internal/notice"
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

	// KeysURL is where a person sees their keys at OpenRouter, and can delete the
	// one that this site had. Empty but on the page after a sign-out.
	KeysURL string

	// ContinueURL leads back to the site without a sign-in. Empty if that is no
	// use.
	ContinueURL string

	// App is the title of the app, from [Config.Client].
	App string
}

// WritePage answers with a plain page that needs no script and nothing else from
// anywhere, light or dark: the default of [Config.ErrorPage].
func WritePage(w http.ResponseWriter, r *http.Request, p Page) {
	notice.Write(w, r, notice.Page{
		Status: p.Status, Title: p.Title, Message: p.Message, App: p.App, SignIn: p.SignInURL, SignOut: p.SignOutURL, Keys: p.KeysURL, Back: p.ContinueURL,
	})
}

// setPageHeaders sets what every page of ours has: nothing is kept, nothing is
// sent on, nothing is loaded, no stranger frames it. There is no form-action: after
// a sign-out the person may be led on to OpenRouter, which Chromium counts as part
// of where the form leads.
func setPageHeaders(h http.Header) {
	setPrivate(h)
	h.Set("Content-Security-Policy", notice.Policy())
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
