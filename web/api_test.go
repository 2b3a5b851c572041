package web_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

func withAPI(cfg *web.Config) { cfg.API = &web.API{} }

const question = `{"model":"emulator/echo","messages":[{"role":"user","content":"Hello"}]}`

// Pages call OpenRouter as the person, without seeing the key.
func TestAPI(t *testing.T) {
	t.Parallel()
	s := newSite(t, withAPI)
	b := s.browser()
	if res := b.fetch("POST", "/auth/api/v1/chat/completions", question); res.status != 401 || !strings.Contains(res.body, `"sign_in_url":"`+publicURL) {
		t.Errorf("a stranger: %d %s", res.status, res.body)
	}
	b.signIn()
	for _, test := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"POST", "/chat/completions", question, 200, "Hello"},
		{"POST", "/responses", `{"model":"emulator/echo","input":"Hello"}`, 200, "Hello"},
		{"GET", "/models", "", 200, "emulator/echo"},
		{"GET", "/models?supported_parameters=tools", "", 200, "emulator/echo"},
		{"GET", "/key", "", 200, `"label"`},
		{"POST", "/models", "", 405, "other methods"},
		{"GET", "/credits", "", 404, "not among the calls"},
		{"POST", "/auth/keys", "{}", 404, "not among the calls"},
		{"GET", "/", "", 404, "not among the calls"},
		{"GET", "/models/", "", 404, "not among the calls"},
		{"GET", "/models/../key", "", 404, "not among the calls"},
		{"GET", "/x/%2e%2e/key", "", 404, "not among the calls"},
		{"GET", "/%6bey", "", 404, "not among the calls"},
		{"GET", "/models%2f..%2fkey", "", 404, "not among the calls"},
		{"GET", "//key", "", 404, "not among the calls"},
		{"GET", "/key;x", "", 404, "not among the calls"},
	} {
		// Without the mux, which would clean the path.
		req := b.request(test.method, "/auth/api/v1"+test.path, test.body, fetching...)
		res := b.bare().do(req)
		if res.status != test.status || !strings.Contains(res.body, test.says) {
			t.Errorf("%s %s: %d %.300s", test.method, test.path, res.status, res.body)
		}
	}
}

// bare is the same browser where nothing stands before the routes.
func (b *browser) bare() *browser {
	bare := *b.site
	bare.handler = b.site.signIn.Handler()
	return b.at(&bare)
}

// A wildcard stands for what is below, and never for where keys are made.
func TestAPIAllow(t *testing.T) {
	t.Parallel()
	seen := ""
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { seen = r.Method + " " + r.RequestURI }))
	t.Cleanup(upstream.Close)
	s := newSite(t, func(cfg *web.Config) {
		cfg.API = &web.API{Allow: []string{"GET /models/*", "POST /a/*", "PUT /a/b"}, Transport: to(upstream)}
	})
	b := s.browser()
	b.signIn()
	for _, test := range []struct{ method, path, want string }{
		{"GET", "/models/a/b", "GET /api/v1/models/a/b"},
		{"GET", "/models/a:free?x=1&y=%2F", "GET /api/v1/models/a:free?x=1&y=%2F"},
		{"GET", "/models", ""},
		{"GET", "/modelsx", ""},
		{"GET", "/key", ""},
		{"POST", "/a/c", "POST /api/v1/a/c"},
		{"PUT", "/a/c", ""},
		{"PUT", "/a/b", "PUT /api/v1/a/b"},
	} {
		seen = ""
		b.do(b.request(test.method, "/auth/api/v1"+test.path, "", fetching...))
		if seen != test.want {
			t.Errorf("%s %s: OpenRouter sees %q", test.method, test.path, seen)
		}
	}
}

// to sends everything to one server.
func to(server *httptest.Server) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		req = req.Clone(req.Context())
		req.URL.Host, req.URL.Scheme = strings.TrimPrefix(server.URL, "http://"), "http"
		return http.DefaultTransport.RoundTrip(req)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// What crosses the pass-through: nothing of the person's browser one way, nothing
