package orkeytest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// signIn walks a whole sign-in by calling the handler: authorize, redirect, exchange. It returns the key.
func signIn(tb testing.TB, h http.Handler, target string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	back, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusFound {
		tb.Fatalf("authorize: %d", w.Code)
	}
	body := `{"code":"` + back.Query().Get("code") + `","code_verifier":"` + verifier + `","code_challenge_method":"S256"}`
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/api/v1/auth/keys", strings.NewReader(body)))
	var grant struct{ Key string }
	if err := json.Unmarshal(w.Body.Bytes(), &grant); err != nil || grant.Key == "" {
		tb.Fatalf("exchange: %d", w.Code)
	}
	return grant.Key
}

// BenchmarkSignIn is the whole of authorize and exchange, the handler called directly. The goal is 10,000 a second on
// one core.
func BenchmarkSignIn(b *testing.B) {
	e, err := orkeytest.New(orkeytest.Config{Approve: orkeytest.Always})
	if err != nil {
		b.Fatal(err)
	}
	target := authorizeURL("")
	b.ReportAllocs()
	for b.Loop() {
		signIn(b, e, target)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sign-ins/s")
}

// BenchmarkMemory walks sign-ins with the clock moving on, and reports what is still held after them.
func BenchmarkMemory(b *testing.B) {
	e, err := orkeytest.New(orkeytest.Config{Approve: orkeytest.Always})
	if err != nil {
		b.Fatal(err)
	}
	target := authorizeURL("")
	for b.Loop() {
		signIn(b, e, target)
		e.Advance(10 * time.Millisecond)
	}
	b.ReportMetric(heap()/(1<<20), "MiB-held")
	runtime.KeepAlive(e)
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := orkeytest.New(orkeytest.Config{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKeyInfo(b *testing.B) {
	e, err := orkeytest.New(orkeytest.Config{})
	if err != nil {
		b.Fatal(err)
	}
	key, err := e.NewKey(orkeytest.KeySpec{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("GET", "/api/v1/key", nil)
		r.Header.Set("Authorization", "Bearer "+key)
		w := httptest.NewRecorder()
		if e.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
