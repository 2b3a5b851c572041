// Command spa serves a page that talks to models from the browser, while the
// person's key stays on the server: the page calls /auth/api/v1, which is
// OpenRouter's API with the key added.
//
//	ORKEY_SECRET=$(openssl rand -base64 32) go run ./spa
package main

import (
	"embed"
	"log"
	"net/http"
	"os"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	handler, err := newSite(web.Config{
		PublicURL: "http://localhost:8080",
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL"), App: orkey.App{Title: "Chat"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", handler))
}

//go:embed index.html page.js
var page embed.FS

func newSite(cfg web.Config) (http.Handler, error) {
	cfg.API = &web.API{Allow: []string{"POST /chat/completions"}} // all that the page needs
	signIn, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	files := http.FileServerFS(page)
	mux := http.NewServeMux()
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/orkey/", browser.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		// The page loads and calls nothing but its own site.
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
		files.ServeHTTP(w, r)
	})
	return mux, nil
}
