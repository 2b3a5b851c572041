package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
)

// A discard is a ResponseWriter that costs nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// newSignedIn returns a SignIn and the cookie of a session.
func newSignedIn(tb testing.TB, change ...func(*Config)) (s *SignIn, cookie string) {
	tb.Helper()
	cfg := Config{PublicURL: "https://app.example", Secrets: []Secret{NewSecret()}, Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	key, err := orkey.ParseKey("sk-or-v1-facade0000000000000000000000000000000000000000000000000000000000")
	if err != nil {
		tb.Fatal(err)
	}
	now := s.now()
	session := Session{UserID: "user_2yZT0tVqkUvKpTKjdrJZkBfCfdg", Key: key, SignedInAt: now, renewedAt: now}
	return s, s.jar.session + "=" + s.sealSession(session)
}

// signedInRequest is one as browsers send it, with cookies of others.
func signedInRequest(cookie string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", "theme=dark; "+cookie+"; _ga=GA1.1.123456789.1700000000")
	return r
}

// What a request whose person is signed in costs; the peers are in bench/peers.
func BenchmarkRequire(b *testing.B) {
	s, cookie := newSignedIn(b)
	h := s.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, ok := SessionFrom(r.Context()); !ok {
			b.Fatal("nobody is signed in")
		}
	}))
	w, r := discard{http.Header{}}, signedInRequest(cookie)
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

// The same without a ResponseWriter, as an authorization endpoint asks.
func BenchmarkSession(b *testing.B) {
	s, cookie := newSignedIn(b)
	r := signedInRequest(cookie)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Session(r); err != nil {
			b.Fatal(err)
		}
	}
}

// Require allocates what the request and its context are made of, and the key.
func TestRequireAllocates(t *testing.T) {
	s, cookie := newSignedIn(t)
	signedIn := 0
	h := s.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, ok := SessionFrom(r.Context()); ok {
			signedIn++
		}
	}))
	w, r := discard{http.Header{}}, signedInRequest(cookie)
	if allocs := testing.AllocsPerRun(1000, func() { h.ServeHTTP(w, r) }); allocs > 5 || signedIn < 1000 {
		t.Errorf("%v allocations, %d times signed in", allocs, signedIn)
	}
}

// What it takes to begin: verifier, challenge, state, URL, sealed cookie.
func BenchmarkBegin(b *testing.B) {
	s, _ := newSignedIn(b)
	b.ReportAllocs()
	for b.Loop() {
		now := s.now()
		a, _, err := s.begin(now, "/settings", 0)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.setAttempt(http.Header{}, a, now); err != nil {
			b.Fatal(err)
		}
	}
}

// The pass-through beside a bare reverse proxy with the same transport, in turn:
// 32 connections, 120 bytes. The goal is 0.9 of its requests per second.
func BenchmarkPassThrough(b *testing.B) {
	body := strings.Repeat("x", 120)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }))
	defer upstream.Close()
	target, err := url.Parse(upstream.URL)
	if err != nil {
		b.Fatal(err)
	}
	bare := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:    func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport:  newTransport(),
		BufferPool: buffers{},
	})
	defer bare.Close()
	s, cookie := newSignedIn(b, func(cfg *Config) {
		cfg.Client = &orkey.Client{BaseURL: upstream.URL}
		cfg.API = &API{MaxConcurrent: 32}
	})
	ours := httptest.NewServer(s.Handler())
	defer ours.Close()

	client := &http.Client{Transport: newTransport()}
	get := func(url string) {
		req, err := http.NewRequest("GET", url, nil)
		if err != nil {
			b.Error(err)
			return
		}
		req.Header.Set("Cookie", cookie)
		res, err := client.Do(req)
		if err != nil {
			b.Error(err)
			return
		}
		if n, err := io.Copy(io.Discard, res.Body); n != 120 || err != nil {
			b.Errorf("%d bytes, %v", n, err)
		}
		res.Body.Close()
	}
	const connections, times = 32, 50
	round := func(url string) time.Duration {
		began := time.Now()
		var all sync.WaitGroup
		for range connections {
			all.Go(func() {
				for range times {
					get(url)
				}
			})
		}
		all.Wait()
		return time.Since(began)
	}
	var theirTimes, ourTimes []time.Duration
	for b.Loop() {
		theirTimes = append(theirTimes, round(bare.URL+"/api/v1/models"))
		ourTimes = append(ourTimes, round(ours.URL+"/auth/api/v1/models"))
	}
	slices.Sort(theirTimes)
	slices.Sort(ourTimes)
	median := func(list []time.Duration) float64 { return connections * times / list[len(list)/2].Seconds() }
	b.ReportMetric(0, "ns/op") // of the pair: says nothing
	b.ReportMetric(median(theirTimes), "req/s-bare")
	b.ReportMetric(median(ourTimes), "req/s-orkey")
	b.ReportMetric(median(ourTimes)/median(theirTimes), "x-bare")
}
