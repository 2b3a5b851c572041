// Package playground is the site of `orkey demo`: one page on which a person
// sees the button in all its forms, signs in with the drop-in module of package
// browser, sees how that went step by step, and uses the key.
//
// The page is made from src by go generate, with esbuild as a Go package, and
// served as it is embedded, precompressed. It asks two origins only, its own and
// that of OpenRouter or the emulator, and its Content-Security-Policy holds it to
// that.
package playground

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/orkey-dev/orkey/browser"
)

//go:generate go run ./internal/bundle

// Config says whom the page talks to.
type Config struct {
	// BaseURL is the origin of OpenRouter or of an emulator, such as
	// http://localhost:8787. Required.
	BaseURL string

	// Emulator says that BaseURL is an emulator: the page says so and links
	// to the emulator's own page.
	Emulator bool
}

// New returns the site. It belongs at the root of an origin.
func New(c Config) (http.Handler, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("playground: BaseURL must be an origin such as https://openrouter.ai")
	}
	p := page{base.Scheme + "://" + base.Host, base.Host, c.Emulator}

	mux := http.NewServeMux()
	mux.Handle("/{$}", p.file())
	for name, file := range files() {
		mux.Handle("/"+name, file)
	}
	for _, name := range []string{"orkey.css", "orkey.min.js", "orkey.languages.js"} {
		mux.Handle("/"+name, browser.Handler())
	}
	return withOneName(withPolicy(mux, p.policy())), nil
}

// withPolicy holds the page to itself and to the origin it talks to.
func withPolicy(next http.Handler, policy string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer") // a callback's code is in the URL until the module cleans it
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache") // another orkey may have this port tomorrow
		next.ServeHTTP(w, r)
	})
}

// withOneName sends who came by a loopback address to the name localhost.
// They are two origins to a browser: a sign-in begun on one would not be found
// on the other.
func withOneName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, port, err := net.SplitHostPort(r.Host)
		ip, ipErr := netip.ParseAddr(host)
		if err == nil && ipErr == nil && ip.IsLoopback() && r.URL.Path == "/" {
			to := url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port), Path: "/", RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusTemporaryRedirect)
			return
		}
		next.ServeHTTP(w, r)
	})
}
