package gateway_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/orkeytest"
)

// seen is what the app says it was sent.
type seen struct {
	Method, URI, Host string
	Header            http.Header
}

func (a answer) seen(t testing.TB) (s seen) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &s); err != nil {
		t.Fatalf("the app does not show what it was sent: %d %s", a.status, a.body)
	}
	return s
}

func TestWalk(t *testing.T) {
	t.Parallel()
	b := newSite(t, nil).browser()
	page := b.visit("/page?x=1")
	if page.status != 401 || !strings.Contains(page.body, b.url+"/_orkey/login?return_to=%2Fpage%3Fx%3D1") {
		t.Fatalf("nobody is answered %d %s", page.status, page.body)
	}
	b.signIn("/page?x=1")
	s := b.visit("/page?x=1&y=%zz;z").seen(t)
	id := b.openrouter.Config().Users[0].ID
	if s.Method != "GET" || s.URI != "/page?x=1&y=%zz;z" || s.Host != strings.TrimPrefix(b.url, "http://") || s.Header.Get(gateway.UserHeader) != id {
		t.Errorf("the app is sent %+v", s)
	}
	for name, want := range map[string]string{
		"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http", "X-Forwarded-Host": s.Host, "X-Forwarded-Prefix": "", "Cookie": "", "Authorization": "", gateway.KeyHeader: "",
	} {
		if got := s.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if trace := s.Header.Get("Traceparent"); len(trace) != 55 || !strings.Contains(b.logged.String(), `"trace_id":"`+trace[3:35]+`"`) {
		t.Errorf("the trace %q is not in the log", trace)
	}
	if res := b.fetch("POST", "/_orkey/logout"); res.status != 204 {
		t.Errorf("the sign-out is answered %d", res.status)
	}
	if res := b.fetch("GET", "/page"); res.status != 401 || !strings.Contains(res.body, `"sign_in_url":"`+b.url) {
		t.Errorf("nobody's script is answered %d %s", res.status, res.body)
	}
}

func TestAuto(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) { cfg.Auto = true }).browser()
	if res := b.visit("/page"); res.status != 303 || res.header.Get("Location") != b.url+"/_orkey/login?return_to=%2Fpage" {
		t.Errorf("nobody is answered %d %s", res.status, res.header)
	}
}

func TestPassKey(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		way                gateway.PassKey
		authorization, key bool
	}{
		{"", false, false},
		{gateway.PassKeyNone, false, false},
		{gateway.PassKeyAuthorization, true, false},
		{gateway.PassKeyHeader, false, true},
	} {
		t.Run(string(test.way), func(t *testing.T) {
			t.Parallel()
			b := newSite(t, func(cfg *gateway.Config) { cfg.PassKey = test.way }).browser()
			b.signIn("/")
			h := b.fetch("GET", "/").seen(t).Header
			if got := h.Get("Authorization"); strings.HasPrefix(got, "Bearer sk-or-v1-") != test.authorization {
				t.Errorf("Authorization is %q", got)
			}
			if got := h.Get(gateway.KeyHeader); strings.HasPrefix(got, "sk-or-v1-") != test.key {
				t.Errorf("%s is %q", gateway.KeyHeader, got)
			}
			// What the app wants for itself comes through, unless it would be taken
			// for the person's key.
			h = b.do("GET", "/", nil, "Authorization", "Basic YWRhOmxvdmVsYWNl").seen(t).Header
			if got := h.Get("Authorization"); strings.HasPrefix(got, "Basic ") == test.authorization {
				t.Errorf("Authorization is %q", got)
			}
			h = b.site.browser().do("GET", "/open/x", nil, "Authorization", "Bearer x").seen(t).Header
			if got := h.Get("Authorization"); test.authorization && got == "Bearer x" {
				t.Errorf("nobody's Authorization is %q", got)
			}
		})
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) { cfg.SignIn.AcceptBearer = true }).browser()
	key, err := b.openrouter.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	s := b.do("GET", "/api", nil, "Authorization", "Bearer "+key).seen(t)
	if s.Header.Get(gateway.UserHeader) != b.openrouter.Config().Users[0].ID || s.Header.Get("Authorization") != "" {
		t.Errorf("the app is sent %v", s.Header)
	}
	if res := b.do("GET", "/api", nil, "Authorization", "Bearer sk-or-v1-0123456789abcdef0123"); res.status != 401 {
		t.Errorf("a wrong key is answered %d", res.status)
	}
	if h := b.do("GET", "/open/api", nil, "Authorization", "Bearer its-own").seen(t).Header; h.Get("Authorization") != "Bearer its-own" {
		t.Errorf("the app's own token comes as %q", h.Get("Authorization"))
	}
}

// Somebody of whom OpenRouter tells no id is nobody to the app.
func TestUnnamedPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	if err := s.openrouter.Configure(func(cfg *orkeytest.Config) { cfg.Users = cfg.Users[2:] }); err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.signIn("/")
	if got, ok := b.fetch("GET", "/").seen(t).Header[http.CanonicalHeaderKey(gateway.UserHeader)]; ok {
		t.Errorf("the app is told %q", got)
	}
	if res := b.fetch("GET", "/_orkey/verify"); res.status != 200 || res.header.Get(gateway.UserHeader) != "" {
		t.Errorf("verify says %d %v", res.status, res.header)
	}
}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What comes from the app is for one person, unless it says otherwise.
func TestCaching(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.Upstream = newApp(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if says := r.URL.Query().Get("says"); says != "" {
				w.Header().Set("Cache-Control", says)
			}
		}))
	}).browser()
	open := b.fetch("GET", "/open/x")
	if open.header.Get("Cache-Control") != "" || open.header.Get("Vary") != "Cookie" {
		t.Errorf("what is open is answered with %v", open.header)
	}
	b.signIn("/")
	for path, want := range map[string]string{"/": "private", "/open/x": "private", "/?says=public,+max-age=60": "public, max-age=60"} {
		if got := b.fetch("GET", path).header.Values("Cache-Control"); len(got) != 1 || got[0] != want {
			t.Errorf("%s: Cache-Control is %q, want %q", path, got, want)
		}
	}
}
