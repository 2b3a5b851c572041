// Command redis keeps sessions in Redis, through the store made for package scs:
// the cookie holds an identifier, and a sign-out counts everywhere at once.
//
//	redis-server redis/redis.conf
//	ORKEY_SECRET=$(openssl rand -base64 32) go run ./redis
//
// See redis.conf for what sessions need of Redis.
package main

import (
	"cmp"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/alexedwards/scs/goredisstore"
	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
	"github.com/redis/go-redis/v9"
)

func main() {
	client, err := connect(cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379"))
	if err != nil {
		log.Fatal(err)
	}
	handler, err := newSite(web.Config{
		PublicURL: "http://localhost:8080",
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")},
		Store:     goredisstore.New(client),
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", handler))
}

// connect makes a client of Redis. One that is down is dialled four times for each
// request, not twenty, or people would wait two seconds to be told.
func connect(url string) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	options.DialerRetries = 1
	return redis.NewClient(options), nil
}

func newSite(cfg web.Config) (http.Handler, error) {
	signIn, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := web.SessionFrom(r.Context())
		fmt.Fprintf(w, "You are %s, here since %s.\n", session.UserID, session.SignedInAt)
	})))
	return mux, nil
}
