package gateway_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// What proxies send along for a request of POST /page?x=1, beside its headers.
var (
	nginxAsks   = []string{"X-Original-Uri", "/page?x=1", "X-Original-Method", "POST"}
	caddyAsks   = []string{"X-Forwarded-Uri", "/page?x=1", "X-Forwarded-Method", "POST", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "app.example", "X-Forwarded-For", "203.0.113.7"}
	traefikAsks = append([]string{"X-Forwarded-Server", "traefik", "X-Forwarded-Port", "443", "X-Real-Ip", "203.0.113.7"}, caddyAsks...)
)

// asked returns what is sent along for another request.
func asked(headers []string, method, uri string) []string {
	headers = append([]string(nil), headers...)
	for i := 0; i < len(headers); i += 2 {
		switch {
		case strings.HasSuffix(headers[i], "-Uri"):
			headers[i+1] = uri
		case strings.HasSuffix(headers[i], "-Method"):
			headers[i+1] = method
		}
	}
	return headers
}

var (
	asPerson = []string{"Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}
	asScript = []string{"Accept", "*/*", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-origin"}
)

func TestVerify(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *gateway.Config) { cfg.TrustedProxies = loopback })
	somebody, nobody := s.browser(), s.browser()
	somebody.signIn("/")
	const page, home = "/_orkey/login?return_to=%2Fpage%3Fx%3D1", "/_orkey/login?return_to=%2F"
	for name, test := range map[string]struct {
		who      *browser
		headers  []string
		status   int
		location string // after the site's URL
		body     string
	}{
		"nginx, signed in":                {somebody, append(asPerson, nginxAsks...), 200, "", ""},
		"Caddy, signed in":                {somebody, append(asPerson, caddyAsks...), 200, "", ""},
		"Traefik, signed in":              {somebody, append(asScript, traefikAsks...), 200, "", ""},
		"nginx, a page":                   {nobody, append(asPerson, asked(nginxAsks, "GET", "/page?x=1")...), 401, page, page},
		"nginx, a script":                 {nobody, append(asScript, nginxAsks...), 401, page, page},
		"nginx, a URL":                    {nobody, append(asPerson, "X-Original-Url", s.url+"/page?x=1"), 401, page, page},
		"Caddy, a page":                   {nobody, append(asPerson, asked(caddyAsks, "GET", "/page?x=1")...), 401, "", "Sign in to"},
		"Caddy, a form":                   {nobody, append(asPerson, caddyAsks...), 401, "", "What you sent was not done"},
		"Caddy, a script":                 {nobody, append(asScript, asked(caddyAsks, "GET", "/page?x=1")...), 401, "", `"sign_in_url":"` + s.url + home},
		"Traefik, a page":                 {nobody, append(asPerson, asked(traefikAsks, "GET", "/page?x=1")...), 401, "", "Sign in to"},
		"nginx, an open path":             {nobody, append(asPerson, asked(nginxAsks, "GET", "/open/x")...), 200, "", ""},
		"Caddy, an open path":             {nobody, append(asPerson, asked(caddyAsks, "GET", "/open/x?y")...), 200, "", ""},
		"nginx, no open path":             {nobody, append(asPerson, asked(nginxAsks, "GET", "/open/../x")...), 401, "/_orkey/login?return_to=%2Fopen%2F..%2Fx", ""},
		"nginx, two addresses":            {nobody, append(asPerson, "X-Original-Uri", "/open/x", "x-original-uri", "/page"), 401, home, ""},
		"Caddy, evil addresses":           {nobody, append(asPerson, asked(caddyAsks, "GET", "//evil.example/open/x")...), 401, "", ""},
		"nginx, another site":             {nobody, append(asPerson, asked(nginxAsks, "GET", "https://evil.example/x")...), 401, "/_orkey/login?return_to=%2Fx", ""},
		"nginx, no address":               {nobody, append(asPerson, asked(nginxAsks, "GET", "%zz")...), 401, home, ""},
		"nothing is told":                 {nobody, asPerson, 401, "", "Sign in to"},
		"nginx, once more":                {nobody, append(asPerson, append(asked(caddyAsks, "GET", "/page?x=1"), "X-Orkey-Refused", "1")...), 401, "", "Sign in to"},
		"nginx, once more, page, in now":  {somebody, append(asPerson, append(asked(caddyAsks, "GET", "/page?x=1"), "X-Orkey-Refused", "1")...), 303, "", ""},
		"nginx, once more, form, in now":  {somebody, append(asPerson, append(caddyAsks, "X-Orkey-Refused", "1")...), 503, "", "Try again"},
		"nginx, once more, fetch, in now": {somebody, append(asScript, append(asked(caddyAsks, "GET", "/page"), "X-Orkey-Refused", "1")...), 503, "", "Try again"},
	} {
		t.Run(name, func(t *testing.T) {
			req := test.who.request("GET", "/_orkey/verify", nil)
			for i := 0; i < len(test.headers); i += 2 {
				req.Header.Add(test.headers[i], test.headers[i+1])
			}
			res := test.who.send(req)
			if location := strings.TrimPrefix(res.header.Get("Location"), s.url); res.status != test.status || !strings.Contains(res.body, test.body) || test.location != "" && location != test.location {
				t.Errorf("it says %d %s %s", res.status, res.header, res.body)
			}
			if got := res.header.Values(gateway.UserHeader); res.status == 200 && len(got) != 1 {
				t.Errorf("it says that %q are signed in", got)
			}
			if location := res.header.Get("Location"); res.status == 303 && location != "/page?x=1" {
				t.Errorf("it leads to %s", location)
			}
			if strings.Contains(res.body+res.header.Get("Location"), "evil.example") {
				t.Errorf("it says what the client says: %v %s", res.header, res.body)
			}
		})
	}
}

