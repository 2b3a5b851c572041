package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

const secret web.Secret = "0123456789abcdefghijklmnopqrstuvwxyz"

// A site is a server with a sign-in, and OpenRouter beside it.
type site struct {
	t          *testing.T
	openrouter *orkeytest.Server
	signIn     *web.SignIn
	server     *httptest.Server
	logged     *strings.Builder
}

// newSite starts a site whose every page but those of the sign-in is behind
// Require and shows who is there. change may be nil.
func newSite(t *testing.T, change func(*web.Config)) *site {
	t.Helper()
	s := &site{t: t, openrouter: orkeytest.NewServer(t), logged: new(strings.Builder)}
	mux := http.NewServeMux()
	s.server = httptest.NewServer(mux)
	t.Cleanup(s.server.Close)
	cfg := web.Config{
		PublicURL: s.server.URL,
		Secrets:   []web.Secret{secret},
		Client:    &orkey.Client{BaseURL: s.openrouter.URL},
		Log:       slog.New(slog.NewTextHandler(s.logged, nil)),
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if s.signIn, err = web.New(cfg); err != nil {
		t.Fatal(err)
	}
	mux.Handle("/auth/", s.signIn.Handler())
	mux.Handle("/open/", s.signIn.Optional(http.HandlerFunc(whoami)))
	mux.Handle("/", s.signIn.Require(http.HandlerFunc(whoami)))
	return s
}

func whoami(w http.ResponseWriter, r *http.Request) {
	session, ok := web.SessionFrom(r.Context())
	fmt.Fprintf(w, "%s %s %t %s", r.Method, r.URL.RequestURI(), ok, session.UserID)
}

// A browser has a cookie jar and says what browsers say of themselves.
type browser struct {
	t    *testing.T
	site *site
	http.Client
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s.t, s, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// An answer is an HTTP response read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(req *http.Request) answer {
	b.t.Helper()
	res, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// request makes a request to a URL, or to a path of the site.
func (b *browser) request(method, to string, body io.Reader, headers ...string) *http.Request {
	b.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = b.site.server.URL + to
	}
	req, err := http.NewRequest(method, to, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

// visit goes to a page as a click on a link does, without following redirects.
func (b *browser) visit(to string) answer {
	b.t.Helper()
	return b.do(b.request("GET", to, nil, "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"))
}

// fetch asks as a script of the site's own page does.
func (b *browser) fetch(method, to string) answer {
	b.t.Helper()
	return b.do(b.request(method, to, nil, "Accept", "*/*", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-origin"))
}

// begin begins a sign-in, and returns OpenRouter's URL.
func (b *browser) begin(returnTo string) string {
	b.t.Helper()
	res := b.visit("/auth/login?return_to=" + url.QueryEscape(returnTo))
	if res.status != http.StatusSeeOther {
		b.t.Fatalf("login answers %d %s", res.status, res.body)
	}
	return res.header.Get("Location")
}

func (s *site) approve(authorizeURL string) string {
	s.t.Helper()
	back, err := s.openrouter.Approve(authorizeURL)
	if err != nil {
		s.t.Fatal(err)
	}
	return back
}

// signIn signs the person in, and fails if they do not land where they should.
func (b *browser) signIn(returnTo string) {
	b.t.Helper()
	res := b.visit(b.site.approve(b.begin(returnTo)))
	if res.status != http.StatusSeeOther || res.header.Get("Location") != returnTo {
		b.t.Fatalf("the callback answers %d %s %s", res.status, res.header, res.body)
	}
}

func TestWalk(t *testing.T) {
	t.Parallel()
	b := newSite(t, nil).browser()
	res := b.visit("/page?x=1")
	if res.status != 303 || res.header.Get("Location") != b.site.server.URL+"/auth/login?return_to=%2Fpage%3Fx%3D1" {
		t.Fatalf("Require answers %d %s", res.status, res.header)
	}
	b.signIn("/page?x=1")
	if res := b.visit("/page?x=1"); res.body != "GET /page?x=1 true "+b.site.openrouter.Config().Users[0].ID {
		t.Errorf("the page says %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/auth/session"); !strings.HasPrefix(res.body, `{"signed_in":true,"user_id":"user_`) {
		t.Errorf("session: %d %s", res.status, res.body)
	}
	if res := b.fetch("POST", "/auth/logout"); res.status != 204 {
		t.Errorf("logout: %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/auth/session"); !strings.HasPrefix(res.body, `{"signed_in":false,`) {
		t.Errorf("session: %d %s", res.status, res.body)
	}
}
