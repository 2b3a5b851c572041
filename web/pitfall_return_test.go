package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/web"
)

// Where a person may be sent after a sign-in or a sign-out.
func TestPitfallOpenRedirect(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	const home = "/"
	for _, test := range []struct{ to, want string }{
		{"/a", "/a"},
		{"/a//b?x=//y#z", "/a//b?x=//y#z"},
		{"/?next=https://evil.example/", "/?next=https://evil.example/"},
		{"/a?b=c\\d", "/a?b=c\\d"},
		{"/a%20b", "/a%20b"},
		{"/a/../b", "/a/../b"},
		{"/@evil.example", "/@evil.example"},
		{"/:80", "/:80"},
		{"/grüße", "/gr%C3%BC%C3%9Fe"},
		{"/a?" + strings.Repeat("x", 600), "/a"},

		{"", home},
		{"a", home},
		{"?a", home},
		{"#a", home},
		{"//", home},
		{"//?x", home},
		{"//evil.example", home},
		{"///evil.example", home},
		{"/\\evil.example", home},
		{"\\\\evil.example", home},
		{"\\/evil.example", home},
		{"/\t/evil.example", home},
		{"/\n/evil.example", home},
		{"\t//evil.example", home},
		{" //evil.example", home},
		{"/%09/evil.example", home},
		{"/%0a/evil.example", home},
		{"/%5cevil.example", home},
		{"/%5Cevil.example", home},
		{"/%2fevil.example", home},
		{"/%2F%2Fevil.example", home},
		{"/..//evil.example", home},
		{"/.//evil.example", home},
		{"/a/..//evil.example", home},
		{"/a/%2e%2e//evil.example", home},
		{"/%2e//evil.example", home},
		{"/a/../..//evil.example", home},
		{"/a/..%2f%2fevil.example", home},
		{"https:evil.example", home},
		{"https://evil.example", home},
		{"https://app.example@evil.example/", home},
		{"http:/\\evil.example", home},
		{"//app.example@evil.example", home},
		{"javascript:alert(1)", home},
		{"data:text/html,x", home},
		{"/a\x00b", home},
		{"/a\r\nSet-Cookie: x=y", home},
		{"/%zz", home},
		{"/\xff", home},
		{"/" + strings.Repeat("x", 600), home},

		{"/auth/login", home}, // round in circles
		{"/auth/logout", home},
		{"/auth", home},
		{"/x/../auth/login", home},
		{"/%61uth/login", home},
		{"/authors", "/authors"},
	} {
		b.visit(s.approve(b.begin(test.to))).lands(t, test.want)
		if test.to != "" { // which has a page of its own
			b.submit("/auth/logout", url.Values{"return_to": {test.to}}).lands(t, test.want)
		}
		if got := s.signIn.SignInURL(test.to); got != publicURL+"/auth/login?return_to="+url.QueryEscape(test.want) {
			t.Errorf("SignInURL(%q) = %s", test.to, got)
		}
	}
}

// Nothing is believed of a request's Host and of what proxies say of it, and no
// redirect is built from that.
func TestPitfallForwardedHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	lies := []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Uri", "X-Forwarded-Prefix", "X-Forwarded-Port",
		"X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL", "X-Real-IP", "X-Host", "Forwarded"}
	for _, path := range []string{"/page", "/auth/login?return_to=/page", "/auth/callback?code=x&state=y", "/auth/session", "/auth/logout"} {
		for _, host := range []string{"app.example", "APP.example.", "app.example:443", "evil.example", "localhost"} {
			b := s.browser()
			req := b.request("GET", path, "", navigating...)
			for _, name := range lies {
				req.Header.Set(name, "evil.example")
			}
			req.Header.Set("Forwarded", "host=evil.example;proto=http")
			req.Host = host
			res := b.do(req)
			if strings.Contains(strings.ReplaceAll(res.text(), "evil.example%3A", ""), "evil") {
				t.Errorf("GET %s at %s: %d %s", path, host, res.status, res.text())
			}
			if path == "/auth/login?return_to=/page" {
				u, err := url.Parse(res.location())
				if err != nil || u.Query().Get("callback_url") != publicURL+"/auth/callback" {
					t.Errorf("at %s the callback URL is in %s", host, res.location())
				}
			}
		}
	}
}

// In development the same machine has several names; cookies are for one.
func TestLoopbackNames(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.PublicURL = "http://localhost:8080" })
	b := s.browser()
	visit := func(to string) answer { return b.do(b.request("GET", to, "", navigating...)) }
	res := visit("http://127.0.0.1:8080/auth/login?return_to=/a")
	res.lands(t, "http://localhost:8080/auth/login?here=1&return_to=%2Fa")
	res = visit(res.location())
	if res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), s.openrouter.URL) {
		t.Errorf("%d %s", res.status, res.location())
	}
	if set := res.header.Get("Set-Cookie"); !strings.HasPrefix(set, "orkey-8080-attempt-") || strings.Contains(set, "Secure") {
		t.Errorf("Set-Cookie: %s", set)
	}
	visit(s.approve(res.location())).lands(t, "/a")
	// A proxy that changes the name is no reason to go round in circles.
	if res := visit("http://127.0.0.1:8080/auth/login?return_to=/a&here=1"); !strings.HasPrefix(res.location(), s.openrouter.URL) {
		t.Errorf("to %s", res.location())
	}
}
