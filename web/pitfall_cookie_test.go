package web_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/web"
)

// The tests named TestPitfall… are what other people's gateways and libraries fell
// for.

// A malformed, huge, repeated or foreign cookie signs nobody in and hurts nobody;
// one that is valid counts, whatever stands beside it.
func TestPitfallCookies(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn()
	good := b.cookies()[cookie]
	foreign := newSite(t, func(cfg *web.Config) { cfg.Secrets = []web.Secret{otherSecret} }).browser()
	foreign.signIn()
	attempt := s.browser()
	attempt.begin("/")
	var attemptValue string
	for _, attemptValue = range attempt.cookies() {
	}
	bent := func(i int) string {
		raw, err := base64.RawURLEncoding.DecodeString(good)
		if err != nil {
			t.Fatal(err)
		}
		raw[i] ^= 1
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	raw, _ := base64.RawURLEncoding.DecodeString(good)
	for _, test := range []struct {
		name, header string
		signedIn     bool
	}{
		{"none", "", false},
		{"good", cookie + "=" + good, true},
		{"empty", cookie + "=", false},
		{"no value", cookie, false},
		{"only signs", "=;;=; ;" + cookie + "==;", false},
		{"cut", cookie + "=" + good[:len(good)/2], false},
		{"bent key id", cookie + "=" + bent(0), false},
		{"bent nonce", cookie + "=" + bent(5), false},
		{"bent text", cookie + "=" + bent(20), false},
		{"bent tag", cookie + "=" + bent(len(raw)-1), false},
		{"padded", cookie + "=" + good + "==", false},
		{"standard alphabet", cookie + "=" + base64.StdEncoding.EncodeToString(raw), false},
		{"quoted", cookie + `="` + good + `"`, true},
		{"control characters", cookie + "=\x01\x02\xff", false},
		{"huge", cookie + "=" + strings.Repeat("A", 1<<20), false},
		{"very many", strings.Repeat(cookie+"=x; ", 100_000), false},
		{"of another secret", cookie + "=" + foreign.cookies()[cookie], false},
		{"an attempt", cookie + "=" + attemptValue, false},
		{"another name", "orkey=" + good, false},
		{"another case", strings.ToUpper(cookie) + "=" + good, false},
		{"name with a space", cookie + " =" + good, false},
		{"bad before good", cookie + "=x; " + cookie + "=" + good, true},
		{"good before bad", cookie + "=" + good + "; " + cookie + "=x", true},
		{"foreign before good", cookie + "=" + foreign.cookies()[cookie] + "; " + cookie + "=" + good, true},
		{"no space between", "a=b;" + cookie + "=" + good, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := s.browser()
			req := c.request("GET", "/x", "", fetching...)
			req.Header["Cookie"] = []string{test.header}
			res := c.do(req)
			if signedIn := res.status == http.StatusOK; signedIn != test.signedIn || !signedIn && res.status != http.StatusUnauthorized {
				t.Errorf("%d %.200s", res.status, res.body)
			}
		})
	}
	// HTTP/2 may send a header for each.
	req := s.browser().request("GET", "/x", "", fetching...)
	req.Header["Cookie"] = []string{"a=b", cookie + "=x", cookie + "=" + good}
	if res := s.browser().do(req); res.status != 200 {
		t.Errorf("in lines of their own: %d", res.status)
	}
}

// A value that was sealed for one purpose, host or name is noise to all others.
func TestPitfallSealedForAnother(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn()
	good := b.cookies()[cookie]
	for _, test := range []struct {
		name   string
		change func(*web.Config)
		as     string
	}{
		{"another host", func(cfg *web.Config) { cfg.PublicURL = "https://other.example" }, cookie},
		{"a host above", func(cfg *web.Config) { cfg.PublicURL = "https://example" }, cookie},
		{"another port", func(cfg *web.Config) { cfg.PublicURL = publicURL + ":3000" }, cookie},
		{"another name", func(cfg *web.Config) { cfg.CookieName = "other" }, "__Host-other"},
		{"in a store", func(cfg *web.Config) { cfg.Store = new(memory) }, cookie},
		{"another secret", func(cfg *web.Config) { cfg.Secrets = []web.Secret{otherSecret} }, cookie},
	} {
		t.Run(test.name, func(t *testing.T) {
			other := newSiteAt(t, s.openrouter, test.change)
			req := b.request("GET", "/x", "")
			req.Header.Set("Cookie", test.as+"="+good)
			if _, err := other.signIn.Session(req); !errors.Is(err, web.ErrNotSignedIn) {
				t.Errorf("it is taken for a session: %v", err)
			}
		})
	}
}

// A secret is replaced without signing anybody out: the new one first, the old
// one after it, until all that it sealed is gone.
func TestPitfallRotation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn()
	back := s.approve(b.begin("/under-way"))
	old := b.cookies()[cookie]

	if err := s.signIn.SetSecrets(otherSecret, secret); err != nil {
		t.Fatal(err)
	}
	b.signedIn("") // and gets a cookie of the new secret
	if b.cookies()[cookie] == old {
		t.Error("the cookie is still sealed with the old secret")
	}
	b.visit(back).lands(t, "/under-way")
	if err := s.signIn.SetSecrets(otherSecret); err != nil {
		t.Fatal(err)
	}
	b.signedIn("")

	req := b.request("GET", "/", "")
	req.Header.Set("Cookie", cookie+"="+old)
	if _, err := s.signIn.Session(req); !errors.Is(err, web.ErrNotSignedIn) {
		t.Errorf("the old secret still opens: %v", err)
	}
	for _, bad := range [][]web.Secret{nil, {"short"}, {secret, secret}} {
		if err := s.signIn.SetSecrets(bad...); err == nil || strings.Contains(err.Error(), string(secret)) {
			t.Errorf("SetSecrets(%d secrets) = %v", len(bad), err)
		}
	}
	b.signedIn("") // the good ones stay
}
