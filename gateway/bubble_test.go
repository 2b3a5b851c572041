package gateway_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

// A bubble is a gateway whose connections are pipes and whose app is a function,
// so that time is the test's own.
type bubble struct {
	gateway *gateway.Gateway
	server  *http.Server
	client  *http.Client
	pipes   pipes
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func newBubble(t *testing.T, app transport, changes ...func(*gateway.Config)) *bubble {
	t.Helper()
	cfg := gateway.Config{
		SignIn:   web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{secret}, Log: slog.New(slog.DiscardHandler)},
		Upstream: "http://app", Transport: app, Skip: []string{"/open/**"},
	}
	for _, change := range changes {
		change(&cfg)
	}
	g, err := gateway.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	b := &bubble{gateway: g, server: g.NewServer(), pipes: pipes{make(chan net.Conn), make(chan struct{}), new(sync.Once)}}
	go b.server.Serve(b.pipes)
	client := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return b.pipes.dial() }}
	b.client = &http.Client{Transport: client}
	t.Cleanup(func() {
		b.server.Close()
		client.CloseIdleConnections()
		time.Sleep(time.Hour) // of the bubble's, for what is still to notice
	})
	return b
}

// pipes are a listener.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   *sync.Once
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "unix"} }

func (p pipes) dial() (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, errors.New("nobody listens")
	}
}

// stream answers with events: one, and then one each interval, if it is not zero.
func stream(interval time.Duration) transport {
	return func(r *http.Request) (*http.Response, error) {
		out, in := io.Pipe()
		context.AfterFunc(r.Context(), func() { in.CloseWithError(context.Canceled) })
		go func() {
			for {
				if _, err := io.WriteString(in, "data: x\n\n"); err != nil || interval == 0 {
					return
				}
				time.Sleep(interval)
			}
		}()
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/event-stream; charset=utf-8"}}, ContentLength: -1, Body: out, Request: r}, nil
	}
}

// begin opens a stream and reads its beginning.
func (b *bubble) begin(t *testing.T) *http.Response {
	t.Helper()
	res, err := b.client.Get("http://app.example/open/events")
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || line != "data: x\n" {
		t.Fatalf("it begins with %q (%v)", line, err)
	}
	return res
}
