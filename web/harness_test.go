package web_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

const (
	publicURL = "https://app.example"
	cookie    = "__Host-orkey"

	secret      web.Secret = "0123456789abcdefghijklmnopqrstuvwxyz"
	otherSecret web.Secret = "zyxwvutsrqponmlkjihgfedcba9876543210"
)

// A site is an app with a sign-in, and OpenRouter beside it.
type site struct {
	t          testing.TB
	openrouter *orkeytest.Server
	signIn     *web.SignIn
	handler    http.Handler
	clock      *clock
	logged     *output
}

// newSite makes a site whose every page is behind Require and says who is there,
// but for those of the sign-in and those under /open/, which are behind Optional.
func newSite(t testing.TB, change ...func(*web.Config)) *site {
	t.Helper()
	return newSiteAt(t, orkeytest.NewServer(t), change...)
}

// newSiteAt makes another process of a site: one of the same secrets.
func newSiteAt(t testing.TB, openrouter *orkeytest.Server, change ...func(*web.Config)) *site {
	t.Helper()
	s := &site{t: t, openrouter: openrouter, clock: &clock{time: time.Now()}, logged: new(output)}
	cfg := web.Config{
		PublicURL: publicURL,
		Secrets:   []web.Secret{secret},
		Client:    &orkey.Client{BaseURL: openrouter.URL},
		Log:       slog.New(slog.NewTextHandler(s.logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:       s.clock.now,
	}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if s.signIn, err = web.New(cfg); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	prefix := cfg.Prefix
	if prefix == "" {
		prefix = web.DefaultPrefix
	}
	mux.Handle(prefix+"/", s.signIn.Handler())
	mux.Handle("/open/", s.signIn.Optional(http.HandlerFunc(whoami)))
	mux.Handle("/", s.signIn.Require(http.HandlerFunc(whoami)))
	s.handler = mux
	return s
}

// whoami says who asks for what.
func whoami(w http.ResponseWriter, r *http.Request) {
	who := "nobody"
	if session, ok := web.SessionFrom(r.Context()); ok {
		who = session.UserID
	}
	fmt.Fprintf(w, "%s %s by %s", r.Method, r.URL.RequestURI(), who)
}

// ada is the first user of the emulator, who signs in unless another is chosen.
func (s *site) ada() string { return s.openrouter.Config().Users[0].ID }

// exchanges counts the codes that were sent to OpenRouter.
func (s *site) exchanges() (n int) {
	for _, r := range s.openrouter.Requests() {
		if r.Method == "POST" && r.Path == "/api/v1/auth/keys" {
			n++
		}
	}
	return n
}

func (s *site) approve(authorizeURL string, consent ...orkeytest.Consent) string {
	s.t.Helper()
	back, err := s.openrouter.Approve(authorizeURL, consent...)
	if err != nil {
		s.t.Fatal(err)
	}
	return back
}

func (s *site) deny(authorizeURL string) string {
	s.t.Helper()
	back, err := s.openrouter.Deny(authorizeURL)
	if err != nil {
		s.t.Fatal(err)
	}
	return back
}

// RoundTrip serves a request as a server at the public URL would.
func (s *site) RoundTrip(req *http.Request) (*http.Response, error) {
	r := req.Clone(req.Context())
	r.RequestURI, r.Host = req.URL.RequestURI(), req.URL.Host
	if req.Host != "" {
		r.Host = req.Host
	}
	r.URL = &url.URL{Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// A browser has a cookie jar, says of itself what browsers say, and follows no
// redirect by itself.
type browser struct {
	t    testing.TB
	site *site
	http.Client
}

func (s *site) browser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s.t, s, http.Client{Transport: s, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// at returns the same browser, cookies and all, when another process answers it.
func (b *browser) at(s *site) *browser {
	other := *b
	other.site, other.Transport = s, s
	return &other
}

// cookies returns the names and values that the browser would send.
func (b *browser) cookies() map[string]string {
	u, err := url.Parse(publicURL)
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string]string{}
	for _, c := range b.Jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}

// attempts counts the cookies of sign-ins begun.
func (b *browser) attempts() (n int) {
	for name := range b.cookies() {
		if strings.HasPrefix(name, cookie+"-attempt-") {
			n++
		}
	}
	return n
}

// An answer is an HTTP response read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) location() string { return a.header.Get("Location") }

// text is all of it, for those who look for secrets.
func (a answer) text() string {
	var b bytes.Buffer
	a.header.Write(&b)
	return b.String() + a.body
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

// What browsers send when a person follows a link, when a form of the site is
// sent, and when its script fetches.
var (
	navigating = []string{"Accept", "text/html,*/*;q=0.8", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-Site", "none"}
	submitting = []string{"Accept", "text/html,*/*;q=0.8", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-Site", "same-origin",
		"Origin", publicURL, "Content-Type", "application/x-www-form-urlencoded"}
	fetching = []string{"Accept", "*/*", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-origin", "Referer", publicURL + "/page"}
)

// request makes a request to a URL, or to a path of the site.
func (b *browser) request(method, to, body string, headers ...string) *http.Request {
	b.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = publicURL + to
	}
	req, err := http.NewRequest(method, to, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

func (b *browser) visit(to string) answer {
	b.t.Helper()
	return b.do(b.request("GET", to, "", navigating...))
}

func (b *browser) submit(to string, form url.Values) answer {
	b.t.Helper()
	return b.do(b.request("POST", to, form.Encode(), submitting...))
}

func (b *browser) fetch(method, to, body string) answer {
	b.t.Helper()
	return b.do(b.request(method, to, body, slices.Concat(fetching, []string{"Content-Type", "application/json"})...))
}

// lost serves a request with these cookies whose answer no browser sees; its
// context may be over.
func (s *site) lost(req *http.Request, cookies map[string]string) answer {
	s.t.Helper()
	for name, value := range cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := s.RoundTrip(req)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header}
}

// begin begins a sign-in, and returns OpenRouter's URL.
func (b *browser) begin(returnTo string) string {
	b.t.Helper()
	res := b.visit("/auth/login?return_to=" + url.QueryEscape(returnTo))
	if res.status != http.StatusSeeOther || !strings.HasPrefix(res.location(), b.site.openrouter.URL+"/auth?") {
		b.t.Fatalf("login answers %d %s %s", res.status, res.location(), res.body)
	}
	return res.location()
}

// lands reports an answer that does not send a person to where they wanted to go.
func (a answer) lands(t testing.TB, at string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.location() != at {
		_, body, _ := strings.Cut(a.body, "</style>")
		t.Errorf("answered %d, to %q, not to %q\n%s", a.status, a.location(), at, body)
	}
}

// signIn signs a person in, Ada by default.
func (b *browser) signIn(consent ...orkeytest.Consent) {
	b.t.Helper()
	b.visit(b.site.approve(b.begin("/"), consent...)).lands(b.t, "/")
	b.signedIn("")
}

// signedIn reports a browser whose person is not signed in. Any user will do if
// the id is "".
func (b *browser) signedIn(userID string) {
	b.t.Helper()
	if userID == "" {
		userID = "user_"
	}
	if res := b.fetch("GET", "/x", ""); res.status != 200 || !strings.HasPrefix(res.body, "GET /x by "+userID) {
		b.t.Errorf("not signed in as %s: %d %s", userID, res.status, res.body)
	}
}

// signedOut reports a browser whose person is signed in.
func (b *browser) signedOut() {
	b.t.Helper()
	if res := b.fetch("GET", "/x", ""); res.status != http.StatusUnauthorized {
		b.t.Errorf("not signed out: %d %s", res.status, res.body)
	}
}

// key returns the key of a browser that is signed in, as only the server sees it.
func (b *browser) key() string {
	b.t.Helper()
	req := httptest.NewRequest("GET", "/", nil)
	for name, value := range b.cookies() {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	session, err := b.site.signIn.Session(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return session.Key.Reveal()
}

// A clock stands still until it is put forward.
type clock struct {
	mu   sync.Mutex
	time time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
}

// output keeps what is written to it.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// A memory is a session store of the shape of package scs's.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	err    error // answers everything, if set
	broken error // answers what writes, if set
	asked  int
}

func (m *memory) Find(token string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	b, ok := m.values[token]
	return b, ok, m.err
}

func (m *memory) Commit(token string, b []byte, expiry time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := cmp.Or(m.err, m.broken)
	if err == nil {
		if m.values == nil {
			m.values = map[string][]byte{}
		}
		m.values[token] = b
	}
	return err
}

func (m *memory) Delete(token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := cmp.Or(m.err, m.broken)
	if err == nil {
		delete(m.values, token)
	}
	return err
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}

// tokens returns the names of all that is stored.
func (m *memory) tokens() (list []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for token := range m.values {
		list = append(list, token)
	}
	return list
}
