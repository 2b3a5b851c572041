package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// The examples talk to an emulator of OpenRouter that approves every sign-in. A
// site leaves Client out.
func emulator() (client *orkey.Client, stop func()) {
	openrouter, err := orkeytest.New(orkeytest.Config{StableIDs: true, Approve: orkeytest.Always})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(openrouter)
	return &orkey.Client{BaseURL: server.URL}, server.Close
}

// serve starts a server as main would, on a port of its own, and returns its
// public URL. The handler comes later, since the sign-in needs the URL.
func serve() (publicURL string, mux *http.ServeMux, stop func()) {
	mux = http.NewServeMux()
	server := httptest.NewServer(mux)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1), mux, server.Close
}

// person returns a browser.
func person() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		log.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// open shows what a person sees who goes to a page.
func open(browser *http.Client, url string) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	res, err := browser.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	io.Copy(os.Stdout, res.Body)
}

var quiet = slog.New(slog.DiscardHandler)

// A whole site: whoever opens a page is sent to OpenRouter and comes back to it.
func Example() {
	client, stop := emulator()
	defer stop()
	publicURL, mux, stop := serve()
	defer stop()

	signIn, err := web.New(web.Config{
		PublicURL: publicURL,
		Secrets:   []web.Secret{web.NewSecret()}, // from the environment, in real life
		Client:    client,
		Log:       quiet,
	})
	if err != nil {
		log.Fatal(err)
	}
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := web.SessionFrom(r.Context())
		fmt.Fprintln(w, "This is", r.URL, "for", session.UserID)
	})))

	open(person(), publicURL+"/notes?page=2")
	// Output: This is /notes?page=2 for user_facadeAda0000000000000000
}

// A page for everybody that knows who is there.
func ExampleSignIn_Optional() {
	client, stop := emulator()
	defer stop()
	publicURL, mux, stop := serve()
	defer stop()
	signIn, err := web.New(web.Config{PublicURL: publicURL, Secrets: []web.Secret{web.NewSecret()}, Client: client, Log: quiet})
	if err != nil {
		log.Fatal(err)
	}
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Optional(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if session, ok := web.SessionFrom(r.Context()); ok {
			fmt.Fprintln(w, "Welcome back,", session.UserID)
			return
		}
		fmt.Fprintln(w, "Welcome, stranger")
	})))

	browser := person()
	open(browser, publicURL+"/")
	open(browser, publicURL+"/auth/login")
	// Output:
	// Welcome, stranger
	// Welcome back, user_facadeAda0000000000000000
}

// Scripts call OpenRouter through the site, which adds the person's key.
func ExampleAPI() {
	client, stop := emulator()
	defer stop()
	publicURL, mux, stop := serve()
	defer stop()
	signIn, err := web.New(web.Config{
		PublicURL: publicURL, Secrets: []web.Secret{web.NewSecret()}, Client: client, Log: quiet,
		API: &web.API{Allow: []string{"POST /chat/completions"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Require(http.NotFoundHandler()))

	browser := person()
	ask := func() {
		// fetch("/auth/api/v1/chat/completions", {method: "POST", body: …})
		res, err := browser.Post(publicURL+"/auth/api/v1/chat/completions", "application/json",
			strings.NewReader(`{"model": "emulator/echo", "messages": [{"role": "user", "content": "Hello"}]}`))
		if err != nil {
			log.Fatal(err)
		}
		defer res.Body.Close()
		fmt.Println(res.Status)
	}
	ask()
	open(browser, publicURL+"/")
	ask()
	// Output:
	// 401 Unauthorized
	// 404 page not found
	// 200 OK
}

// A handler calls OpenRouter as the person who is signed in, and ends the session
// if the key does not work any more.
func ExampleSignIn_KeyRejected() {
	client := &orkey.Client{App: orkey.App{Title: "My app", URL: "https://app.example"}}
	signIn, err := web.New(web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{web.NewSecret()}, Client: client})
	if err != nil {
		log.Fatal(err)
	}
	usage := signIn.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := web.SessionFrom(r.Context())
		info, err := client.KeyInfo(r.Context(), session.Key)
		switch {
		case errors.Is(err, orkey.ErrKeyRejected):
			signIn.KeyRejected(w, r)
		case err != nil:
			http.Error(w, "OpenRouter is not available; try again in a moment", http.StatusBadGateway)
		default:
			fmt.Fprintf(w, "You have spent $%.2f", info.Usage)
		}
	}))
	http.Handle("/usage", usage)
}

