package orkey_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

// The examples talk to an emulator of OpenRouter and let it play the person.
// A program leaves BaseURL out.
func openRouter() (emulator *orkeytest.Emulator, server *httptest.Server) {
	emulator, err := orkeytest.New(orkeytest.Config{StableIDs: true})
	if err != nil {
		log.Fatal(err)
	}
	return emulator, httptest.NewServer(emulator)
}

// The whole walk: begin, away, callback, finish.
func Example() {
	person, server := openRouter()
	defer server.Close()

	client := &orkey.Client{BaseURL: server.URL}
	attempt, authorizeURL, err := client.Begin(orkey.Request{
		CallbackURL: "http://localhost:3000/callback",
		KeyLabel:    "My app",
		Limit:       5, // US dollars; the person can change it
	})
	if err != nil {
		log.Fatal(err)
	}

	// Keep attempt, send the person to authorizeURL. They come back:
	callback := must(url.Parse(must(person.Approve(authorizeURL))))

	grant, err := client.Finish(context.Background(), attempt, callback.Query())
	switch {
	case errors.Is(err, orkey.ErrDenied):
		log.Fatal("show the button again")
	case err != nil:
		log.Fatal(err)
	}
	info, err := client.KeyInfo(context.Background(), grant.Key)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(grant.UserID == info.CreatorUserID, grant.Key.String()[:12], *info.LimitRemaining)
	// Output: true sk-or-v1-fac 5
}

// Without a callback URL the person brings a code back by hand.
func ExampleClient_Begin_headless() {
	person, server := openRouter()
	defer server.Close()

	client := &orkey.Client{BaseURL: server.URL}
	attempt, authorizeURL, err := client.Begin(orkey.Request{})
	if err != nil {
		log.Fatal(err)
	}

	// Show authorizeURL and ask for the code:
	code := must(person.Approve(authorizeURL))

	grant, err := client.Finish(context.Background(), attempt, url.Values{"code": {code}})
	fmt.Println(!grant.Key.IsZero(), err)
	// Output: true <nil>
}

// A denial is no failure: the person may think again.
func ExampleClient_Finish_denied() {
	person, server := openRouter()
	defer server.Close()

	client := &orkey.Client{BaseURL: server.URL}
	attempt, authorizeURL, err := client.Begin(orkey.Request{CallbackURL: "http://localhost:3000/callback"})
	if err != nil {
		log.Fatal(err)
	}
	callback := must(url.Parse(must(person.Deny(authorizeURL))))

	_, err = client.Finish(context.Background(), attempt, callback.Query())
	fmt.Println(errors.Is(err, orkey.ErrDenied))
	fmt.Println(err)
	// Output:
	// true
	// orkey: the sign-in was denied; sign in again to be asked once more
}

// An attempt outlives the process that began it in a store that only the
// person's own session reaches.
func ExampleAttempt_MarshalText() {
	attempt, _, err := (&orkey.Client{}).Begin(orkey.Request{CallbackURL: "https://app.example/callback"})
	if err != nil {
		log.Fatal(err)
	}
	stored, err := attempt.MarshalText()
	if err != nil {
		log.Fatal(err)
	}

	var again orkey.Attempt
	err = again.UnmarshalText(stored)
	fmt.Println(again.Began().Equal(attempt.Began()), err)
	// Output: true <nil>
}

// Those who build their own walk keep the verifier themselves.
func ExampleClient_Exchange() {
	person, server := openRouter()
	defer server.Close()

	client := &orkey.Client{BaseURL: server.URL}
	verifier := orkey.NewVerifier()
	authorizeURL, err := client.AuthorizeURL(orkey.Request{}, verifier.Challenge())
	if err != nil {
		log.Fatal(err)
	}
	code := must(person.Approve(authorizeURL))

	if _, err := client.Exchange(context.Background(), code, verifier); err != nil {
		log.Fatal(err)
	}
	_, err = client.Exchange(context.Background(), code, verifier)
	fmt.Println(errors.Is(err, orkey.ErrCodeRejected)) // a code works once
	// Output: true
}

// A key that its owner deleted is forgotten; any other error is not a reason to.
func ExampleClient_KeyInfo() {
	owner, server := openRouter()
	defer server.Close()
	client := &orkey.Client{BaseURL: server.URL}
	key := must(orkey.ParseKey(must(owner.NewKey(orkeytest.KeySpec{}))))
	owner.DeleteKey(key.Hash())

	_, err := client.KeyInfo(context.Background(), key)
	fmt.Println(errors.Is(err, orkey.ErrKeyRejected), errors.Is(err, orkey.ErrUnavailable))
	// Output: true false
}

// An http.Client that calls OpenRouter as the person, and others as nobody.
func ExampleTransport() {
	owner, server := openRouter()
	defer server.Close()
	key := must(orkey.ParseKey(must(owner.NewKey(orkeytest.KeySpec{}))))

	client := &http.Client{Transport: &orkey.Transport{
		Key:    key,
		Client: &orkey.Client{BaseURL: server.URL, App: orkey.App{Title: "My app", URL: "https://app.example"}},
	}}
	res, err := client.Get(server.URL + "/api/v1/key")
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	fmt.Println(res.StatusCode)
	// Output: 200
}

func ExampleKey() {
	key, err := orkey.ParseKey("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")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("signed in with", key)
	fmt.Printf("%+v\n", orkey.Grant{Key: key, UserID: "user_2abc"})
	fmt.Println(len(key.Reveal()))
	// Output:
	// signed in with sk-or-v1-0e6…c96
	// {Key:sk-or-v1-0e6…c96 UserID:user_2abc}
	// 73
}

func ExampleCheckCallbackURL() {
	fmt.Println(orkey.CheckCallbackURL("https://app.example/callback"))
	fmt.Println(orkey.CheckCallbackURL("https://app.example:8443/callback"))
	// Output:
	// <nil>
	// orkey: callback URL: https works on ports 443 and 3000 only, not 8443
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
