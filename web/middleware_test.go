package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/web"
)

// What Require answers to those who are not signed in.
func TestRequireRefuses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct {
		name, method, path string
		as                 []string
		status             int
		returnTo           string
	}{
		{"a page", "GET", "/page?x=1", navigating, 303, "/page?x=1"},
		{"a page's head", "HEAD", "/page", navigating, 303, "/page"},
		{"a page with a strange path", "GET", "/a;b?x=//y", navigating, 303, "/a;b?x=//y"},
		{"a script", "GET", "/data", fetching, 401, "/page"},
		{"a script that changes", "POST", "/data", fetching, 401, "/page"},
		{"a program", "GET", "/data", nil, 401, "/"},
		{"a form", "POST", "/orders", submitting, 401, "/"},
		{"a form on a page", "POST", "/orders", slices.Concat(submitting, []string{"Referer", publicURL + "/orders/new?x=1"}), 401, "/orders/new?x=1"},
		{"from another site", "POST", "/orders", slices.Concat(submitting, []string{"Referer", "https://evil.example/x"}), 401, "/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := s.browser()
			res := b.do(b.request(test.method, test.path, "a=b", test.as...))
			link := publicURL + "/auth/login?return_to=" + url.QueryEscape(test.returnTo)
			if res.status != test.status || res.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%d %v", res.status, res.header)
			}
			switch {
			case test.status == 303:
				res.lands(t, link)
			case strings.HasPrefix(res.header.Get("Content-Type"), "text/html"):
				if !strings.Contains(res.body, `href="`+link+`"`) || !strings.Contains(res.body, "What you sent was not done") {
					t.Error(res.body)
				}
			default:
				var got struct {
					Error struct {
						Code    int
						Message string
					}
					SignInURL string `json:"sign_in_url"`
				}
				if err := json.Unmarshal([]byte(res.body), &got); err != nil || got.Error.Code != 401 || got.Error.Message == "" || got.SignInURL != link {
					t.Errorf("%v in %s", err, res.body)
				}
				if res.header.Get("Www-Authenticate") == "" {
					t.Errorf("%v", res.header)
				}
			}
		})
	}
}

// The ResponseWriter is the server's own, with all it can do.
func TestRequireWrapsNoWriter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn()
	for name, middleware := range map[string]func(http.Handler) http.Handler{"Require": s.signIn.Require, "Optional": s.signIn.Optional} {
		r := b.request("GET", "/", "")
		r.Header.Set("Cookie", cookie+"="+b.cookies()[cookie])
		w := httptest.NewRecorder()
		var got http.ResponseWriter
		middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = w })).ServeHTTP(w, r)
		if got != http.ResponseWriter(w) {
			t.Errorf("%s hands on a %T", name, got)
		}
	}
}

// Caches share nothing of a person's, unless the app says so.
func TestCaching(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn()
	for _, test := range []struct {
		path, cache, vary string
		b                 *browser
	}{
		{"/page", "private", "", b},
		{"/open/page", "private", "Cookie", b},
		{"/open/page", "", "Cookie", s.browser()},
	} {
		res := test.b.visit(test.path)
		if res.header.Get("Cache-Control") != test.cache || res.header.Get("Vary") != test.vary {
			t.Errorf("%s: %v", test.path, res.header)
		}
	}
}

func TestOptional(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	if res := b.visit("/open/x"); res.body != "GET /open/x by nobody" {
		t.Errorf("%d %s", res.status, res.body)
	}
	b.signIn()
	if res := b.visit("/open/x"); res.body != "GET /open/x by "+s.ada() {
		t.Errorf("%d %s", res.status, res.body)
	}
	if _, ok := web.SessionFrom(t.Context()); ok {
		t.Error("there is a session from nowhere")
	}
}

// A site may show a page of its own before it sends people away, and for errors.
func TestOwnPages(t *testing.T) {
	t.Parallel()
	own := func(name string) func(http.ResponseWriter, *http.Request, web.Page) {
		return func(w http.ResponseWriter, _ *http.Request, p web.Page) {
			w.WriteHeader(p.Status)
			w.Write([]byte(name + " " + p.Title + " " + p.SignInURL))
		}
	}
	s := newSite(t, func(cfg *web.Config) { cfg.SignInPage, cfg.ErrorPage = own("ask"), own("error") })
	b := s.browser()
	if res := b.visit("/page"); res.status != 401 || res.body != "ask Sign in "+publicURL+"/auth/login?return_to=%2Fpage" {
		t.Errorf("%d %s", res.status, res.body)
	}
	if res := b.visit("/auth/callback?error=access_denied"); res.status != 403 || res.body != "error Not signed in "+publicURL+"/auth/login?return_to=%2F" {
		t.Errorf("%d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/page", ""); res.status != 401 || res.body[0] != '{' {
		t.Errorf("%d %s", res.status, res.body)
	}
}

func TestRoutesNotThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/auth/", 404},
		{"GET", "/auth/nothing", 404},
		{"GET", "/auth/login/", 404},
		{"GET", "/auth/api/v1/models", 404}, // switched off
		{"DELETE", "/auth/login", 405},
		{"POST", "/auth/callback", 405},
		{"HEAD", "/auth/callback", 405},
		{"POST", "/auth/session", 405},
		{"HEAD", "/auth/session", 200},
	} {
		if res := b.fetch(test.method, test.path, ""); res.status != test.status || res.status == 405 && res.header.Get("Allow") == "" {
			t.Errorf("%s %s: %d %v", test.method, test.path, res.status, res.header)
		}
	}
}

// The button may be a form that is posted.
func TestLoginByPost(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	res := b.submit("/auth/login", url.Values{"return_to": {"/a"}})
	b.visit(s.approve(res.location())).lands(t, "/a")
	b.signedIn("")
}

// A link to the sign-out asks, and its button signs out. Then the page says so.
func TestLogoutAsks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn()
	if res := b.visit("/auth/logout"); res.status != 405 || !strings.Contains(res.body, `<form method="post" action="/auth/logout"><button>`) {
		t.Errorf("%d %s", res.status, res.body)
	}
	b.submit("/auth/logout", nil).lands(t, "/auth/logout")
	if res := b.visit("/auth/logout"); res.status != 200 || !strings.Contains(res.body, "<h1>Signed out</h1>") ||
		!strings.Contains(res.body, `href="`+s.openrouter.URL+`/settings/keys">Your keys at OpenRouter</a>`) {
		t.Errorf("%d %s", res.status, res.body)
	}
	home := newSite(t, func(cfg *web.Config) { cfg.Home = "/welcome" }).browser()
	home.submit("/auth/logout", nil).lands(t, "/welcome")
}

// An app that meets ErrKeyRejected ends the session, with a way back.
func TestKeyRejected(t *testing.T) {
	t.Parallel()
	for _, as := range [][]string{navigating, fetching} {
		s := newSite(t)
		mux := s.handler.(*http.ServeMux)
		mux.HandleFunc("/rejected", s.signIn.KeyRejected)
		b := s.browser()
		b.signIn()
		res := b.do(b.request("GET", "/rejected", "", as...))
		if res.status != 401 || !strings.Contains(res.body, "was deleted or has expired") || !strings.Contains(res.body, "/auth/login?return_to=") {
			t.Errorf("%d %s", res.status, res.body)
		}
		b.signedOut()
	}
}
