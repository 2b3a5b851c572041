// Package peers measures orkey's sign-in for servers beside what people use
// otherwise, in turn, in one run: the absolute figures are the machine's, the
// ratios are ours.
//
//	cd bench/peers && go test -bench .
package peers

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/sessions"
	"golang.org/x/oauth2"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

const (
	key    = "sk-or-v1-facade0000000000000000000000000000000000000000000000000000000000"
	userID = "user_2yZT0tVqkUvKpTKjdrJZkBfCfdg"
)

// A contender does one thing in its own way.
type contender struct {
	name string
	do   func()
}

// compare lets each contender do its thing many times, in turn, and reports the
// median of the rounds, and how many times as long as the first the others take.
func compare(b *testing.B, contenders ...contender) {
	const times = 2000
	rounds := make([][]time.Duration, len(contenders))
	for b.Loop() {
		for i, c := range contenders {
			began := time.Now()
			for range times {
				c.do()
			}
			rounds[i] = append(rounds[i], time.Since(began)/times)
		}
	}
	b.ReportMetric(0, "ns/op") // of all together: says nothing
	medians := make([]float64, len(contenders))
	for i, c := range contenders {
		slices.Sort(rounds[i])
		medians[i] = float64(rounds[i][len(rounds[i])/2])
		b.ReportMetric(medians[i], "ns/"+c.name)
		if i > 0 {
			b.ReportMetric(medians[i]/medians[0], "x-"+c.name)
		}
	}
}

// A discard is a ResponseWriter that costs nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// newSignIn returns a SignIn whose OpenRouter grants the same key for every code.
func newSignIn(b *testing.B) *web.SignIn {
	b.Helper()
	signIn, err := web.New(web.Config{
		PublicURL: "https://app.example",
		Secrets:   []web.Secret{web.NewSecret()},
		Log:       slog.New(slog.DiscardHandler),
		Client: &orkey.Client{HTTPClient: &http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			body := io.NopCloser(strings.NewReader(`{"key":"` + key + `","user_id":"` + userID + `"}`))
			return &http.Response{StatusCode: 200, Request: req, Header: http.Header{}, Body: body}, nil
		})}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return signIn
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// cookieOf returns the cookies that a browser would send after an answer.
func cookieOf(w *httptest.ResponseRecorder) (cookies string) {
	for _, c := range w.Result().Cookies() {
		cookies += c.Name + "=" + c.Value + "; "
	}
	return strings.TrimSuffix(cookies, "; ")
}

// signedIn returns a request with the cookie of a session.
func signedIn(b *testing.B, signIn *web.SignIn) *http.Request {
	b.Helper()
	login := httptest.NewRecorder()
	signIn.Handler().ServeHTTP(login, httptest.NewRequest("GET", "/auth/login", nil))
	location, err := login.Result().Location()
	if err != nil {
		b.Fatal(err)
	}
	callback := httptest.NewRequest("GET", "/auth/callback?code=x&state="+location.Query().Get("state"), nil)
	callback.Header.Set("Cookie", cookieOf(login))
	w := httptest.NewRecorder()
	signIn.Handler().ServeHTTP(w, callback)
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", cookieOf(w))
	return r
}

// BenchmarkSession is what a request costs whose person is signed in: from the
// cookie to the key, in a handler behind Require. The goals are 1.5 µs and ten
// times the speed of both peers.
func BenchmarkSession(b *testing.B) {
	got := ""
	check := func(who string) {
		if got != key {
			b.Fatalf("%s: nobody is signed in", who)
		}
		got = ""
	}

	signIn := newSignIn(b)
	request := signedIn(b, signIn)
	ours := signIn.Require(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		session, _ := web.SessionFrom(r.Context())
		got = session.Key.Reveal()
	}))
	ours.ServeHTTP(discard{http.Header{}}, request)
	check("orkey")

	store := sessions.NewCookieStore(random(32), random(32))
	sealed := httptest.NewRecorder()
	session, err := store.New(httptest.NewRequest("GET", "/", nil), "session")
	if err != nil {
		b.Fatal(err)
	}
	session.Values["key"], session.Values["user_id"] = key, userID
	if err := session.Save(httptest.NewRequest("GET", "/", nil), sealed); err != nil {
		b.Fatal(err)
	}
	gorillaRequest := httptest.NewRequest("GET", "/", nil)
	gorillaRequest.Header.Set("Cookie", cookieOf(sealed))
	gorilla := func() {
		// A request of its own, as each has: it keeps what was decoded.
		session, err := store.Get(gorillaRequest.WithContext(gorillaRequest.Context()), "session")
		if err == nil {
			got, _ = session.Values["key"].(string)
		}
	}
	gorilla()
	check("gorilla")

	manager := scs.New()
	saved := httptest.NewRecorder()
	manager.LoadAndSave(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		manager.Put(r.Context(), "key", key)
		manager.Put(r.Context(), "user_id", userID)
	})).ServeHTTP(saved, httptest.NewRequest("GET", "/", nil))
	scsRequest := httptest.NewRequest("GET", "/", nil)
	scsRequest.Header.Set("Cookie", cookieOf(saved))
	scsHandler := manager.LoadAndSave(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = manager.GetString(r.Context(), "key")
	}))
	scsHandler.ServeHTTP(discard{http.Header{}}, scsRequest)
	check("scs")

	ourWriter, scsWriter := discard{http.Header{}}, discard{http.Header{}}
	compare(b,
		contender{"orkey", func() { ours.ServeHTTP(ourWriter, request) }},
		contender{"gorilla", gorilla},
		contender{"scs", func() { scsHandler.ServeHTTP(scsWriter, scsRequest) }},
	)
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// BenchmarkLogin is the whole answer to GET /auth/login, sealed cookie and all,
// beside what golang.org/x/oauth2 takes for verifier, state and URL alone.
func BenchmarkLogin(b *testing.B) {
	login := newSignIn(b).Handler()
	request := httptest.NewRequest("GET", "/auth/login?return_to=%2Fsettings", nil)
	config := oauth2.Config{
		ClientID: "app", RedirectURL: "https://app.example/auth/callback",
		Endpoint: oauth2.Endpoint{AuthURL: "https://openrouter.ai/auth", TokenURL: "https://openrouter.ai/api/v1/auth/keys"},
	}
	compare(b,
		contender{"orkey", func() {
			r := *request // login reads the form into it
			login.ServeHTTP(discard{http.Header{}}, &r)
		}},
		contender{"oauth2", func() { config.AuthCodeURL(rand.Text(), oauth2.S256ChallengeOption(oauth2.GenerateVerifier())) }},
	)
}
