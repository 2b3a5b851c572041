//go:build unix

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// streamApp answers with streams: of events at /events, of WebSocket frames at /ws.
// They say one thing and then nothing, or with ?busy something all the time. At
// /slow it answers when it is told to.
type streamApp struct {
	slow chan struct{} // one has begun
	goOn chan struct{}
}

func (a *streamApp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, word := io.Writer(w), "data: one\n\n"
	switch r.URL.Path {
	case "/slow":
		a.slow <- struct{}{}
		<-a.goOn
		io.WriteString(w, "slow, but whole")
		return
	case "/ws":
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		out, word = conn, "\x81\x03one"
		io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	default:
		w.Header().Set("Content-Type", "text/event-stream")
	}
	say := func() bool {
		_, err := io.WriteString(out, word)
		if out == io.Writer(w) {
			http.NewResponseController(w).Flush()
		}
		return err == nil
	}
	say()
	if !r.URL.Query().Has("busy") {
		if conn, ok := out.(net.Conn); ok {
			io.Copy(io.Discard, conn)
		} else {
			<-r.Context().Done()
		}
		return
	}
	for say() && r.Context().Err() == nil {
		time.Sleep(50 * time.Millisecond)
	}
}

// A streamEnd is how a stream ended.
type streamEnd struct {
	path, text string
	err        error
}

// goodbye is the frame that says 1001, going away.
const goodbye = "\x88\x02\x03\xe9"

// openStream opens a stream of p's, reads it to its end, counts what comes, and tells
// how it ended.
func openStream(t *testing.T, p *proxied, path string, came *atomic.Int64, ends chan<- streamEnd) {
	t.Helper()
	conn, err := net.Dial("tcp", listensAt(p))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	upgrade := ""
	if strings.HasPrefix(path, "/ws") {
		upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, strings.TrimPrefix(p.url, "http://"), upgrade)
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, nil)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s is answered %v %v", path, res, err)
	}
	body := res.Body
	if res.StatusCode == http.StatusSwitchingProtocols {
		body = io.NopCloser(r)
	}
	go func() {
		defer conn.Close()
		var text strings.Builder
		_, err := io.Copy(io.MultiWriter(&text, counter{came}), body)
		ends <- streamEnd{path, text.String(), err}
	}()
}

type counter struct{ *atomic.Int64 }

func (c counter) Write(p []byte) (int, error) {
	c.Add(int64(len(p)))
	return len(p), nil
}

// listensAt is the address of a proxy that is at localhost.
func listensAt(p *proxied) string {
	return strings.Replace(strings.TrimPrefix(p.url, "http://"), "localhost", "127.0.0.1", 1)
}

// The proxy answers what has begun, and ends streams in an orderly way through which
// nothing goes. It need not wait for the deadline then.
func TestProxyDrains(t *testing.T) {
	t.Parallel()
	const slowly = 20
	app := &streamApp{slow: make(chan struct{}, slowly), goOn: make(chan struct{})}
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--skip", "/slow", "--skip", "/events", "--skip", "/ws", "--upstream", newApp(t, app))
	ends := make(chan streamEnd)
	for range 50 {
		openStream(t, p, "/events", new(atomic.Int64), ends)
		openStream(t, p, "/ws", new(atomic.Int64), ends)
	}
	answers := make(chan string, slowly)
	for range slowly {
		go func() {
			res, err := http.Get("http://" + listensAt(p) + "/slow")
			if err != nil {
				answers <- err.Error()
				return
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			answers <- fmt.Sprintf("%s %d %v", body, res.StatusCode, err)
		}()
		<-app.slow
	}
	p.Signal(syscall.SIGTERM)
	p.await(func() bool { return strings.Contains(p.Said(), "msg=ending requests=120 streams=100") })
	close(app.goOn)
	for range slowly {
		if got := <-answers; got != "slow, but whole 200 <nil>" {
			t.Errorf("a request that had begun is answered %q", got)
		}
	}
	for range 100 {
		expectOrder(t, <-ends)
	}
	if code := p.Ended(); code != exitInterrupted || strings.Contains(p.Said(), "cut off") || strings.Count(p.Said(), "the stream was ended, since") != 100 {
		t.Errorf("it ends with %d and has cut something off, or does not tell of each stream", code)
	}
}

// expectOrder checks that an idle stream has ended as it should.
func expectOrder(t *testing.T, end streamEnd) {
	t.Helper()
	want := "data: one\n\n"
	if end.path == "/ws" {
		want = "\x81\x03one" + goodbye
	}
	if end.err != nil || end.text != want {
		t.Errorf("%s ends with %v after %q", end.path, end.err, end.text)
	}
}

// Streams through which something goes have until the deadline. It is told then what
// is cut off.
func TestProxyDrainsUntilTheDeadline(t *testing.T) {
	t.Parallel()
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--skip", "/slow", "--skip", "/events", "--skip", "/ws", "--upstream", newApp(t, new(streamApp)), "--drain-timeout", "5s")
	idle, busy := make(chan streamEnd), make(chan streamEnd, 50)
	var came atomic.Int64
	for range 25 {
		openStream(t, p, "/events", new(atomic.Int64), idle)
		openStream(t, p, "/ws", new(atomic.Int64), idle)
		openStream(t, p, "/events?busy", &came, busy)
		openStream(t, p, "/ws?busy", &came, busy)
	}
	p.Signal(syscall.SIGTERM)
	for range 50 {
		expectOrder(t, <-idle)
	}
	if len(busy) > 0 {
		t.Errorf("with the idle ones, %d busy streams have ended", len(busy))
	}
	before := came.Load()
	p.await(func() bool { return came.Load() > before+50*10 })
	if code := p.Ended(); code != exitInterrupted || !strings.Contains(p.Said(), "requests 50, streams among them 50") || !strings.Contains(p.Said(), "the answer was cut off, since") {
		t.Errorf("it ends with %d and does not tell what it has cut off", code)
	}
	for range 50 {
		switch end := <-busy; {
		case end.path == "/ws?busy" && (end.err != nil || !strings.HasSuffix(end.text, "one"+goodbye)):
			t.Errorf("a WebSocket ends with %v after %q", end.err, end.text[max(0, len(end.text)-20):])
		case end.path == "/events?busy" && !errors.Is(end.err, io.ErrUnexpectedEOF) && !errors.Is(end.err, syscall.ECONNRESET):
			t.Errorf("a stream that is cut off ends with %v, as if it was whole", end.err)
		}
	}
}