// that speaks for the site the other way.
func TestAPIHeaders(t *testing.T) {
	t.Parallel()
	var seen http.Header
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header
		for _, name := range []string{"Access-Control-Allow-Origin", "Clear-Site-Data", "Content-Security-Policy", "Set-Cookie", "Strict-Transport-Security",
			"Location", "Refresh", "Server", "Link", "Nel", "Report-To", "Alt-Svc", "Service-Worker-Allowed", "Www-Authenticate"} {
			w.Header().Set(name, "theirs")
		}
		w.Header().Set("X-Generation-Id", "gen-1")
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<script>alert(1)</script>"))
	}))
	t.Cleanup(upstream.Close)
	s := newSite(t, func(cfg *web.Config) {
		cfg.API = &web.API{Transport: to(upstream)}
		cfg.Client.App = orkey.App{URL: publicURL, Title: "My app", Categories: []string{"a", "b"}}
	})
	b := s.browser()
	b.signIn()
	res := b.do(b.request("POST", "/auth/api/v1/chat/completions", question, slices.Concat(fetching, []string{
		"Authorization", "Bearer theirs", "Origin", publicURL, "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1", "X-Real-Ip", "192.0.2.1",
		"HTTP-Referer", "theirs", "X-OpenRouter-Title", "theirs", "X-Title", "theirs", "Connection", "X-OpenRouter-Title", "Accept-Encoding", "br, gzip",
		"Content-Type", "application/json", "User-Agent", "tester", "Idempotency-Key", "one",
	})...))
	want := http.Header{
		"Accept": {"*/*"}, "Accept-Encoding": {"gzip"}, "Authorization": {"Bearer " + b.key()}, "Content-Length": {"80"}, "Content-Type": {"application/json"},
		"Http-Referer": {publicURL}, "X-Openrouter-Title": {"My app"}, "X-Openrouter-Categories": {"a,b"}, "User-Agent": {"tester"}, "Idempotency-Key": {"one"},
	}
	want.Set("Content-Length", "73")
	seen.Set("Content-Length", "73")
	for name := range seen {
		if !slices.Equal(seen[name], want[name]) {
			t.Errorf("OpenRouter sees %s: %q", name, seen[name])
		}
	}
	for name := range want {
		if seen[name] == nil {
			t.Errorf("OpenRouter does not see %s", name)
		}
	}
	for name, values := range res.header {
		if slices.Contains(values, "theirs") {
			t.Errorf("the page sees %s", name)
		}
	}
	if res.header.Get("X-Generation-Id") != "gen-1" || !strings.Contains(res.header.Get("Content-Security-Policy"), "sandbox") ||
		res.header.Get("X-Content-Type-Options") != "nosniff" || res.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page sees %v", res.header)
	}
}