// A session store of one's own. Those of package scs are used in the same way:
// Store: goredisstore.New(client).
func ExampleStore() {
	client, stop := emulator()
	defer stop()
	publicURL, mux, stop := serve()
	defer stop()
	store := &memory{} // has Find, Commit and Delete
	signIn, err := web.New(web.Config{PublicURL: publicURL, Secrets: []web.Secret{web.NewSecret()}, Client: client, Log: quiet, Store: store})
	if err != nil {
		log.Fatal(err)
	}
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Require(http.NotFoundHandler()))

	browser := person()
	open(browser, publicURL+"/auth/login")
	fmt.Println(len(store.tokens()), "session")
	res, err := browser.Post(publicURL+"/auth/logout", "", nil)
	if err != nil {
		log.Fatal(err)
	}
	res.Body.Close()
	fmt.Println(len(store.tokens()), "sessions")
	// Output:
	// 404 page not found
	// 1 session
	// 0 sessions
}

// What a proxy asks before it lets a request through.
func ExampleSignIn_Session() {
	signIn, err := web.New(web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{web.NewSecret()}})
	if err != nil {
		log.Fatal(err)
	}
	verify := func(w http.ResponseWriter, r *http.Request) {
		session, err := signIn.Session(r)
		switch {
		case errors.Is(err, web.ErrUnavailable):
			w.WriteHeader(http.StatusServiceUnavailable)
		case errors.Is(err, web.ErrNotAllowed):
			w.WriteHeader(http.StatusForbidden)
		case err != nil:
			w.WriteHeader(http.StatusUnauthorized)
		default:
			signIn.Renew(w.Header(), session)
			w.Header().Set("X-OpenRouter-User", session.UserID)
		}
	}
	w := httptest.NewRecorder()
	verify(w, httptest.NewRequest("GET", "/verify", nil))
	fmt.Println(w.Code)
	// Output: 401
}

// A secret is replaced in three steps, none of which signs anybody out.
func ExampleSignIn_SetSecrets() {
	old, next := web.NewSecret(), web.NewSecret()
	signIn, err := web.New(web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{old}})
	if err != nil {
		log.Fatal(err)
	}
	// Every process learns to open what the next one seals, …
	err = errors.Join(err, signIn.SetSecrets(old, next))
	// … then seals with it, …
	err = errors.Join(err, signIn.SetSecrets(next, old))
	// … and forgets the old one when Config.Lifetime is over.
	err = errors.Join(err, signIn.SetSecrets(next))
	fmt.Println(err)
	// Output: <nil>
}

// These have the shape of go.opentelemetry.io/otel: a tracer, its spans, and a
// histogram.
type (
	tracer    struct{}
	span      struct{ name string }
	histogram struct{ name string }
)

func (tracer) Start(ctx context.Context, name string) (context.Context, *span) {
	return ctx, &span{name}
}
func (s *span) SetStatus(code, description string) { fmt.Println("span", s.name, code+description) }
func (s *span) End()                               {}
func (h histogram) Record(_ context.Context, seconds float64, result string) {
	fmt.Println("metric", h.name, seconds >= 0, result)
}

// Metrics and traces of OpenTelemetry.
func ExampleConfig_observe() {
	tracer, duration := tracer{}, histogram{"orkey.duration"}

	signIn, err := web.New(web.Config{
		PublicURL: "https://app.example",
		Secrets:   []web.Secret{web.NewSecret()},
		Observe: func(ctx context.Context, op web.Operation) (context.Context, func(web.Outcome)) {
			ctx, span := tracer.Start(ctx, "orkey."+string(op))
			began := time.Now()
			return ctx, func(out web.Outcome) {
				duration.Record(ctx, time.Since(began).Seconds(), out.Result)
				if out.Err != nil {
					span.SetStatus("error: ", out.Result)
				}
				span.End()
			}
		},
		Log: quiet,
	})
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/auth/callback?error=access_denied", nil)
	signIn.Handler().ServeHTTP(httptest.NewRecorder(), r)
	// Output:
	// metric orkey.duration true denied
	// span orkey.callback error: denied
}
