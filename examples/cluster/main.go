// Command cluster is a site of several processes behind nginx. All that they have
// in common is the secret, and the sessions if they are in Redis: any of them can
// answer any request, and any can be ended without anybody being signed out.
//
//	export ORKEY_SECRET=$(openssl rand -base64 32) PUBLIC_URL=http://localhost:8080
//	LISTEN=127.0.0.1:8081 go run ./cluster &
//	LISTEN=127.0.0.1:8082 go run ./cluster &
//
// nginx.conf is for nginx. With REDIS_URL sessions are in Redis, and a sign-out
// counts in all processes at once; see ../redis/redis.conf.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/alexedwards/scs/goredisstore"
	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
	"github.com/redis/go-redis/v9"
)

func main() {
	cfg := web.Config{
		PublicURL: os.Getenv("PUBLIC_URL"),
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")},
		API:       &web.API{},
	}
	if url := os.Getenv("REDIS_URL"); url != "" {
		options, err := redis.ParseURL(url)
		if err != nil {
			log.Fatal(err)
		}
		options.DialerRetries = 1 // see ../redis
		cfg.Store = goredisstore.New(redis.NewClient(options))
	}
	signIn, err := web.New(cfg)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := web.SessionFrom(r.Context())
		fmt.Fprintf(w, "You are %s, says process %d\n", session.UserID, os.Getpid())
	})))
	listener, err := net.Listen("tcp", os.Getenv("LISTEN"))
	if err != nil {
		log.Fatal(err)
	}
	log.Print("listening on ", listener.Addr())
	log.Fatal(http.Serve(listener, mux))
}
