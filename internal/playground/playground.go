// Package playground is the site of `orkey demo`: one page on which a person
// sees the button in all its forms, signs in with the drop-in module of package
// browser, sees how that went step by step, uses the key, and finds an example of
// each way in, which runs.
//
// The page is made from src by go generate, with esbuild as a Go package, and
// served as it is embedded, precompressed. It asks two origins only, its own and
// that of OpenRouter or the emulator, and its Content-Security-Policy holds it to
// that.
package playground

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

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

	// Ways says where the examples run that the page links to.
	Ways Ways
}

// New returns the site. It belongs at the root of an origin.
func New(c Config) (http.Handler, error) {
	p, err := newPage(c)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/{$}", p.file())
	for name, file := range files() {
		mux.Handle("/"+name, file)
	}
	for _, name := range moduleFiles {
		mux.Handle("/"+name, browser.Handler())
	}
	handleAlone(mux, p)
	return withOneName(withPolicy(mux, policy(p.html(), p.base))), nil
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
		if err == nil && ipErr == nil && ip.IsLoopback() && strings.HasSuffix(r.URL.Path, "/") {
			to := url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port), Path: r.URL.Path, RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusTemporaryRedirect)
			return
		}
		next.ServeHTTP(w, r)
	})
}
