package native_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
)

// A wire is a listener without a network.
type wire struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error {
	select {
	case <-w.closed:
	default:
		close(w.closed)
	}
	return nil
}

func (w *wire) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4321} }

// Whatever bytes arrive, they are no callback, nothing is sent to OpenRouter for
// them, and they don't get the path or the state out of the listener.
func FuzzListener(f *testing.F) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &wire{make(chan net.Conn), make(chan struct{})}
	out, ended := new(output), make(chan error, 1)
	go func() {
		_, err := native.SignIn(ctx, native.Config{
			Client: &orkey.Client{HTTPClient: &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				panic("a code was sent")
			})}},
			Mode: native.Loopback, Open: native.NoBrowser, Input: strings.NewReader(""), Output: out, Timeout: 24 * time.Hour,
			Listen: func(_ context.Context, network, _ string) (net.Listener, error) {
				if network == "tcp6" {
					return nil, net.ErrClosed
				}
				return w, nil
			},
		})
		ended <- err
	}()
	f.Cleanup(func() { cancel(); <-ended })
	var page string
	for page == "" {
		for line := range strings.Lines(out.String()) {
			if text := strings.TrimSpace(line); strings.HasPrefix(text, "https://") && strings.HasSuffix(line, "\n") {
				page = text
			}
		}
		time.Sleep(time.Millisecond)
	}
	u, err := url.Parse(page)
	if err != nil {
		f.Fatal(err)
	}
	callback, err := url.Parse(u.Query().Get("callback_url"))
	if err != nil {
		f.Fatal(err)
	}
	path, state := callback.Path, u.Query().Get("state")

	for _, seed := range []string{
		"GET / HTTP/1.1\r\nHost: localhost:4321\r\n\r\n",
		"GET PATH?code=x&state=wrong HTTP/1.1\r\nHost: localhost:4321\r\n\r\n",
		"GET PATH?error=x&state= HTTP/1.0\r\nHost: [::1]:4321\r\n\r\n",
		"HEAD PATH/done?code=x HTTP/1.1\r\nHost: evil.example\r\n\r\n",
		"POST PATH HTTP/1.1\r\nHost: 127.0.0.1:4321\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: localhost:4321\r\nConnection: close\r\n\r\n",
		"\x16\x03\x01", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		request := data
		if hasWrongState(data) {
			request = bytes.Replace(data, []byte("PATH"), []byte(path), 1)
		}
		client, server := net.Pipe()
		select {
		case w.conns <- server:
		case err := <-ended:
			t.Fatalf("the sign-in has ended: %v", err)
		}
		client.SetDeadline(time.Now().Add(patience))
		answered := make(chan []byte)
		go func() {
			answer, _ := io.ReadAll(client)
			answered <- answer
		}()
		client.Write(request)
		client.Write([]byte("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
		// Some requests are never complete; they need not be waited for.
		time.AfterFunc(10*time.Millisecond, func() { client.Close() })
		answer := <-answered
		for _, secret := range []string{path, state} {
			if bytes.Contains(answer, []byte(secret)) {
				t.Errorf("told a secret: %q", answer)
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the sign-in has ended: %v", err)
		default:
		}
	})
}

// hasWrongState reports whether a request for PATH is one that must be refused
// even there: without a state, a code or a denial on the right path is genuine.
func hasWrongState(data []byte) bool {
	target, ok := bytes.CutPrefix(data, []byte("GET PATH?"))
	if !ok {
		return false
	}
	target, _, _ = bytes.Cut(target, []byte(" "))
	query, err := url.ParseQuery(string(target))
	return err == nil && query.Has("state")
}
