// Command chi signs people in on a chi router. It is plain net/http: the
// middleware goes into Use and With as it is.
//
//	ORKEY_SECRET=$(openssl rand -base64 32) go run ./chi
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	router, err := newRouter(web.Config{
		PublicURL: "http://localhost:8080",
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")},
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", router))
}

func newRouter(cfg web.Config) (http.Handler, error) {
	signIn, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Handle("/auth/*", signIn.Handler())
	r.With(signIn.Optional).Get("/", func(w http.ResponseWriter, r *http.Request) {
		if _, ok := web.SessionFrom(r.Context()); !ok {
			fmt.Fprintln(w, "Hello, stranger. There is more at /rooms/1")
			return
		}
		fmt.Fprintln(w, "Hello again.")
	})
	r.Route("/rooms", func(r chi.Router) {
		r.Use(signIn.Require)
		r.Get("/{room}", func(w http.ResponseWriter, r *http.Request) {
			session, _ := web.SessionFrom(r.Context())
			fmt.Fprintf(w, "This is room %s, %s.\n", chi.URLParam(r, "room"), session.UserID)
		})
	})
	return r, nil
}
