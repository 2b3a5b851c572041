//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/orkeytest"
)

// startOpen starts a proxy in front of an app that needs no sign-in below /open/.
func startOpen(t *testing.T, app http.HandlerFunc, args ...string) *proxied {
	t.Helper()
	return startProxy(t, orkeytest.NewServer(t), append([]string{"--listen", "127.0.0.1:0", "--skip", "/open/**", "--upstream", newApp(t, app)}, args...)...)
}

// dial connects to the proxy, says something, and leaves the rest to the caller.
func (p *proxied) dial(format string, a ...any) (*bufio.Reader, net.Conn) {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.target().Address)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, format, a...)
	return bufio.NewReader(conn), conn
}

// statusOf reads an answer's status.
func statusOf(t *testing.T, r *bufio.Reader) int {
	t.Helper()
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}

func TestProxyMaxBody(t *testing.T) {
	t.Parallel()
	const most = 100_000
	var got atomic.Int64
	p := startOpen(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		got.Store(n)
		fmt.Fprintln(w, n, err)
	}, "--max-body", "100kB")
	for name, test := range map[string]struct {
		body io.Reader
		want int
	}{
		"as much as is allowed":          {strings.NewReader(strings.Repeat("x", most)), http.StatusOK},
		"one more":                       {strings.NewReader(strings.Repeat("x", most+1)), http.StatusRequestEntityTooLarge},
		"more, of unknown length":        {io.MultiReader(strings.NewReader(strings.Repeat("x", 20*most))), http.StatusRequestEntityTooLarge},
		"as much, and of unknown length": {io.MultiReader(strings.NewReader(strings.Repeat("x", most))), http.StatusOK},
	} {
		res, err := http.Post(p.url+"/open/x", "text/plain", test.body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		res.Body.Close()
		if res.StatusCode != test.want || got.Load() > most {
			t.Errorf("%s is answered %d, and the app has got %d bytes", name, res.StatusCode, got.Load())
		}
	}
}

func TestProxyMaxHeaders(t *testing.T) {
	t.Parallel()
	p := startOpen(t, attack.App().ServeHTTP, "--max-headers", "16KiB")
	for n, want := range map[int]int{8 << 10: http.StatusOK, 32 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		r, _ := p.dial("GET /open/x HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", n))
		if got := statusOf(t, r); got != want {
			t.Errorf("%d bytes are answered %d, want %d", n, got, want)
		}
	}
}

// A browser begins a sign-in and comes back, so there are two requests for each.
func TestProxyMaxSignIns(t *testing.T) {
	t.Parallel()
	p := startOpen(t, attack.App().ServeHTTP, "--max-sign-ins", "3", "--accept-bearer")
	b := newPerson(t, p.url)
	status, tries := 0, 0
	var h http.Header
	for status != http.StatusTooManyRequests {
		if status, h, _ = b.visit(p.url + "/_orkey/login"); status != http.StatusSeeOther && status != http.StatusTooManyRequests {
			t.Fatalf("a sign-in is answered %d", status)
		}
		if tries++; tries > 100 {
			t.Fatal("there is no limit")
		}
	}
	if tries < 6 || h.Get("Retry-After") == "" {
		t.Errorf("after %d sign-ins it is told to come back in %q", tries, h.Get("Retry-After"))
	}
	if got := b.get("/open/x"); got != http.StatusOK {
		t.Errorf("what is no sign-in is answered %d", got)
	}
	// Nor can it try keys without end.
	for tries := 1; ; tries++ {
		req, err := http.NewRequest(http.MethodGet, p.url+"/page", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer sk-or-v1-0123456789abcdef0123456789abcdef")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == http.StatusTooManyRequests {
			break
		}
		if res.StatusCode != http.StatusUnauthorized || tries > 100 {
			t.Fatalf("wrong key %d is answered %d", tries, res.StatusCode)
		}
	}
}

