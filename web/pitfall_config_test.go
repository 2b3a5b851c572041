package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

// A configuration that can't hold what it promises does not start, and says all
// that is wrong with it.
func TestPitfallConfig(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*web.Config)
		says   []string // nothing: it is right
	}{
		{"right", func(*web.Config) {}, nil},
		{"with a slash", func(cfg *web.Config) { cfg.PublicURL += "/" }, nil},
		{"behind a path", func(cfg *web.Config) { cfg.PublicURL += "/app" }, nil},
		{"port 3000", func(cfg *web.Config) { cfg.PublicURL += ":3000" }, nil},
		{"development", func(cfg *web.Config) { cfg.PublicURL = "http://localhost:8080" }, nil},
		{"nothing", func(cfg *web.Config) { *cfg = web.Config{} }, []string{"PublicURL", "Secrets is empty"}},
		{"no scheme", func(cfg *web.Config) { cfg.PublicURL = "app.example" }, []string{"PublicURL must be"}},
		{"another scheme", func(cfg *web.Config) { cfg.PublicURL = "ftp://app.example" }, []string{"PublicURL must be"}},
		{"plain http", func(cfg *web.Config) { cfg.PublicURL = "http://app.example" }, []string{"PublicURL is plain http"}},
		{"plain http, knowingly", func(cfg *web.Config) { cfg.PublicURL, cfg.InsecureHTTP = "http://app.example", true }, nil},
		{"a port that OpenRouter refuses", func(cfg *web.Config) { cfg.PublicURL += ":8443" }, []string{"443 and 3000"}},
		{"a user", func(cfg *web.Config) { cfg.PublicURL = "https://me@app.example" }, []string{"no user"}},
		{"a query", func(cfg *web.Config) { cfg.PublicURL += "?x" }, []string{"query"}},
		{"dots in the path", func(cfg *web.Config) { cfg.PublicURL += "/a/../b" }, []string{"path must be made of"}},
		{"short secret", func(cfg *web.Config) { cfg.Secrets = []web.Secret{"hunter2"} }, []string{"Secrets[0]: it has 7 bytes"}},
		{"dull secret", func(cfg *web.Config) { cfg.Secrets = []web.Secret{web.Secret(strings.Repeat("ab", 20))} }, []string{"not random"}},
		{"short second secret", func(cfg *web.Config) { cfg.Secrets = append(cfg.Secrets, "hunter2") }, []string{"Secrets[1]"}},
		{"twice the same", func(cfg *web.Config) { cfg.Secrets = append(cfg.Secrets, secret) }, []string{"twice"}},
		{"prefix of nothing", func(cfg *web.Config) { cfg.Prefix = "/" }, []string{"Prefix"}},
		{"prefix with a slash", func(cfg *web.Config) { cfg.Prefix = "/auth/" }, []string{"Prefix"}},
		{"prefix without one", func(cfg *web.Config) { cfg.Prefix = "auth" }, []string{"Prefix"}},
		{"prefix with a wildcard", func(cfg *web.Config) { cfg.Prefix = "/{a}" }, []string{"Prefix"}},
		{"the gateway's prefix", func(cfg *web.Config) { cfg.Prefix = "/_orkey" }, nil},
		{"home elsewhere", func(cfg *web.Config) { cfg.Home = "//evil.example" }, []string{"Home"}},
		{"cookie name", func(cfg *web.Config) { cfg.CookieName = "a;b" }, []string{"CookieName"}},
		{"negative", func(cfg *web.Config) { cfg.IdleTimeout = -1 }, []string{"negative"}},
		{"no time at all", func(cfg *web.Config) { cfg.Lifetime = time.Second }, []string{"a minute"}},
		{"a callback URL", func(cfg *web.Config) { cfg.Request.CallbackURL = "https://x.example/" }, []string{"Request"}},
		{"one instant", func(cfg *web.Config) { cfg.Request.ExpiresAt = time.Now() }, []string{"KeyLifetime"}},
		{"a limit below zero", func(cfg *web.Config) { cfg.Request.Limit = -1 }, []string{"Limit"}},
		{"our own parameter", func(cfg *web.Config) { cfg.Request.Extra = url.Values{"attempt": {"x"}} }, []string{"Extra"}},
		{"base URL", func(cfg *web.Config) { cfg.Client = &orkey.Client{BaseURL: "http://openrouter.ai"} }, []string{"plain http"}},
		{"default API", func(cfg *web.Config) { cfg.API = &web.API{} }, nil},
		{"API that allows nothing", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{}} }, []string{"allows nothing"}},
		{"API without a method", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"/models"}} }, []string{`"/models" is no call`}},
		{"API in lower case", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"get /models"}} }, []string{"is no call"}},
		{"API with the base", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"GET /api/v1/models"}} }, []string{"leave out /api/v1"}},
		{"API with a query", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"GET /models?x"}} }, []string{"clean"}},
		{"API with dots", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"GET /a/../models"}} }, []string{"clean"}},
		{"API with a wildcard inside", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"GET /*/models"}} }, []string{"clean"}},
		{"API that allows everything", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"GET /*"}} }, []string{"everything"}},
		{"API that hands out keys", func(cfg *web.Config) { cfg.API = &web.API{Allow: []string{"POST /auth/keys", "POST /Keys"}} },
			[]string{`"POST /auth/keys" would hand keys`, `"POST /Keys" would hand keys`}},
		{"API of negative size", func(cfg *web.Config) { cfg.API = &web.API{MaxBody: -1} }, []string{"MaxBody"}},
	} {
		cfg := web.Config{PublicURL: publicURL, Secrets: []web.Secret{secret}}
		test.change(&cfg)
		_, err := web.New(cfg)
		switch {
		case err == nil && test.says != nil:
			t.Errorf("%s: it starts", test.name)
		case err != nil && test.says == nil:
			t.Errorf("%s: %v", test.name, err)
		}
		for _, says := range test.says {
			if err != nil && !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %q is not in\n%v", test.name, says, err)
			}
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows the secret: %v", test.name, err)
		}
	}
}

// A list of people that is empty lets nobody in, and one who is taken off it is
// out at once.
func TestPitfallAllow(t *testing.T) {
	t.Parallel()
	var allowed string
	s := newSite(t, func(cfg *web.Config) {
		cfg.API = &web.API{}
		cfg.Allow = func(userID string) bool { return userID == allowed }
	})
	b := s.browser()
	res := b.visit(s.approve(b.begin("/")))
	if res.status != 403 || !strings.Contains(res.body, "may not come in") {
		t.Errorf("%d %s", res.status, res.body)
	}
	b.signedOut()

	allowed = s.ada()
	b.signIn()
	allowed = "user_else"
	for _, path := range []string{"/page", "/auth/session", "/auth/api/v1/models"} {
		for _, as := range [][]string{navigating, fetching} {
			if res := b.do(b.request("GET", path, "", as...)); res.status != 403 {
				t.Errorf("%s: %d %s", path, res.status, res.body)
			}
		}
	}
	if res := b.visit("/open/page"); res.body != "GET /open/page by nobody" {
		t.Errorf("%d %s", res.status, res.body)
	}
	if res := b.fetch("POST", "/auth/logout", ""); res.status != 204 {
		t.Errorf("who is not allowed can't sign out: %d", res.status)
	}
}
