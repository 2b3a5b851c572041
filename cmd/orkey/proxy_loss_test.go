//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// A brittleApp hangs up in the middle of things, and counts how often it was asked
// for each path.
type brittleApp struct {
	l  net.Listener
	mu sync.Mutex
	n  map[string]int
}

// breaks are what it writes before it hangs up, by the end of the path.
var breaks = map[string]string{
	"nothing":        "",
	"reset":          "",
	"half-a-head":    "HTTP/1.1 200 OK\r\nContent-Le",
	"half-a-body":    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
	"half-a-chunk":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\na\r\n123",
	"no-last-chunk":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
	"only-a-hint":    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
	"something-else": "220 mail.example ESMTP\r\n",
	"nothing-once":   "", // and the second time it answers
}

func newBrittleApp(t *testing.T) *brittleApp {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	a := &brittleApp{l: l, n: map[string]int{}}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go a.serve(conn.(*net.TCPConn))
		}
	}()
	return a
}

func (a *brittleApp) serve(conn *net.TCPConn) {
	defer conn.Close()
	for r := bufio.NewReader(conn); ; {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return
		}
		times := a.asked(req.URL.Path, 1)
		how := req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]
		switch answer, breaks := breaks[how]; {
		case how == "nothing-once" && times > 1:
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
			return
		case !breaks:
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		default:
			if how == "reset" {
				conn.SetLinger(0)
			}
			io.WriteString(conn, answer)
			return
		}
	}
}

// asked counts a path.
func (a *brittleApp) asked(path string, more int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n[path] += more
	return a.n[path]
}

// Of an app that hangs up, the proxy loses what httputil.ReverseProxy loses, and asks
// as often: not less, so that nothing is lost, and not more, so that nothing is done
// twice.
func TestProxyLosesNoMore(t *testing.T) {
	t.Parallel()
	app := newBrittleApp(t)
	upstream := "http://" + app.l.Addr().String()
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--skip", "/open/**", "--upstream", upstream)
	peer := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(parse(t, upstream)) }})
	t.Cleanup(peer.Close)
	peer.Config.ErrorLog = nil
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // which would ask again by itself
	outcome := func(base, who, method, key, connection string, try int, how string) string {
		t.Helper()
		path := fmt.Sprintf("/open/%s/%s/%s/%s/%d/%s", who, method, key, connection, try, how)
		ask := func(method, path, body string) (status string) {
			req, err := http.NewRequest(method, base+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if key == "key" {
				req.Header.Set("Idempotency-Key", key)
			}
			res, err := client.Do(req)
			if err != nil {
				return "no answer"
			}
			defer res.Body.Close()
			if res.StatusCode == http.StatusBadGateway && who == "orkey" && res.Header.Get("Retry-After") == "" {
				t.Errorf("%s: it does not say when to try again", path)
			}
			if _, err := io.ReadAll(res.Body); err != nil {
				return res.Status + ", broken off"
			}
			return res.Status
		}
		if connection == "kept" {
			ask(http.MethodGet, "/open/good", "")
		}
		body := ""
		if method == http.MethodPut {
			body = "something"
		}
		status := ask(method, path, body)
		return fmt.Sprintf("%s after %d", status, app.asked(path, 0))
	}
	seen := map[string]bool{}
	for how := range breaks {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
			for _, key := range []string{"no-key", "key"} {
				for _, connection := range []string{"new", "kept"} {
					// On a busy machine a connection that is kept for a second and a half
					// may be gone when it is needed.
					var got, want string
					for try := range 3 {
						got = outcome(p.url, "orkey", method, key, connection, try, how)
						want = outcome(peer.URL, "peer", method, key, connection, try, how)
						if got == want {
							break
						}
					}
					if got != want {
						t.Errorf("%s of %s on a %s connection, %s: %s, and by httputil.ReverseProxy %s", method, how, connection, key, got, want)
					}
					seen[got] = true
				}
			}
		}
	}
	for _, want := range []string{"502 Bad Gateway after 1", "502 Bad Gateway after 2", "200 OK after 2", "200 OK, broken off after 1"} {
		if !seen[want] {
			t.Errorf("nothing is answered %s: %v", want, seen)
		}
	}
}
