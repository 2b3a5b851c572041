// Command postgres keeps sessions in PostgreSQL, through the store made for
// package scs: the cookie holds an identifier, and a sign-out counts everywhere
// at once.
//
//	export DATABASE_URL=postgres://localhost/mydb
//	ORKEY_SECRET=$(openssl rand -base64 32) go run ./postgres
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	pool, err := connect(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	handler, err := newSite(web.Config{
		PublicURL: "http://localhost:8080",
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")},
		Store:     pgxstore.New(pool), // deletes expired sessions every five minutes
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", handler))
}

//go:embed schema.sql
var schema string

// connect connects to the database, and makes the table. The store waits for as
// long as the database does, so that has limits.
func connect(ctx context.Context, url string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.ConnConfig.ConnectTimeout = 2 * time.Second
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = "5s"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if _, err := pool.Exec(ctx, schema); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
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