// Whoever is slow (slowloris) does not hold what others need.
func TestProxyEndsWhatIsSlow(t *testing.T) {
	t.Parallel()
	left := make(chan string, 10)
	p := startOpen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/open/endless" {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 32<<10)); err != nil {
					break
				}
			}
		} else if _, err := io.Copy(io.Discard, r.Body); err == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		left <- r.URL.Path
	}, "--header-timeout", "2s", "--stall-timeout", "2s", "--idle-timeout", "2s")
	leaves := func(t *testing.T) { // of the two that do not end by themselves, one each time
		t.Helper()
		select {
		case <-left:
		case <-time.After(patience):
			t.Error("the app is held")
		}
	}
	over := func(r *bufio.Reader) {
		t.Helper()
		if _, err := io.Copy(io.Discard, r); err != nil && !strings.Contains(err.Error(), "reset by peer") {
			t.Errorf("it is kept: %v", err)
		}
	}
	t.Run("a head that does not come", func(t *testing.T) {
		t.Parallel()
		r, _ := p.dial("GET /open/x HTTP/1.1\r\nHost: localhost\r\nX-")
		over(r)
	})
	t.Run("a head that comes bit by bit", func(t *testing.T) {
		t.Parallel()
		r, conn := p.dial("GET /open/x HTTP/1.1\r\nHost: localhost\r\n")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				if _, err := io.WriteString(conn, "X: x\r\n"); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}()
		over(r)
		conn.Close()
		<-ended
	})
	t.Run("a connection that is not used", func(t *testing.T) {
		t.Parallel()
		r, _ := p.dial("GET /open/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if got := statusOf(t, r); got != http.StatusNoContent {
			t.Fatalf("it is answered %d", got)
		}
		over(r)
	})
	t.Run("a body that does not come on", func(t *testing.T) {
		t.Parallel()
		r, _ := p.dial("POST /open/stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nsome")
		if got := statusOf(t, r); got != http.StatusRequestTimeout {
			t.Errorf("it is answered %d", got)
		}
		over(r)
		leaves(t)
	})
	t.Run("a body that does not come, of somebody who may not send it", func(t *testing.T) {
		t.Parallel()
		var all []*bufio.Reader
		for _, path := range []string{"/closed", "/_orkey/logout", "/_orkey/verify", "/_orkey/healthz", "/_orkey/api/v1/chat/completions"} {
			r, _ := p.dial("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nsome", path)
			all = append(all, r)
		}
		for _, r := range all {
			over(r)
		}
	})
	t.Run("a body that comes slowly, but does", func(t *testing.T) {
		t.Parallel()
		r, conn := p.dial("POST /open/slow HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
		stopped, _ := p.dial("POST /closed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nsome")
		over := make(chan struct{})
		go func() {
			defer close(over)
			io.Copy(io.Discard, stopped)
		}()
		for coming := true; coming; { // for longer than it may stop
			io.WriteString(conn, "1\r\nx\r\n")
			select {
			case <-over:
				coming = false
			case <-time.After(10 * time.Millisecond):
			}
		}
		io.WriteString(conn, "0\r\n\r\n")
		if got := statusOf(t, r); got != http.StatusNoContent {
			t.Errorf("it is answered %d", got)
		}
	})
	t.Run("an answer that is not taken", func(t *testing.T) {
		t.Parallel()
		p.dial("GET /open/endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
		leaves(t)
	})
}

func TestProxyUpstreamTimeout(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	p := startOpen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/open/events" { // which begin at once, and then take their time
			w.Header().Set("Content-Type", "text/event-stream")
			http.NewResponseController(w).Flush()
			<-goOn
			io.WriteString(w, "data: late\n\n")
			return
		}
		<-r.Context().Done()
	}, "--upstream-timeout", "2s")
	events, err := http.Get(p.url + "/open/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	if got := newPerson(t, p.url).get("/open/never"); got != http.StatusGatewayTimeout {
		t.Errorf("an app that does not answer is answered for by %d", got)
	}
	close(goOn)
	if body, err := io.ReadAll(events.Body); events.StatusCode != http.StatusOK || string(body) != "data: late\n\n" || err != nil {
		t.Errorf("an answer that has begun ends with %d %q (%v)", events.StatusCode, body, err)
	}
}