// No page of another site, nor of a sibling domain, uses the person's key.
func TestAPICrossSite(t *testing.T) {
	t.Parallel()
	s := newSite(t, withAPI)
	b := s.browser()
	b.signIn()
	for _, test := range []struct {
		headers []string
		status  int
	}{
		{[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		{[]string{"Sec-Fetch-Site", "none"}, 200},
		{[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", publicURL}, 403},
		{[]string{"Sec-Fetch-Site", "strange"}, 403},
		{[]string{"Origin", publicURL}, 200},
		{[]string{"Origin", "https://evil.example"}, 403},
		{[]string{"Origin", "https://APP.example:443"}, 403},
		{[]string{"Origin", "null"}, 403},
		{nil, 200}, // no browser
	} {
		for _, method := range []string{"GET", "POST"} {
			path, body := "/auth/api/v1/models", ""
			if method == "POST" {
				path, body = "/auth/api/v1/chat/completions", question
			}
			if res := b.do(b.request(method, path, body, test.headers...)); res.status != test.status {
				t.Errorf("%s with %v: %d %s", method, test.headers, res.status, res.body)
			}
		}
	}
}

// OpenRouter's errors reach the page in OpenRouter's shape, whatever they came as,
// and without a key.
func TestAPIErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t, withAPI)
	b := s.browser()
	b.signIn()
	key := b.key()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(`{"error":{"code":402,"message":"zipped ` + key + `"}}`))
	w.Close()
	for _, test := range []struct {
		name   string
		fault  orkeytest.Fault
		status int
		says   string
	}{
		{"its own", orkeytest.Fault{Status: 402, LimitSource: "openrouter_in_flight_budget"}, 402, "openrouter_in_flight_budget"},
		{"with the key", orkeytest.Fault{Status: 500, Body: `{"error":{"message":"key ` + key + `"}}`, ContentType: "application/json"}, 500, `"key …"`},
		{"zipped with the key", orkeytest.Fault{Status: 402, Body: zipped.String(), Header: map[string]string{"Content-Encoding": "gzip"}}, 402, `"zipped …"`},
		{"in an encoding nobody asked for", orkeytest.Fault{Status: 402, Body: "x", Header: map[string]string{"Content-Encoding": "br"}}, 402, "OpenRouter answered 402"},
		{"a page", orkeytest.Fault{Status: 502, Body: "<html>" + key, ContentType: "text/html"}, 502, `{"error":{"code":502,"message":"OpenRouter answered 502 Bad Gateway"}}`},
		{"huge", orkeytest.Fault{Status: 500, Body: `{"x":"` + strings.Repeat("x", 100<<10) + `"}`}, 500, "OpenRouter answered 500"},
		{"a redirect", orkeytest.Fault{Status: 302, Header: map[string]string{"Location": "https://evil.example"}, Body: "x"}, 502, "OpenRouter answered 302"},
		{"a broken connection", orkeytest.Fault{ResetConnection: true}, 502, "could not be reached"},
		{"too many requests", orkeytest.Fault{Status: 429, Header: map[string]string{"Retry-After": "7"}}, 429, "error"},
		{"401 that is not about the key", orkeytest.Fault{Status: 401, Body: `{"error":{"message":"provider"}}`, ContentType: "application/json"}, 401, "provider"},
	} {
		test.fault.Path = "/api/v1/chat/completions"
		s.openrouter.Inject(test.fault)
		res := b.do(b.request("POST", "/auth/api/v1/chat/completions", question, slices.Concat(fetching, []string{"Accept-Encoding", "gzip"})...))
		if res.status != test.status || !strings.Contains(res.body, test.says) || strings.Contains(res.text(), key) {
			t.Errorf("%s: %d %.300s", test.name, res.status, res.body)
		}
		if after := test.fault.Header["Retry-After"]; after != "" && res.header.Get("Retry-After") != after || res.header.Get("Location") != "" {
			t.Errorf("%s: %v", test.name, res.header)
		}
	}
	b.signedIn("")
}

// OpenRouter takes too long, or a key can't be forgotten while the store is down.
func TestAPIUnavailable(t *testing.T) {
	t.Parallel()
	store, transport := new(memory), roundTripper(func(*http.Request) (*http.Response, error) { return nil, os.ErrDeadlineExceeded })
	s := newSite(t, func(cfg *web.Config) { cfg.API, cfg.Store = &web.API{Transport: transport}, store })
	b := s.browser()
	b.signIn()
	if res := b.fetch("GET", "/auth/api/v1/models", ""); res.status != http.StatusGatewayTimeout || !strings.Contains(res.body, "in time") {
		t.Errorf("%d %s", res.status, res.body)
	}

	s = newSite(t, withAPI, func(cfg *web.Config) { cfg.Store = store })
	b = s.browser()
	b.signIn()
	s.openrouter.DeleteKey(b.key())
	store.broken = errDown
	if res := b.fetch("POST", "/auth/api/v1/chat/completions", question); res.status != http.StatusServiceUnavailable || res.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", res.status, res.body)
	}
	store.broken = nil
	if res := b.fetch("POST", "/auth/api/v1/chat/completions", question); res.status != http.StatusUnauthorized {
		t.Errorf("%d %s", res.status, res.body)
	}
	b.signedOut()
}

// A key that its owner deleted ends the session, with a way back.
func TestAPIKeyDeleted(t *testing.T) {
	t.Parallel()
	for _, store := range []*memory{nil, {}} {
		s := newSite(t, withAPI, func(cfg *web.Config) {
			if store != nil {
				cfg.Store = store
			}
		})
		b := s.browser()
		b.signIn()
		s.openrouter.DeleteKey(b.key())
		res := b.fetch("POST", "/auth/api/v1/chat/completions", question)
		if res.status != 401 || !strings.Contains(res.body, "deleted or has expired") || !strings.Contains(res.body, `"sign_in_url":"`+publicURL+"/auth/login?return_to=%2Fpage") {
			t.Errorf("%d %s", res.status, res.body)
		}
		b.signedOut()
		if store != nil && len(store.tokens()) > 0 {
			t.Error("the store has it still")
		}
	}
}
