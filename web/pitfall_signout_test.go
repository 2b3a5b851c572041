package web_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/orkey-dev/orkey/web"
)

// Only the person signs out, by POST from the site itself; and whoever copied the
// cookie is out as well.
func TestPitfallSignOut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		store *memory
	}{{"cookie", nil}, {"store", new(memory)}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			withStore := func(cfg *web.Config) {
				if test.store != nil {
					cfg.Store = test.store
				}
			}
			s := newSite(t, withStore)
			b := s.browser()
			b.signIn()
			for _, try := range []struct {
				name, method string
				headers      []string
				status       int
			}{
				{"a link", "GET", navigating, 405},
				{"an image", "GET", []string{"Accept", "image/*", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, 405},
				{"HEAD", "HEAD", navigating, 405},
				{"PUT", "PUT", fetching, 405},
				{"a form of another site", "POST", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", "https://evil.example"}, 403},
				{"a form of a sibling", "POST", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate", "Origin", "https://evil.app.example"}, 403},
				{"a form in an old browser", "POST", []string{"Origin", "https://evil.example"}, 403},
				{"a sandboxed form", "POST", []string{"Origin", "null"}, 403},
			} {
				if res := b.do(b.request(try.method, "/auth/logout", "", try.headers...)); res.status != try.status {
					t.Errorf("%s: %d %s", try.name, res.status, res.body)
				}
				b.signedIn("")
			}

			copied := b.request("GET", "/x", "", fetching...)
			copied.Header.Set("Cookie", cookie+"="+b.cookies()[cookie])
			if res := b.fetch("POST", "/auth/logout", ""); res.status != http.StatusNoContent {
				t.Errorf("%d %s", res.status, res.body)
			}
			b.signedOut()
			if _, there := b.cookies()[cookie]; there {
				t.Error("the browser keeps the cookie")
			}
			if _, err := s.signIn.Session(copied); !errors.Is(err, web.ErrNotSignedIn) {
				t.Errorf("the copied cookie: %v", err)
			}
			if test.store != nil {
				if tokens := test.store.tokens(); len(tokens) != 0 {
					t.Errorf("%d sessions are left in the store", len(tokens))
				}
				other := newSiteAt(t, s.openrouter, withStore)
				if _, err := other.signIn.Session(copied); !errors.Is(err, web.ErrNotSignedIn) {
					t.Errorf("the copied cookie in another process: %v", err)
				}
			}
			if res := b.fetch("POST", "/auth/logout", ""); res.status != http.StatusNoContent {
				t.Errorf("twice: %d %s", res.status, res.body)
			}
		})
	}
}

// A renewal that is under way while the person signs out brings nothing back.
func TestPitfallLateRenewal(t *testing.T) {
	t.Parallel()
	store := new(memory)
	withStore := func(cfg *web.Config) { cfg.Store = store }
	for _, change := range []func(*web.Config){func(*web.Config) {}, withStore} {
		s := newSite(t, change)
		b := s.browser()
		b.signIn()
		s.clock.advance(web.DefaultIdleTimeout / 2)
		req := b.request("GET", "/x", "")
		req.Header.Set("Cookie", cookie+"="+b.cookies()[cookie])
		session, err := s.signIn.Session(req)
		if err != nil {
			t.Fatal(err)
		}
		b.fetch("POST", "/auth/logout", "")
		header := http.Header{}
		s.signIn.Renew(header, session)
		if set := header.Get("Set-Cookie"); set != "" {
			t.Errorf("Set-Cookie: %s", set)
		}
	}
	// In another process, which does not know of the sign-out, the store does.
	s := newSite(t, withStore)
	b := s.browser()
	b.signIn()
	other := newSiteAt(t, s.openrouter, withStore)
	other.clock.advance(web.DefaultIdleTimeout / 2)
	req := b.request("GET", "/x", "")
	req.Header.Set("Cookie", cookie+"="+b.cookies()[cookie])
	session, err := other.signIn.Session(req)
	if err != nil {
		t.Fatal(err)
	}
	b.fetch("POST", "/auth/logout", "")
	header := http.Header{}
	other.signIn.Renew(header, session)
	late := b.request("GET", "/x", "")
	late.Header.Set("Cookie", header.Get("Set-Cookie"))
	if _, err := other.signIn.Session(late); !errors.Is(err, web.ErrNotSignedIn) || len(store.tokens()) != 0 {
		t.Errorf("%v, with %d in the store", err, len(store.tokens()))
	}
}
