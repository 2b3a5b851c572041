package gateway_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/internal/attack"
)

func TestUpstreams(t *testing.T) {
	t.Parallel()
	proto := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto+" "+r.RequestURI) })
	secured := httptest.NewUnstartedServer(proto)
	secured.EnableHTTP2 = true
	secured.StartTLS()
	t.Cleanup(secured.Close)
	roots := x509.NewCertPool()
	roots.AddCert(secured.Certificate())

	h2c := httptest.NewUnstartedServer(proto)
	h2c.Config.Protocols = new(http.Protocols)
	h2c.Config.Protocols.SetUnencryptedHTTP2(true)
	h2c.Start()
	t.Cleanup(h2c.Close)

	path := filepath.Join(t.TempDir(), "app.sock")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	socket := &http.Server{Handler: proto}
	go socket.Serve(l)
	t.Cleanup(func() { socket.Close() })

	for name, test := range map[string]struct {
		upstream, want string
		tls            *tls.Config
	}{
		"https":     {secured.URL, "HTTP/2.0 /a%2Fb", &tls.Config{RootCAs: roots}},
		"h2c":       {strings.Replace(h2c.URL, "http:", "h2c:", 1), "HTTP/2.0 /a%2Fb", nil},
		"unix":      {"unix:" + path, "HTTP/1.1 /a%2Fb", nil},
		"unix://":   {"unix://" + path, "HTTP/1.1 /a%2Fb", nil},
		"path":      {newApp(t, proto) + "/base/", "HTTP/1.1 /base/a%2Fb", nil},
		"localhost": {strings.Replace(newApp(t, proto), "127.0.0.1", "localhost", 1), "HTTP/1.1 /a%2Fb", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newSite(t, func(cfg *gateway.Config) { cfg.Upstream, cfg.UpstreamTLS = test.upstream, test.tls }).browser()
			b.signIn("/")
			if res := b.fetch("GET", "/a%2Fb"); res.body != test.want {
				t.Errorf("the app says %d %s, want %s", res.status, res.body, test.want)
			}
			if res := b.fetch("GET", "/_orkey/readyz"); res.status != 200 {
				t.Errorf("it is not ready: %s", res.body)
			}
		})
	}
}

func TestAppThatIsDown(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(nil)
	down.Close()
	b := newSite(t, func(cfg *gateway.Config) { cfg.Upstream = down.URL }).browser()
	b.signIn("/")
	page := b.visit("/")
	if page.status != 502 || !strings.Contains(page.body, `<a href="">Try again</a>`) || !strings.Contains(page.body, "No app listens at "+strings.TrimPrefix(down.URL, "http://")) || page.header.Get("Retry-After") == "" || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a person is answered %d %s", page.status, page.body)
	}
	if res := b.fetch("GET", "/"); res.status != 502 || !json.Valid([]byte(res.body)) {
		t.Errorf("a script is answered %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/_orkey/readyz"); res.status != 503 || res.body != "upstream\n" {
		t.Errorf("readyz says %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/_orkey/healthz"); res.status != 200 {
		t.Errorf("healthz says %d %s", res.status, res.body)
	}
	if !strings.Contains(b.logged.String(), "connection refused") {
		t.Error("the log does not say why")
	}
}

// Where the app should be is told to whoever starts it, on the same machine, and to
// nobody else.
func TestAppThatIsDownElsewhere(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(nil)
	down.Close()
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.Upstream, cfg.SignIn.PublicURL, cfg.Hosts = down.URL, "https://app.example", []string{"127.0.0.1"}
	}).browser()
	page := b.visit("/open/page")
	if page.status != 502 || !strings.Contains(page.body, "could not be reached") || strings.Contains(page.body, strings.TrimPrefix(down.URL, "http://")) {
		t.Errorf("a person is answered %d %s", page.status, page.body)
	}
}

// An app that has moved is where UpstreamDial connects to.
func TestAppThatMoved(t *testing.T) {
	t.Parallel()
	moved := strings.TrimPrefix(newApp(t, attack.App()), "http://")
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.Upstream = "http://localhost:1"
		cfg.UpstreamDial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if address != "localhost:1" {
				return nil, errors.New("dialled " + address)
			}
			return new(net.Dialer).DialContext(ctx, network, moved)
		}
	}).browser()
	if res := b.fetch("GET", "/open/page"); res.status != 200 {
		t.Errorf("it is answered %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/_orkey/readyz"); res.status != 200 {
		t.Errorf("it is not ready: %s", res.body)
	}
}

func TestAppThatIsBeingStarted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "app.sock")
	b := newSite(t, func(cfg *gateway.Config) { cfg.Upstream, cfg.UpstreamWait = "unix:"+path, time.Minute }).browser()
	b.signIn("/")
	answered := make(chan answer)
	go func() { answered <- b.fetch("POST", "/") }()
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	app := &http.Server{Handler: attack.App()}
	go app.Serve(l)
	t.Cleanup(func() { app.Close() })
	if res := <-answered; res.status != 200 {
		t.Errorf("a request from before it listened is answered %d", res.status)
	}
}

func TestAppThatHangs(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.UpstreamTimeout = 10 * time.Millisecond
		cfg.Upstream = newApp(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	}).browser()
	b.signIn("/")
	if res := b.visit("/"); res.status != 504 || !strings.Contains(res.body, "did not answer in time") {
		t.Errorf("it is answered %d %s", res.status, res.body)
	}
}

// An answer that the app breaks off is broken off here too: whoever took it for
// whole would not know.
func TestAppThatBreaksOff(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.Upstream = newApp(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "half")
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}))
	}).browser()
	b.signIn("/")
	res, err := b.Get(b.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if text, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q ends with %v", text, err)
	}
	b.logged.wait(t, "broken off")
}
