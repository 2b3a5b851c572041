// Package notice writes the page on which a person is told what happened at a
// sign-in, and what to do next. It needs no script and nothing else from anywhere,
// and is light or dark as the person likes it.
package notice

import (
	"net/http"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/html"
)

// A Page is what [Write] shows. Only Status and Title are needed.
type Page struct {
	Status         int // of the answer
	Title, Message string

	App  string    // the title of the app whose page this is
	Logo html.HTML // the app's, as a data: URL
	Note string    // in small print

	Again bool // there is a link to load the page again

	// What the person can do, each a URL: begin a sign-in; sign out, by POST; see
	// and delete their keys at OpenRouter; go back to the app.
	SignIn, SignOut, Keys, Back string
}

// Write answers with a page. Whoever calls it has set [Policy].
func Write(w http.ResponseWriter, r *http.Request, p Page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		w.Write([]byte(p.html()))
	}
}

func (p Page) html() html.HTML {
	icon := p.Logo
	if icon == "" {
		icon = "data:,"
	}
	return html.Lines(
		"<!doctype html>",
		`<html lang="en">`,
		`<meta charset="utf-8">`,
		`<meta name="viewport" content="width=device-width, initial-scale=1">`,
		`<meta name="color-scheme" content="light dark">`,
		html.El("title", html.Text(p.Title), html.If(p.App != "", " · ", html.Text(p.App))),
		`<link rel="icon" href="`+icon+`">`,
		html.El("style", html.HTML(style())),
		html.Block("main",
			html.If(p.Logo != "", `<img src="`, p.Logo, `" alt="" height="56">`),
			html.If(p.App != "", html.El(`p class="app"`, html.Text(p.App))),
			html.El("h1", html.Text(p.Title)),
			html.El("p", html.Text(p.Message)),
			html.If(p.SignOut != "", html.El(`form method="post"`+html.Attr("action", p.SignOut), "<button>Sign out</button>")),
			html.If(p.Keys != "", html.El("p", html.El(`a target="_top"`+html.Attr("href", p.Keys), "Your keys at OpenRouter"))),
			p.signIn(),
			html.If(p.Again, `<p><a href="">Try again</a></p>`),
			html.If(p.Back != "", html.El("p", html.El(`a target="_top"`+html.Attr("href", p.Back), "Back to ", p.site()))),
			html.If(p.Note != "", html.El(`p class="note"`, html.Text(p.Note))),
		),
		"</html>\n",
	)
}

// signIn is the button. It leaves a frame, where OpenRouter would not be shown.
func (p Page) signIn() html.HTML {
	if p.SignIn == "" {
		return ""
	}
	markup, err := button.HTML(button.Options{
		Variant: button.Branded, Size: button.Large, Action: p.SignIn, Attributes: map[string]string{"target": "_top"},
	})
	return html.If(err == nil, html.El("p", markup))
}

func (p Page) site() html.HTML {
	if p.App == "" {
		return "the site"
	}
	return html.Text(p.App)
}