// Who is not trusted is not believed which page was asked for, and still told who
// is signed in.
func TestVerifyForStrangers(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	b := s.browser()
	for _, headers := range [][]string{asked(nginxAsks, "GET", "/open/x"), asked(caddyAsks, "GET", "/open/x")} {
		res := b.do("GET", "/_orkey/verify", nil, append(asScript, headers...)...)
		if res.status != 401 || strings.Contains(res.body, "open") {
			t.Errorf("it says %d %s", res.status, res.body)
		}
	}
	if warned := strings.Count(s.logged.String(), "TrustedProxies"); warned != 1 {
		t.Errorf("whoever runs it is told %d times", warned)
	}
	b.signIn("/")
	if res := b.do("GET", "/_orkey/verify", nil, nginxAsks...); res.status != 200 || res.header.Get(gateway.UserHeader) == "" {
		t.Errorf("it says %d %v", res.status, res.header)
	}
}

// A path that is not known is no open path, even if the home page is one.
func TestVerifyOfNoPath(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) { cfg.Skip, cfg.TrustedProxies = []string{"/"}, loopback }).browser()
	for _, test := range []struct {
		headers []string
		want    int
	}{{nil, 401}, {asked(nginxAsks, "GET", "%zz"), 401}, {asked(nginxAsks, "GET", "/page"), 401}, {asked(nginxAsks, "GET", "/"), 200}} {
		if res := b.do("GET", "/_orkey/verify", nil, test.headers...); res.status != test.want {
			t.Errorf("%q: it says %d", test.headers, res.status)
		}
	}
}

func TestVerifyNotAllowedAndUnavailable(t *testing.T) {
	t.Parallel()
	allowed, store := true, &brittle{entries: map[string][]byte{}}
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.TrustedProxies = loopback
		cfg.SignIn.Store = store
		cfg.SignIn.Allow = func(string) bool { return allowed }
	}).browser()
	b.signIn("/")
	allowed = false
	for name, headers := range map[string][]string{"nginx": append(asPerson, nginxAsks...), "Caddy": append(asPerson, caddyAsks...)} {
		if res := b.do("GET", "/_orkey/verify", nil, headers...); res.status != 403 {
			t.Errorf("%s: who is not allowed is answered %d", name, res.status)
		}
		// What is open is so to them as well.
		if res := b.do("GET", "/_orkey/verify", nil, asked(headers, "GET", "/open/x")...); res.status != 200 || res.header.Get(gateway.UserHeader) != "" {
			t.Errorf("%s: what is open is answered %d %v", name, res.status, res.header)
		}
	}
	allowed = true
	store.broken.Store(true)
	for name, headers := range map[string][]string{"nginx": append(asPerson, nginxAsks...), "Caddy": append(asPerson, caddyAsks...)} {
		for _, uri := range []string{"/page", "/open/x"} {
			if res := b.do("GET", "/_orkey/verify", nil, asked(headers, "GET", uri)...); res.status != 503 || res.header.Get("Retry-After") == "" || res.header.Get("Set-Cookie") != "" {
				t.Errorf("%s: while the store is down, %s is answered %d %v", name, uri, res.status, res.header)
			}
		}
	}
	if res := b.fetch("GET", "/_orkey/readyz"); res.status != 503 || res.body != "sessions\n" {
		t.Errorf("readyz says %d %s", res.status, res.body)
	}
	store.broken.Store(false)
	if res := b.fetch("GET", "/page"); res.status != 200 {
		t.Errorf("afterwards the page is answered %d", res.status)
	}
}

