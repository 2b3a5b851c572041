package native_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestMain(m *testing.M) {
	if role := os.Getenv("NATIVE_TEST_ROLE"); role != "" {
		os.Exit(play(role))
	}
	os.Exit(chromiumtest.Main(m))
}

// patience limits waits that only last when something is broken.
const patience = 20 * time.Second

// A signIn is a SignIn under way in a test.
type signIn struct {
	t       *testing.T
	pageURL string // what the browser was told to open, or what was printed
	output  *output
	cancel  context.CancelFunc
	result  chan result
}

type result struct {
	grant orkey.Grant
	err   error
}

// begin starts to sign in on the loopback way, unless cfg has another mode, with
// nothing to read and a browser that opens nothing, and waits for the URL.
func begin(t *testing.T, openrouter *orkeytest.Server, cfg native.Config) *signIn {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &signIn{t: t, output: new(output), cancel: cancel, result: make(chan result, 1)}
	if cfg.Client == nil {
		cfg.Client = &orkey.Client{BaseURL: openrouter.URL}
	}
	if cfg.Mode == native.Auto {
		cfg.Mode = native.Loopback
	}
	if cfg.Input == nil {
		cfg.Input = strings.NewReader("")
	}
	if cfg.Open == nil {
		cfg.Open = native.NoBrowser
	}
	cfg.Output = s.output
	done := make(chan struct{})
	go func() {
		defer close(done)
		grant, err := native.SignIn(ctx, cfg)
		s.result <- result{grant, err}
	}()
	t.Cleanup(func() { cancel(); <-done })
	s.pageURL = s.output.waitURL(t)
	return s
}

// callbackURL is where OpenRouter was told to send the person.
func (s *signIn) callbackURL() *url.URL {
	s.t.Helper()
	page := parseURL(s.t, s.pageURL)
	return parseURL(s.t, page.Query().Get("callback_url"))
}

// at returns the listener's URL with another path and query.
func (s *signIn) at(path string) string {
	return "http://" + s.callbackURL().Host + path
}

// end waits for SignIn to return.
func (s *signIn) end() (orkey.Grant, error) {
	s.t.Helper()
	select {
	case r := <-s.result:
		return r.grant, r.err
	case <-time.After(patience):
		s.t.Fatalf("SignIn does not return; it has written:\n%s", s.output)
		panic("unreachable")
	}
}

// waits fails the test if SignIn has returned.
func (s *signIn) waits() {
	s.t.Helper()
	select {
	case r := <-s.result:
		s.t.Fatalf("SignIn has returned %v", r.err)
	default:
	}
}

// signedIn approves, follows the callback as a browser does, and expects that
// SignIn returns the grant.
func (s *signIn) signedIn(openrouter *orkeytest.Server) orkey.Grant {
	s.t.Helper()
	page := get(s.t, approve(s.t, openrouter, s.pageURL))
	if page.status != 200 || !strings.Contains(page.body, "<h1>Signed in</h1>") {
		s.t.Errorf("the browser ends on %d %s", page.status, page.body)
	}
	grant, err := s.end()
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := (&orkey.Client{BaseURL: openrouter.URL}).KeyInfo(s.t.Context(), grant.Key); err != nil {
		s.t.Errorf("the key does not work: %v", err)
	}
	return grant
}

func approve(t *testing.T, openrouter *orkeytest.Server, pageURL string) string {
	t.Helper()
	back, err := openrouter.Approve(pageURL)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func deny(t *testing.T, openrouter *orkeytest.Server, pageURL string) string {
	t.Helper()
	back, err := openrouter.Deny(pageURL)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// inProcess is an HTTP client for an emulator without a listener, and without
// the goroutines of one.
func inProcess(emulator http.Handler) *http.Client {
	return &http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		emulator.ServeHTTP(w, req)
		return w.Result(), nil
	})}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// exchanges counts the requests for a key.
func exchanges(openrouter *orkeytest.Server) (n int) {
	for _, r := range openrouter.Requests() {
		if r.Method == "POST" && r.Path == "/api/v1/auth/keys" {
			n++
		}
	}
	return n
}

// answer is an HTTP response read whole.
type answer struct {
	status int
	header http.Header
	body   string
	url    *url.URL // after redirects
}

// do sends a request as a browser of its own, and follows redirects.
func do(t *testing.T, req *http.Request) answer {
	t.Helper()
	a, err := try(req)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func try(req *http.Request) (answer, error) {
	transport := &http.Transport{DialContext: dialLocalhost}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(body), res.Request.URL}, err
}

// dialLocalhost takes localhost for both addresses, as browsers do whatever
// /etc/hosts has to say (RFC 6761, section 6.3).
func dialLocalhost(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	if port, ok := strings.CutPrefix(address, "localhost:"); ok {
		if conn, err := dialer.DialContext(ctx, network, "[::1]:"+port); err == nil {
			return conn, nil
		}
		address = "127.0.0.1:" + port
	}
	return dialer.DialContext(ctx, network, address)
}

func get(t *testing.T, target string) answer {
	t.Helper()
	return do(t, request(t, "GET", target))
}

func request(t *testing.T, method, target string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func parseURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// until waits for a condition.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); {
		if time.Now().After(deadline) {
			t.Fatalf("still not: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// output is what the person reads; safe to look at meanwhile.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// waitURL returns the address that is printed on a line of its own.
func (o *output) waitURL(t *testing.T) (found string) {
	t.Helper()
	until(t, "the address is printed", func() bool {
		for line := range strings.Lines(o.String()) {
			if text := strings.TrimSpace(line); strings.HasPrefix(text, "http") && strings.HasSuffix(line, "\n") {
				found = text
			}
		}
		return found != ""
	})
	return found
}

// wait waits for a text.
func (o *output) wait(t *testing.T, text string) {
	t.Helper()
	until(t, "it says "+text, func() bool { return strings.Contains(o.String(), text) })
}