func TestProxyUpstreamWait(t *testing.T) {
	t.Parallel()
	// The path of a socket can be had before anybody listens there.
	socket := filepath.Join(t.TempDir(), "app.sock")
	openrouter := orkeytest.NewServer(t)
	patient := startProxy(t, openrouter, "--listen", "127.0.0.1:0", "--skip", "/open/**", "--upstream", "unix:"+socket, "--upstream-wait", "1h", "--admin-listen", "127.0.0.1:0")
	at := startProxy(t, openrouter, "--listen", "127.0.0.1:0", "--skip", "/open/**", "--upstream", "unix:"+socket)
	if got := newPerson(t, at.url).get("/open/x"); got != http.StatusBadGateway {
		t.Errorf("without waiting it is answered %d", got)
	}
	answered := make(chan int, 1)
	go func() {
		res, err := http.Get(patient.url + "/open/x")
		if err != nil {
			answered <- 0
			return
		}
		res.Body.Close()
		answered <- res.StatusCode
	}()
	patient.await(func() bool {
		_, _, text := newPerson(t, patient.url).visit(patient.admin() + "/metrics")
		return strings.Contains(text, "orkey_requests_under_way 1\n")
	})
	if got := newPerson(t, patient.url).get("/_orkey/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("meanwhile readyz is answered %d", got)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	app := &http.Server{Handler: attack.App()}
	t.Cleanup(func() { app.Close() })
	go app.Serve(l)
	if got := <-answered; got != http.StatusOK {
		t.Errorf("who has waited is answered %d", got)
	}
}

// While it is announced that no more is taken, what comes is still answered; then
// it ends, or at once if it is told so again.
func TestProxyDrainDelay(t *testing.T) {
	t.Parallel()
	p := startOpen(t, attack.App().ServeHTTP, "--drain-delay", "24h")
	b := newPerson(t, p.url)
	if got := b.get("/_orkey/readyz"); got != http.StatusOK {
		t.Fatalf("readyz is answered %d", got)
	}
	p.Signal(syscall.SIGTERM)
	p.await(func() bool { return b.get("/_orkey/readyz") == http.StatusServiceUnavailable })
	if _, _, word := b.visit(p.url + "/_orkey/readyz"); word != "draining\n" {
		t.Errorf("readyz says %q", word)
	}
	if got, health := newPerson(t, p.url).get("/open/x"), b.get("/_orkey/healthz"); got != http.StatusOK || health != http.StatusOK {
		t.Errorf("meanwhile a page is answered %d, and healthz %d", got, health)
	}
	p.Signal(syscall.SIGTERM)
	p.Ended()
	short := startOpen(t, attack.App().ServeHTTP, "--drain-delay", "1ms")
	short.Signal(syscall.SIGTERM)
	if got := short.Ended(); got != exitInterrupted {
		t.Errorf("it ends with %d", got)
	}
}

// What does not end is cut off.
func TestProxyDrainTimeout(t *testing.T) {
	t.Parallel()
	began := make(chan struct{})
	p := startOpen(t, func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
	}, "--drain-timeout", "100ms")
	r, _ := p.dial("GET /open/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
	<-began
	p.Signal(syscall.SIGTERM)
	if _, err := http.ReadResponse(r, nil); err == nil {
		t.Error("it is answered")
	}
	if got := p.Ended(); got != exitInterrupted || !strings.Contains(p.Said(), "cut off: requests 1, streams among them 0") {
		t.Errorf("it ends with %d and says\n%s", got, p.Said())
	}
}
