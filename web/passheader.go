package web

import (
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"

	"github.com/orkey-dev/orkey"
)

// What goes on, of a page's request and of OpenRouter's answer. Everything else
// stays here: cookies, addresses and origins of people one way, and the other way
// whatever speaks for the site to the browser, such as cookies, CORS and policies.
var (
	passedOn = []string{
		"Accept", "Accept-Language", "Content-Encoding", "Content-Length", "Content-Type", "Idempotency-Key", "User-Agent",
	}
	passedBack = []string{
		"Cf-Ray", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Request-Id", "Retry-After",
		"X-Generation-Id", "X-Provider-Name", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset",
	}
)

// keep drops all headers but these.
func keep(h http.Header, names []string) {
	for name := range h {
		if !slices.Contains(names, name) {
			delete(h, name)
		}
	}
}

// attribution is what names an app to OpenRouter.
func attribution(app orkey.App) http.Header {
	h := http.Header{}
	for name, value := range map[string]string{
		"HTTP-Referer": app.URL, "X-OpenRouter-Title": app.Title, "X-OpenRouter-Categories": strings.Join(app.Categories, ","),
	} {
		if value != "" {
			h.Set(name, value)
		}
	}
	return h
}

// rewrite makes of a page's request the one to OpenRouter.
func (p *passThrough) rewrite(r *httputil.ProxyRequest) {
	c := r.In.Context().Value(passingKey{}).(*passing)
	r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = p.base.Scheme, p.base.Host, ""
	r.Out.URL.Path = p.base.Path + c.path
	h := r.Out.Header
	keep(h, passedOn)
	if _, ok := h["User-Agent"]; !ok {
		h["User-Agent"] = nil // or net/http would make one up
	}
	// Of the encodings only one that an error can be read in.
	if strings.Contains(r.In.Header.Get("Accept-Encoding"), "gzip") {
		h["Accept-Encoding"] = acceptGzip
	}
	for name, values := range p.attribution {
		h[name] = values
	}
	h["Authorization"] = []string{"Bearer " + c.session.Key.Reveal()}
}

var acceptGzip = []string{"gzip"}

// setAnswerHeaders makes an answer of OpenRouter's harmless wherever it is shown:
// a page that it is taken for could do nothing.
func setAnswerHeaders(h http.Header) {
	setPrivate(h)
	h["Content-Security-Policy"] = nothingAtAll
}

var nothingAtAll = []string{"default-src 'none'; frame-ancestors 'none'; sandbox"}
