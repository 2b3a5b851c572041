package web_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// A served site is one behind a real listener, asked with the cookies of a browser
// that is signed in.
func (b *browser) serve() *served {
	server := httptest.NewServer(b.site.handler)
	b.t.Cleanup(server.Close)
	return &served{b, server}
}

type served struct {
	b      *browser
	server *httptest.Server
}

func (s *served) request(ctx context.Context, method, path string, body io.Reader) *http.Request {
	s.b.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, s.server.URL+path, body)
	if err != nil {
		s.b.t.Fatal(err)
	}
	for name, value := range s.b.cookies() {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return req
}

func (s *served) post(path string, body io.Reader) *http.Response {
	s.b.t.Helper()
	res, err := s.server.Client().Do(s.request(s.b.t.Context(), "POST", path, body))
	if err != nil {
		s.b.t.Fatal(err)
	}
	s.b.t.Cleanup(func() { res.Body.Close() })
	return res
}

// Bodies are bounded, told their length or not.
func TestAPIMaxBody(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.API = &web.API{MaxBody: 1000} })
	b := s.browser()
	b.signIn()
	served := b.serve()
	for _, body := range []io.Reader{
		strings.NewReader(strings.Repeat("x", 1001)),
		io.MultiReader(strings.NewReader(strings.Repeat("x", 1001))), // chunked
	} {
		res := served.post("/auth/api/v1/chat/completions", body)
		if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "larger than this site allows") {
			t.Errorf("%d %s", res.StatusCode, text)
		}
	}
	if res := served.post("/auth/api/v1/chat/completions", strings.NewReader(question)); res.StatusCode != 200 {
		t.Errorf("%d", res.StatusCode)
	}
}

// One person has so many calls under way, and others as many of their own.
func TestAPIMaxConcurrent(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			arrived <- struct{}{}
			<-r.Context().Done()
		}
	}))
	t.Cleanup(upstream.Close)
	s := newSite(t, func(cfg *web.Config) { cfg.API = &web.API{MaxConcurrent: 2, Transport: to(upstream)} })
	b, other := s.browser(), s.browser()
	b.signIn()
	other.signIn()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	served, done := b.serve(), make(chan struct{})
	for range 2 {
		go func() {
			served.server.Client().Do(served.request(ctx, "POST", "/auth/api/v1/chat/completions", http.NoBody))
			done <- struct{}{}
		}()
		<-arrived
	}
	res := b.fetch("GET", "/auth/api/v1/models", "")
	if res.status != http.StatusTooManyRequests || res.header.Get("Retry-After") == "" || !strings.Contains(res.body, "wait until one is done") {
		t.Errorf("%d %v %s", res.status, res.header, res.body)
	}
	if res := other.fetch("GET", "/auth/api/v1/models", ""); res.status != 200 {
		t.Errorf("another person: %d %s", res.status, res.body)
	}
	cancel() // who hangs up gives room
	<-done
	<-done
	for b.fetch("GET", "/auth/api/v1/models", "").status != 200 {
	}
}

// Answers go on piece by piece as they come, and so do questions.
func TestAPIStreams(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan string), make(chan string)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		w.Header().Set("Content-Type", r.URL.Query().Get("type"))
		w.WriteHeader(200)
		http.NewResponseController(w).Flush()
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			asked <- lines.Text()
			io.WriteString(w, <-answer+"\n")
			http.NewResponseController(w).Flush()
		}
		close(asked)
	}))
	t.Cleanup(upstream.Close)
	s := newSite(t, func(cfg *web.Config) { cfg.API = &web.API{Transport: to(upstream)} })
	b := s.browser()
	b.signIn()
	question, pieces := io.Pipe()
	res := b.serve().post("/auth/api/v1/chat/completions?type=text/event-stream", question)
	lines := bufio.NewScanner(res.Body)
	for _, piece := range []string{"one", "two", "three"} {
		io.WriteString(pieces, piece+"\n")
		if got := <-asked; got != piece {
			t.Errorf("OpenRouter is asked %q", got)
		}
		answer <- "data: " + piece
		if !lines.Scan() || lines.Text() != "data: "+piece {
			t.Errorf("the page gets %q, %v", lines.Text(), lines.Err())
		}
	}
	pieces.Close()
	<-asked
	if lines.Scan() {
		t.Errorf("the page gets %q", lines.Text())
	}
}

// What OpenRouter says before its answer is not for the page, and takes nothing of
// ours away.
func TestAPIEarlyHints(t *testing.T) {
	t.Parallel()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("Link", "</x>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		io.WriteString(w, "hello")
	}))
	t.Cleanup(upstream.Close)
	s := newSite(t, func(cfg *web.Config) { cfg.API = &web.API{Transport: to(upstream)} })
	b := s.browser()
	b.signIn()
	hints := 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(int, textproto.MIMEHeader) error { hints++; return nil },
	})
	served := b.serve()
	res, err := served.server.Client().Do(served.request(ctx, "GET", "/auth/api/v1/models", http.NoBody))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if hints > 0 || res.Header.Get("Set-Cookie") != "" || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%d hints, %v", hints, res.Header)
	}
}

// A stream that breaks off is seen to, and one that nobody reads is ended.
func TestAPIStreamBreaks(t *testing.T) {
	t.Parallel()
	s := newSite(t, withAPI)
	b := s.browser()
	b.signIn()
	stream := strings.Replace(question, "{", `{"stream":true,`, 1)
	s.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", Truncate: true})
	served := b.serve()
	res := served.post("/auth/api/v1/chat/completions", strings.NewReader(stream))
	if text, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("it seems whole: %s", text)
	}
	res = served.post("/auth/api/v1/chat/completions", strings.NewReader(stream))
	if text, err := io.ReadAll(res.Body); err != nil || !strings.HasSuffix(string(text), "data: [DONE]\n\n") {
		t.Errorf("%v in %s", err, text)
	}
}
