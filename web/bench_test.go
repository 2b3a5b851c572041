package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/orkey-dev/orkey"
)

// discard is a ResponseWriter that costs nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

func newBenched(tb testing.TB) (*SignIn, *http.Request) {
	tb.Helper()
	s, err := New(Config{PublicURL: "https://app.example", Secrets: []Secret{"0123456789abcdefghijklmnopqrstuvwxyz"}})
	if err != nil {
		tb.Fatal(err)
	}
	key, err := orkey.ParseKey("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")
	if err != nil {
		tb.Fatal(err)
	}
	now := s.now()
	session := Session{UserID: "user_2yZT0tVqkUvKpTKjdrJZkBfCfdg", Key: key, SignedInAt: now, renewedAt: now}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", "theme=dark; "+s.jar.session+"="+s.sealSession(session)+"; _ga=GA1.1.123456789.1700000000")
	return s, r
}

func BenchmarkRequire(b *testing.B) {
	s, r := newBenched(b)
	served := false
	h := s.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, served = SessionFrom(r.Context())
	}))
	w := discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
	if !served {
		b.Fatal("nobody was signed in")
	}
}

func BenchmarkBegin(b *testing.B) {
	s, _ := newBenched(b)
	b.ReportAllocs()
	for b.Loop() {
		now := s.now()
		a, _, err := s.begin(now, "/settings", false)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.setAttempt(http.Header{}, a, now); err != nil {
			b.Fatal(err)
		}
	}
}
