package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/web"
)

// A session ends when it is not used for a while, and at some time in any case.
func TestExpiry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		store web.Store
	}{{"cookie", nil}, {"store", new(memory)}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			begin := func() (*site, *browser) {
				s := newSite(t, func(cfg *web.Config) {
					cfg.Store, cfg.IdleTimeout, cfg.Lifetime = test.store, time.Hour, 10*time.Hour
				})
				b := s.browser()
				b.signIn()
				return s, b
			}
			s, b := begin()
			s.clock.advance(time.Hour + time.Minute)
			b.signedOut()

			s, b = begin()
			for range 11 {
				b.signedIn("")
				s.clock.advance(54 * time.Minute)
			}
			b.signedIn("")
			s.clock.advance(10 * time.Minute) // ten hours and four minutes
			b.signedOut()
		})
	}
}

// A cookie is renewed at most ten times in the time that a session may be idle,
// and says how long the browser is to keep it.
func TestRenewal(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.IdleTimeout, cfg.Lifetime = 10*time.Hour, 12*time.Hour })
	b := s.browser()
	b.signIn()
	for _, test := range []struct {
		after  time.Duration
		maxAge string // of the new cookie, if there is one
	}{
		{0, ""},
		{59 * time.Minute, ""},
		{time.Minute, "; Max-Age=36000"},
		{time.Minute, ""},
		{119 * time.Minute, "; Max-Age=32400"}, // the lifetime is near
	} {
		s.clock.advance(test.after)
		res := b.fetch("GET", "/x", "")
		set := res.header.Get("Set-Cookie")
		if test.maxAge == "" && set != "" || !strings.HasSuffix(set, test.maxAge) {
			t.Errorf("after %v: Set-Cookie: %s", test.after, set)
		}
		if set != "" && res.header.Get("Cache-Control") != "no-store" {
			t.Errorf("a cookie may be kept by a cache: %v", res.header)
		}
	}
}

// The clocks of two machines differ.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	s.clock.advance(30 * time.Second)
	b.signIn()
	s.clock.advance(-30 * time.Second)
	b.signedIn("")
	s.clock.advance(-time.Hour)
	b.signedOut()
}

// Attributes of the cookies: on https with the prefix that a sibling can't plant.
func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	login := b.visit("/auth/login")
	back := b.visit(s.approve(login.location()))
	for _, test := range []struct{ set, name, maxAge string }{
		{login.header["Set-Cookie"][0], cookie + "-attempt-", "; Max-Age=600"},
		{back.header["Set-Cookie"][0], cookie + "=", "; Max-Age=604800"},
	} {
		if !strings.HasPrefix(test.set, test.name) || !strings.Contains(test.set, "; Path=/; HttpOnly; SameSite=Lax; Secure") || !strings.HasSuffix(test.set, test.maxAge) {
			t.Errorf("Set-Cookie: %s", test.set)
		}
		if strings.Contains(test.set, "Domain") {
			t.Errorf("siblings get it: %s", test.set)
		}
	}
	if len(back.header["Set-Cookie"][0]) > 400 {
		t.Errorf("the session takes %d bytes", len(back.header["Set-Cookie"][0]))
	}
	for _, name := range []string{cookie, cookie + "-attempt-abc"} {
		if !s.signIn.OwnsCookie(name) {
			t.Errorf("%s is not ours", name)
		}
	}
	for _, name := range []string{"theme", "orkey", cookie + "x", ""} {
		if s.signIn.OwnsCookie(name) {
			t.Errorf("%s is ours", name)
		}
	}
}

// A proxy may take a path off on the way.
func TestPublicPath(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.PublicURL += "/app" })
	b := s.browser()
	b.visit("/page?x").lands(t, publicURL+"/app/auth/login?return_to=%2Fapp%2Fpage%3Fx")
	res := b.visit("/auth/login?return_to=%2Fapp%2Fpage%3Fx")
	back := s.approve(res.location())
	if !strings.HasPrefix(back, publicURL+"/app/auth/callback?") {
		t.Fatalf("back at %s", back)
	}
	b.visit(strings.Replace(back, "/app/", "/", 1)).lands(t, "/app/page?x")
	b.submit("/auth/logout", nil).lands(t, "/app/auth/logout")
}
