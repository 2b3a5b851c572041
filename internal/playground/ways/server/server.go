package server

import (
	"embed"
	"html"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	site, err := New(web.Config{
		PublicURL: "http://localhost:8080",
		// With a new secret a restart signs everybody out. Keep one: openssl rand -base64 32
		Secrets: []web.Secret{web.NewSecret()},
		Client: &orkey.Client{
			BaseURL: os.Getenv("OPENROUTER_BASE_URL"), // empty: OpenRouter itself
			App:     orkey.App{Title: "Ask a model"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", site))
}

//go:embed ask.html ask.js style.css
var files embed.FS

// New is a site for people who sign in.
func New(cfg web.Config) (http.Handler, error) {
	cfg.SignInPage = web.WritePage                                // first a page with the button
	cfg.API = &web.API{Allow: []string{"POST /chat/completions"}} // for ask.js, which sees no key
	signIn, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/{$}", signIn.Require(http.HandlerFunc(ask)))
	mux.Handle("/", http.FileServerFS(files))
	return mux, nil
}

// ask shows the page to somebody who is signed in.
func ask(w http.ResponseWriter, r *http.Request) {
	session, _ := web.SessionFrom(r.Context()) // and session.Key is the person's key
	page, _ := files.ReadFile("ask.html")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
	io.WriteString(w, strings.ReplaceAll(string(page), "$USER", html.EscapeString(session.UserID)))
}
