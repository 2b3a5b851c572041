package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// The whole walk, with the session in its cookie and in a store.
func TestWalk(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		store web.Store
	}{{"cookie", nil}, {"store", new(memory)}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(cfg *web.Config) { cfg.Store = test.store })
			b := s.browser()
			res := b.visit("/page?x=1")
			res.lands(t, publicURL+"/auth/login?return_to=%2Fpage%3Fx%3D1")
			res = b.visit(res.location())
			res = b.visit(s.approve(res.location()))
			res.lands(t, "/page?x=1")
			if res := b.visit("/page?x=1"); res.body != "GET /page?x=1 by "+s.ada() {
				t.Errorf("the page says %d %s", res.status, res.body)
			}
			if got := b.cookies()[cookie]; len(cookie+"="+got) > 400 {
				t.Errorf("the cookie has %d bytes", len(got))
			}
			b.submit("/auth/logout", url.Values{"return_to": {"/bye"}}).lands(t, "/bye")
			b.signedOut()
		})
	}
}

// GET /auth/session is for pages: 200 in both cases, and never the key.
func TestSessionRoute(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	read := func() (status int, got map[string]any) {
		t.Helper()
		res := b.fetch("GET", "/auth/session", "")
		if err := json.Unmarshal([]byte(res.body), &got); err != nil {
			t.Fatalf("%v in %s", err, res.body)
		}
		if cc := res.header.Get("Cache-Control"); cc != "no-store" {
			t.Errorf("Cache-Control: %s", cc)
		}
		return res.status, got
	}
	if status, got := read(); status != 200 || got["signed_in"] != false || got["sign_in_url"] != publicURL+"/auth/login?return_to=%2Fpage" {
		t.Errorf("%d %v", status, got)
	}
	b.signIn()
	status, got := read()
	if status != 200 || got["signed_in"] != true || got["user_id"] != s.ada() {
		t.Errorf("%d %v", status, got)
	}
	expires, err := time.Parse(time.RFC3339, got["expires_at"].(string))
	if left := expires.Sub(s.clock.now()); err != nil || left > web.DefaultIdleTimeout || left < web.DefaultIdleTimeout-time.Minute {
		t.Errorf("expires_at is %v, %v", got["expires_at"], err)
	}
	if link, ok := got["settings_url"].(string); !ok || !strings.HasPrefix(link, s.openrouter.URL+"/keys/") {
		t.Errorf("settings_url is %v", got["settings_url"])
	}
}

// A denial is no failure; "try again" leads where the person wanted to go.
func TestDenied(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		quirks orkeytest.Quirks
		change func(*web.Config)
	}{
		{"error without state", orkeytest.Quirks{}, nil},
		{"state alone", orkeytest.Quirks{DenyWithStateOnly: true}, nil},
		{"state in callback", orkeytest.Quirks{}, func(cfg *web.Config) { cfg.StateInCallback = true }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(cfg *web.Config) {
				if test.change != nil {
					test.change(cfg)
				}
			})
			if err := s.openrouter.Configure(func(cfg *orkeytest.Config) { cfg.Quirks = test.quirks }); err != nil {
				t.Fatal(err)
			}
			b := s.browser()
			res := b.visit(s.deny(b.begin("/deep?a=b")))
			again := tryAgain(t, res)
			if res.status != http.StatusForbidden || !strings.Contains(again, "return_to=%2Fdeep%3Fa%3Db") {
				t.Errorf("%d, try again leads to %s\n%s", res.status, again, res.body)
			}
			b.signedOut()
			// And it works, even where no state comes back.
			if err := s.openrouter.Configure(func(cfg *orkeytest.Config) { cfg.Quirks.OmitState = true }); err != nil {
				t.Fatal(err)
			}
			b.visit(s.approve(b.visit(again).location())).lands(t, "/deep?a=b")
			b.signedIn("")
		})
	}
}

// tryAgain returns where the button of a page leads.
func tryAgain(t *testing.T, res answer) string {
	t.Helper()
	_, after, ok := strings.Cut(res.body, `href="`+publicURL+"/auth/login")
	rest, _, ok2 := strings.Cut(after, `"`)
	if !ok || !ok2 {
		t.Fatalf("no way to try again: %d %s", res.status, res.body)
	}
	return "/auth/login" + strings.ReplaceAll(rest, "&amp;", "&")
}

