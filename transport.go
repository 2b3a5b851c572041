package orkey

import (
	"net/http"
	"net/url"
	"strings"
)

// App names an app to OpenRouter: its attribution headers, by which requests
// appear in the rankings and in the person's own activity. Empty fields are not
// sent.
type App struct {
	// URL is the app's address, sent as HTTP-Referer.
	URL string

	// Title is the app's name, sent as X-OpenRouter-Title.
	Title string

	// Categories are sent as X-OpenRouter-Categories; OpenRouter takes two at
	// most.
	Categories []string
}

// set writes the headers.
func (a App) set(h http.Header) {
	set := func(name, value string) {
		if value != "" {
			h.Set(name, value)
		}
	}
	set("HTTP-Referer", a.URL)
	set("X-OpenRouter-Title", a.Title)
	set("X-OpenRouter-Categories", strings.Join(a.Categories, ","))
}

// Transport is an [http.RoundTripper] that adds a person's key and the app's
// attribution to requests to OpenRouter's API, and to no others: another host,
// scheme, port or path gets the request as it came. So a redirect or a
// mistaken URL cannot carry the key away.
type Transport struct {
	// Key is added as "Authorization: Bearer …", in place of one that is
	// there. The zero Key adds none.
	Key Key

	// Client says where OpenRouter is and who the app is. Its HTTPClient is
	// not used. Default: https://openrouter.ai, and no attribution.
	Client *Client

	// Base sends the requests. Default http.DefaultTransport.
	Base http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	client, base := t.Client, t.Base
	if client == nil {
		client = &Client{}
	}
	if base == nil {
		base = http.DefaultTransport
	}
	api, err := client.endpoint("/api/v1/")
	if err != nil {
		if req.Body != nil {
			req.Body.Close() // as a RoundTripper must, on errors too
		}
		return nil, err
	}
	if !below(req.URL, api) {
		return base.RoundTrip(req)
	}
	req = req.Clone(req.Context())
	if !t.Key.IsZero() {
		req.Header.Set("Authorization", "Bearer "+t.Key.Reveal())
	}
	client.App.set(req.Header)
	return base.RoundTrip(req)
}

// below reports whether u has the origin of api and a path below its path.
func below(u *url.URL, api string) bool {
	a, err := url.Parse(api)
	return err == nil && u.Scheme == a.Scheme && strings.EqualFold(u.Hostname(), a.Hostname()) &&
		port(u) == port(a) && strings.HasPrefix(u.EscapedPath(), a.EscapedPath()) &&
		!strings.Contains(u.Path, "/../") && !strings.HasSuffix(u.Path, "/..")
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}
