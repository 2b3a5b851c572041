package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// Ten tabs begin at once, and each finishes: in which order ever, at the page it
// is for, all with the session of the first. No more than five attempts are kept.
func TestPitfallTenTabs(t *testing.T) {
	t.Parallel()
	orders := map[string]func([]int){
		"first begun first": func([]int) {},
		"last begun first":  func(tabs []int) { slices.Reverse(tabs) },
		"across":            func(tabs []int) { tabs[0], tabs[4], tabs[9] = 4, 9, 0 },
	}
	for name, order := range orders {
		for _, apart := range []time.Duration{0, time.Second} {
			t.Run(fmt.Sprintf("%s, %v apart", name, apart), func(t *testing.T) {
				t.Parallel()
				s := newSite(t)
				b := s.browser()
				var urls []string
				for i := range 10 {
					urls = append(urls, b.begin(fmt.Sprintf("/tab/%d", i)))
					s.clock.advance(apart)
					if n := b.attempts(); n > 5 {
						t.Errorf("%d attempts are kept", n)
					}
				}
				tabs := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
				order(tabs)
				for _, i := range tabs {
					res := b.visit(s.approve(urls[i]))
					if strings.HasPrefix(res.location(), publicURL+"/auth/login?") {
						res = b.visit(s.approve(b.visit(res.location()).location())) // once more
					}
					res.lands(t, fmt.Sprintf("/tab/%d", i))
				}
				b.signedIn("")
				if n := b.attempts(); n > 5 {
					t.Errorf("%d attempts are kept", n)
				}
				if n := s.exchanges(); n != 1 {
					t.Errorf("%d keys were made", n)
				}
			})
		}
	}
}

// Only a person who goes to a page begins a sign-in. What a script fetches, or a
// browser ahead of time, is told where to begin one.
func TestPitfallOnlyNavigationsBegin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const page, login = "/page?x=1", "/auth/login?return_to=/page"
	for _, test := range []struct {
		name    string
		headers []string
		begins  bool
		status  int
	}{
		{"a link", navigating, true, 0},
		{"an old browser", []string{"Accept", "text/html,application/xhtml+xml"}, true, 0},
		{"fetch", fetching, false, 401},
		{"fetch in an old browser", []string{"Accept", "*/*"}, false, 401},
		{"fetch that wants HTML", []string{"Accept", "text/html", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"}, false, 401},
		{"an image", []string{"Accept", "image/avif,image/*", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, false, 401},
		{"a stylesheet", []string{"Accept", "text/css", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "style"}, false, 401},
		{"a WebSocket", []string{"Sec-Fetch-Mode", "websocket", "Sec-Fetch-Dest", "empty", "Upgrade", "websocket", "Connection", "Upgrade"}, false, 401},
		{"server-sent events", []string{"Accept", "text/event-stream", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"}, false, 401},
		{"prefetch", slices.Concat(navigating, []string{"Sec-Purpose", "prefetch"}), false, 401},
		{"prerender", slices.Concat(navigating, []string{"Sec-Purpose", "prefetch;prerender"}), false, 401},
		{"a frame", []string{"Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, false, 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, path := range []string{page, login} {
				b := s.browser()
				res := b.do(b.request("GET", path, "", test.headers...))
				if test.begins {
					if res.status != http.StatusSeeOther {
						t.Errorf("%s: %d %s", path, res.status, res.body)
					}
					continue
				}
				if res.status != test.status || len(res.header["Set-Cookie"]) > 0 || res.header.Get("Www-Authenticate") == "" ||
					!strings.Contains(res.body, publicURL+"/auth/login?return_to=") {
					t.Errorf("%s: %d %v %s", path, res.status, res.header, res.body)
				}
			}
		})
	}
	// Nor does a fetch, or a page fetched ahead, spend a code.
	b := s.browser()
	back := s.approve(b.begin("/a"))
	for _, headers := range [][]string{fetching, slices.Concat(navigating, []string{"Sec-Purpose", "prefetch"})} {
		if res := b.do(b.request("GET", back, "", headers...)); res.status != http.StatusBadRequest || s.exchanges() > 0 {
			t.Errorf("%d after %d exchanges", res.status, s.exchanges())
		}
	}
	b.visit(back).lands(t, "/a")
}

// A callback that is loaded twice exchanges once, and signs in both times.
func TestPitfallCallbackTwice(t *testing.T) {
	t.Parallel()
	once := func(t *testing.T, s *site) {
		t.Helper()
		if n := s.exchanges(); n != 1 {
			t.Errorf("%d exchanges", n)
		}
	}
	for _, test := range []struct {
		name  string
		store web.Store
	}{{"cookie", nil}, {"store", new(memory)}} {
		withStore := func(cfg *web.Config) { cfg.Store = test.store }
		t.Run(test.name+", one after the other", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, withStore)
			b := s.browser()
			back := s.approve(b.begin("/a"))
			b.visit(back).lands(t, "/a")
			first := b.cookies()[cookie]
			b.visit(back).lands(t, "/a")
			b.at(newSiteAt(t, s.openrouter, withStore)).visit(back).lands(t, "/a")
			if b.cookies()[cookie] != first {
				t.Error("the session is another one")
			}
			once(t, s)
		})
		t.Run(test.name+", at once", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, withStore)
			s.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Delay: 50 * time.Millisecond})
			b := s.browser()
			back := s.approve(b.begin("/a"))
			var loads sync.WaitGroup
			for range 8 {
				loads.Go(func() { b.visit(back).lands(t, "/a") })
			}
			loads.Wait()
			b.signedIn("")
			once(t, s)
		})
		t.Run(test.name+", in two processes at once", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, withStore)
			b := s.browser()
			back := s.approve(b.begin("/a"))
			// The other process is asked with the cookies of before, and is
			// told that the code is spent.
			before, other := b.cookies(), newSiteAt(t, s.openrouter, withStore)
			b.visit(back).lands(t, "/a")
			res := other.lost(b.request("GET", back, "", navigating...), before)
			if res.status != http.StatusSeeOther {
				t.Fatalf("the other process answers %d", res.status)
			}
			b.at(other).visit(res.location()).lands(t, "/a")
			b.signedIn("")
		})
		t.Run(test.name+", the first answer lost", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, withStore)
			b := s.browser()
			back := s.approve(b.begin("/a"))
			s.lost(b.request("GET", back, "", navigating...), b.cookies())
			b.signedOut()
			b.visit(back).lands(t, "/a")
			b.signedIn("")
			once(t, s)
		})
	}
	t.Run("after the sign-out", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		b := s.browser()
		back := s.approve(b.begin("/a"))
		begun := b.cookies()
		b.visit(back).lands(t, "/a")
		b.fetch("POST", "/auth/logout", "")
		if res := b.visit(back); res.status != http.StatusBadRequest || !strings.Contains(tryAgain(t, res), "return_to=%2Fa") {
			t.Errorf("%d %s", res.status, res.location())
		}
		if res := s.lost(b.request("GET", back, "", navigating...), begun); res.status != http.StatusBadRequest {
			t.Errorf("with the attempt of before: %d", res.status)
		}
		b.signedOut()
		once(t, s)
	})
}