// A deployment that returns no state: the sealed cookie ties the callback to the
// browser, if it is clear to which attempt.
func TestMissingState(t *testing.T) {
	t.Parallel()
	noState := func(t *testing.T, s *site) {
		if err := s.openrouter.Configure(func(cfg *orkeytest.Config) { cfg.Quirks.OmitState = true }); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("one attempt", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		noState(t, s)
		b := s.browser()
		back := s.approve(b.begin("/a"))
		b.visit(back).lands(t, "/a")
		b.visit(back).lands(t, "/a") // again
		b.signedIn("")
	})
	t.Run("two attempts", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		noState(t, s)
		b := s.browser()
		b.begin("/a")
		res := b.visit(s.approve(b.begin("/b")))
		if res.status != http.StatusBadRequest || s.exchanges() != 0 {
			t.Errorf("%d after %d exchanges", res.status, s.exchanges())
		}
		b.signedOut()
	})
	t.Run("no attempt", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		noState(t, s)
		res := s.browser().visit(s.approve(s.browser().begin("/b")))
		if res.status != http.StatusBadRequest || s.exchanges() != 0 {
			t.Errorf("%d after %d exchanges", res.status, s.exchanges())
		}
	})
	t.Run("state in callback", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, func(cfg *web.Config) { cfg.StateInCallback = true })
		noState(t, s)
		b := s.browser()
		first := b.begin("/a")
		b.visit(s.approve(b.begin("/b"))).lands(t, "/b")
		b.visit(s.approve(first)).lands(t, "/a")
	})
	t.Run("two states", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, func(cfg *web.Config) { cfg.StateInCallback = true })
		b := s.browser()
		one, other := s.approve(b.begin("/a")), s.approve(b.begin("/b"))
		_, state, _ := strings.Cut(other, "&state=")
		before, _, _ := strings.Cut(one, "&state=")
		if res := b.visit(before + "&state=" + state); res.status != http.StatusBadRequest || s.exchanges() != 0 {
			t.Errorf("%d after %d exchanges", res.status, s.exchanges())
		}
		b.visit(one).lands(t, "/a")
	})
}

// A key that does not fit into a cookie is said to, and fits into a store.
func TestLongKey(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, key, user string
		store           web.Store
		status          int
	}{
		{"as usual", "sk-or-v1-" + strings.Repeat("0a", 32), "user_1", nil, 303},
		{"no user", "sk-or-v1-" + strings.Repeat("0a", 32), "", nil, 303},
		{"in capitals", "sk-or-v1-" + strings.Repeat("0A", 32), "user_1", nil, 303},
		{"of another form", "sk-or-v2-" + strings.Repeat("0-_", 40), "user_1", nil, 303},
		{"too long", "sk-or-v1-" + strings.Repeat("x", 240), "user_1", nil, 500},
		{"long, in a store", "sk-or-v1-" + strings.Repeat("x", 240), "user_1", new(memory), 303},
		{"user too long", "sk-or-v1-" + strings.Repeat("0a", 32), strings.Repeat("u", 2000), new(memory), 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(cfg *web.Config) { cfg.Store = test.store })
			s.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Status: 200, ContentType: "application/json",
				Body: `{"key":"` + test.key + `","user_id":"` + test.user + `"}`})
			b := s.browser()
			res := b.visit(s.approve(b.begin("/")))
			if res.status != test.status {
				t.Fatalf("%d %s", res.status, res.body)
			}
			if test.status != 303 {
				b.signedOut()
				return
			}
			if key := b.key(); key != test.key {
				t.Errorf("the key is %s", key)
			}
			if res := b.visit("/x"); res.body != "GET /x by "+test.user {
				t.Errorf("the user is in %s", res.body)
			}
		})
	}
}

// What goes wrong at OpenRouter is told in words that help, without its body.
func TestExchangeFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, label string
		status      int
		says        string
	}{
		{"expired", "emulator:expired-code", 400, "longer than ten minutes"},
		{"unavailable", "emulator:exchange-error-503", 502, "Try again in a moment"},
		{"html", "emulator:exchange-html", 502, "Try again in a moment"},
		{"no key", "emulator:exchange-empty", 502, "Try again in a moment"},
		{"reset", "emulator:exchange-reset", 502, "Try again in a moment"},
		{"refused", "emulator:exchange-error-418", 400, "did not finish"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(cfg *web.Config) { cfg.Request.KeyLabel = test.label })
			b := s.browser()
			res := b.visit(s.approve(b.begin("/deep")))
			for res.status == http.StatusSeeOther {
				res = b.visit(res.location())
			}
			if res.status != test.status || !strings.Contains(res.body, test.says) || !strings.Contains(tryAgain(t, res), "return_to=%2Fdeep") {
				t.Errorf("%d %s", res.status, res.body)
			}
			if n := s.exchanges(); n != 1 {
				t.Errorf("%d exchanges", n)
			}
			b.signedOut()
			if n := b.attempts(); n != 0 {
				t.Errorf("%d attempts are left", n)
			}
		})
	}
}

// The person takes their time: the attempt is over, the way back is not.
func TestAttemptExpires(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	back := s.approve(b.begin("/deep"))
	s.clock.advance(11 * time.Minute)
	res := b.visit(back)
	if res.status != http.StatusBadRequest || !strings.Contains(tryAgain(t, res), "return_to=%2Fdeep") || s.exchanges() != 0 {
		t.Errorf("%d after %d exchanges\n%s", res.status, s.exchanges(), res.body)
	}
}