// The answer of a due renewal has the cookie, for the proxy and by the proxy.
func TestRenewal(t *testing.T) {
	t.Parallel()
	now := time.Now()
	clock := &shifted{now: now}
	b := newSite(t, func(cfg *gateway.Config) { cfg.SignIn.Now = clock.Now }).browser()
	b.signIn("/")
	for _, path := range []string{"/page", "/_orkey/verify"} {
		if res := b.fetch("GET", path); res.header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie that is not due", path)
		}
	}
	clock.shift(24 * time.Hour)
	for _, path := range []string{"/_orkey/verify", "/page?set=theme%3Ddark"} {
		res := b.fetch("GET", path)
		if cookies := strings.Join(res.header.Values("Set-Cookie"), "\n"); res.status != 200 || !strings.Contains(cookies, "orkey") || res.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s is answered %d %v", path, res.status, res.header)
		}
		clock.shift(24 * time.Hour)
	}
	clock.shift(8 * 24 * time.Hour)
	if res := b.fetch("GET", "/page"); res.status != 401 {
		t.Errorf("a session that was not used for eight days is answered %d", res.status)
	}
}

// On a listener of its own the proxy is told more.
func TestVerifyTellsTheProxy(t *testing.T) {
	t.Parallel()
	for _, way := range []gateway.PassKey{gateway.PassKeyNone, gateway.PassKeyAuthorization, gateway.PassKeyHeader} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(cfg *gateway.Config) { cfg.PassKey, cfg.TrustedProxies = way, loopback })
			inside := httptest.NewServer(s.gateway.Verify())
			defer inside.Close()
			b := s.browser()
			b.signIn("/")
			ask := func(cookie string, headers ...string) answer {
				return s.browser().do("GET", inside.URL+"/anything", nil, append([]string{"Cookie", cookie, "Authorization", "Bearer evil", gateway.KeyHeader, "evil"}, headers...)...)
			}
			for _, test := range []struct {
				res    answer
				status int
				cookie string
				in     bool
			}{
				{ask("theme=dark; " + b.cookies() + "; a=b"), 200, "theme=dark; a=b", true},
				{ask(b.cookies()), 200, "", true},
				{ask("theme=dark", asked(nginxAsks, "GET", "/open/x")...), 200, "theme=dark", false},
				{ask("theme=dark", nginxAsks...), 401, "", false},
			} {
				h := test.res.header
				if test.res.status != test.status || h.Get("Cookie") != test.cookie {
					t.Errorf("it says %d, cookies %q", test.res.status, h.Get("Cookie"))
				}
				for name, told := range map[string]bool{"Authorization": way == gateway.PassKeyAuthorization, gateway.KeyHeader: way == gateway.PassKeyHeader} {
					got := h.Values(name)
					if set := len(got) == 1; set != (told && test.status == 200) || set && strings.Contains(got[0], "sk-or-v1-") != test.in || strings.Contains(strings.Join(got, ""), "evil") {
						t.Errorf("%s is %q", name, got)
					}
				}
			}
		})
	}
}

// A gateway without an app serves forward authentication alone.
func TestVerifyAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *gateway.Config) { cfg.Upstream = noUpstream; cfg.TrustedProxies = loopback })
	b := s.browser()
	b.signIn("/")
	if res := b.fetch("GET", "/_orkey/verify"); res.status != 200 {
		t.Errorf("verify says %d", res.status)
	}
	if res := b.fetch("GET", "/page"); res.status != 404 || !json.Valid([]byte(res.body)) {
		t.Errorf("a page is answered %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/_orkey/readyz"); res.status != 200 {
		t.Errorf("readyz says %d %s", res.status, res.body)
	}
}

// The address that a proxy tells has the path of the public URL, which the app's
// own paths don't have.
func TestVerifyBelowAPath(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *gateway.Config) {
		cfg.SignIn.PublicURL += "/base"
		cfg.TrustedProxies = loopback
	})
	b := s.browser()
	for uri, want := range map[string]string{"/base/page": "%2Fbase%2Fpage", "/base/open/x": "", "/open/x": ""} {
		res := b.do("GET", "/_orkey/verify", nil, asked(nginxAsks, "GET", uri)...)
		if location, _ := strings.CutPrefix(res.header.Get("Location"), s.url+"/base/_orkey/login?return_to="); location != want {
			t.Errorf("%s leads to %q", uri, location)
		}
	}
	if h := b.fetch("GET", "/open/x").seen(t).Header; h.Get("X-Forwarded-Prefix") != "/base" {
		t.Errorf("the app is told the prefix %q", h.Get("X-Forwarded-Prefix"))
	}
}
