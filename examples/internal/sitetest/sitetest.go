// Package sitetest visits the sites of the examples, with an emulator of
// OpenRouter beside them.
package sitetest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// A Site is an example that runs.
type Site struct {
	URL        string
	OpenRouter *orkeytest.Server
	t          testing.TB
}

// Start starts a site for the length of a test.
func Start[H http.Handler](t testing.TB, openRouter orkeytest.Config, newSite func(web.Config) (H, error)) *Site {
	t.Helper()
	// The address is known before the site is made, and never changes.
	server := httptest.NewUnstartedServer(nil)
	s := &Site{"http://" + server.Listener.Addr().String(), orkeytest.NewServer(t, openRouter), t}
	handler, err := newSite(web.Config{
		PublicURL: s.URL,
		Secrets:   []web.Secret{web.NewSecret()},
		Client:    &orkey.Client{BaseURL: s.OpenRouter.URL},
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	return s
}

// A Browser keeps cookies.
type Browser struct {
	site   *Site
	client http.Client
}

// Browser returns one that has never been at the site.
func (s *Site) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Browser{s, http.Client{Jar: jar}}
}

// Copy returns another browser with the same cookies.
func (b *Browser) Copy() *Browser {
	other := b.site.Browser()
	req := b.request(http.MethodGet, "/", "")
	other.client.Jar.SetCookies(req.URL, b.client.Jar.Cookies(req.URL))
	return other
}

// Visit goes to a page of the site, as a click on a link does, and wherever that
// leads to.
func (b *Browser) Visit(path string) Answer {
	b.site.t.Helper()
	return b.do(b.request(http.MethodGet, path, "text/html"))
}

// Fetch asks as a script does.
func (b *Browser) Fetch(method, path string) Answer {
	b.site.t.Helper()
	return b.do(b.request(method, path, "application/json"))
}

// An Answer is what the site said.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

func (b *Browser) request(method, path, accept string) *http.Request {
	b.site.t.Helper()
	req, err := http.NewRequestWithContext(b.site.t.Context(), method, b.site.URL+path, nil)
	if err != nil {
		b.site.t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	return req
}

func (b *Browser) do(req *http.Request) Answer {
	b.site.t.Helper()
	res, err := b.client.Do(req)
	if err != nil {
		b.site.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.site.t.Fatal(err)
	}
	return Answer{res.StatusCode, res.Header, string(body)}
}
