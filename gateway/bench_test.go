package gateway_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
)

// answering is an app in the shape of a transport, so that nothing but the proxy
// is measured.
type answering struct{ header http.Header }

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: a.header.Clone(), ContentLength: 2, Body: io.NopCloser(strings.NewReader("ok")), Request: r}, nil
}

// unread is a ResponseWriter that costs nothing.
type unread struct{ header http.Header }

func (u unread) Header() http.Header         { return u.header }
func (u unread) Write(p []byte) (int, error) { return len(p), nil }
func (u unread) WriteHeader(int)             {}

type buffers struct{ sync.Pool }

func (b *buffers) Get() []byte {
	if p, ok := b.Pool.Get().(*[]byte); ok {
		return *p
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(p []byte) { b.Pool.Put(&p) }

// BenchmarkOverhead measures what the gateway adds to httputil.ReverseProxy.
func BenchmarkOverhead(b *testing.B) {
	app := answering{http.Header{"Content-Type": {"text/plain"}, "Content-Length": {"2"}, "Date": {"Tue, 24 Nov 2026 23:38:57 GMT"}}}
	target, _ := url.Parse("http://127.0.0.1:8080")
	bare := &httputil.ReverseProxy{Transport: app, BufferPool: new(buffers), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.SetXForwarded()
	}}
	s := newSite(b, func(cfg *gateway.Config) {
		cfg.Upstream, cfg.Transport, cfg.Skip = target.String(), app, nil
		cfg.SignIn.Log = slog.New(slog.NewJSONHandler(io.Discard, nil))
	})
	somebody := s.browser()
	somebody.signIn("/")
	r := httptest.NewRequest("GET", s.url+"/page", nil)
	for name, value := range map[string]string{
		"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
		"Accept":     "*/*", "Accept-Encoding": "gzip, deflate, br", "Accept-Language": "en-GB,en;q=0.9", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin",
		"Cookie": "theme=dark; " + somebody.cookies(),
	} {
		r.Header.Set(name, value)
	}
	verify := r.Clone(r.Context())
	verify.URL.Path = "/_orkey/verify"
	for _, bench := range []struct {
		name string
		h    http.Handler
		r    *http.Request
	}{{"ReverseProxy", bare, r}, {"gateway", s.gateway, r}, {"verify", s.gateway, verify}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bench.h.ServeHTTP(unread{http.Header{}}, bench.r)
			}
		})
	}
}
