package orkeytest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

// TestSignIn is what a test of your own looks like: the emulator is OpenRouter, and the person too.
func TestSignIn(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	client := &orkey.Client{BaseURL: openrouter.URL}

	attempt, authorizeURL, err := client.Begin(orkey.Request{CallbackURL: "http://localhost:3000/callback"})
	if err != nil {
		t.Fatal(err)
	}
	back, err := openrouter.Approve(authorizeURL, orkeytest.Consent{Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	grant, err := client.Finish(t.Context(), attempt, callback.Query())
	if err != nil {
		t.Fatal(err)
	}

	openrouter.DeleteKey(grant.Key.Hash()) // as the owner may at any time
	if _, err := client.KeyInfo(t.Context(), grant.Key); !errors.Is(err, orkey.ErrKeyRejected) {
		t.Errorf("a deleted key: %v", err)
	}
}

// In a test one line starts an emulator; it ends with the test.
func ExampleNewServer() {
	_ = func(t *testing.T) {
		openrouter := orkeytest.NewServer(t)
		key, err := openrouter.NewKey(orkeytest.KeySpec{Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("OPENROUTER_BASE_URL", openrouter.URL)
		t.Setenv("OPENROUTER_API_KEY", key)
		// … whatever talks to OpenRouter
	}
}

// An emulator is an http.Handler. Here it is served by httptest, and a person decides without a browser.
func ExampleNew() {
	openrouter, client, stop := start(orkeytest.Config{})
	defer stop()

	attempt, authorizeURL, err := client.Begin(orkey.Request{CallbackURL: "http://localhost:3000/callback"})
	if err != nil {
		log.Fatal(err)
	}
	back, err := openrouter.Deny(authorizeURL)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back)
	_, err = client.Finish(context.Background(), attempt, query(back))
	fmt.Println(errors.Is(err, orkey.ErrDenied))
	// Output:
	// http://localhost:3000/callback?error=access_denied
	// true
}

// The second exchange finds OpenRouter down; those before and after do not.
func ExampleEmulator_Inject() {
	openrouter, client, stop := start(orkeytest.Config{})
	defer stop()
	openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Skip: 1, Status: 503})

	for range 3 {
		attempt, authorizeURL, err := client.Begin(orkey.Request{CallbackURL: "http://localhost:3000/callback"})
		if err != nil {
			log.Fatal(err)
		}
		back, err := openrouter.Approve(authorizeURL)
		if err != nil {
			log.Fatal(err)
		}
		_, err = client.Finish(context.Background(), attempt, query(back))
		fmt.Println(err == nil, errors.Is(err, orkey.ErrUnavailable))
	}
	// Output:
	// true false
	// false true
	// true false
}

// A code is good for ten minutes. Nobody has to wait for them.
func ExampleEmulator_Advance() {
	openrouter, client, stop := start(orkeytest.Config{Behaviour: orkeytest.Documented})
	defer stop()

	attempt, authorizeURL, err := client.Begin(orkey.Request{CallbackURL: "http://localhost:3000/callback"})
	if err != nil {
		log.Fatal(err)
	}
	back, err := openrouter.Approve(authorizeURL)
	if err != nil {
		log.Fatal(err)
	}
	openrouter.Advance(10 * time.Minute)
	_, err = client.Finish(context.Background(), attempt, query(back))
	fmt.Println(errors.Is(err, orkey.ErrCodeRejected))
	// Output: true
}

// The log says what came in and why it was answered so, and shows no secret.
func ExampleEmulator_Requests() {
	openrouter, client, stop := start(orkeytest.Config{})
	defer stop()

	_, err := client.Exchange(context.Background(), "no-such-code", orkey.NewVerifier())
	fmt.Println(errors.Is(err, orkey.ErrCodeRejected))
	for _, r := range openrouter.Requests() {
		fmt.Println(r.Method, r.Path, r.Status)
		fmt.Println(r.Request.Body)
		fmt.Println(r.Note)
	}
	// Output:
	// true
	// POST /api/v1/auth/keys 400
	// {"code":"…","code_verifier":"…","code_challenge_method":"S256"}
	// no such code; Invalid code
}

// start serves an emulator, and returns a client of it.
func start(cfg orkeytest.Config) (openrouter *orkeytest.Emulator, client *orkey.Client, stop func()) {
	openrouter, err := orkeytest.New(cfg)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(openrouter)
	return openrouter, &orkey.Client{BaseURL: server.URL}, server.Close
}

func query(rawURL string) url.Values {
	u, err := url.Parse(rawURL)
	if err != nil {
		log.Fatal(err)
	}
	return u.Query()
}
