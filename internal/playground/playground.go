// Package playground is the site of `orkey demo`: one page on which a person
// signs in with the drop-in module of package browser and chats with a model,
// with the key they got.
//
// The page is plain HTML, CSS and ES modules, embedded and served as they are.
// It asks two origins only, its own and that of OpenRouter or the emulator,
// and its Content-Security-Policy holds it to that.
package playground

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/html"
)

//go:embed static
var embedded embed.FS

//go:embed index.html
var index string

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
	origin := base.Scheme + "://" + base.Host

	page := strings.NewReplacer("{{.BaseURL}}", string(html.Text(origin)), "{{.Host}}", string(html.Text(base.Host))).Replace(choose(index, c.Emulator))
	static, err := fs.Sub(embedded, "static")
	if err != nil {
		return nil, fmt.Errorf("playground: %w", err)
	}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page)
	})
	mux.Handle("GET /", http.FileServerFS(static))
	mux.Handle("GET /orkey.js", browser.Handler())
	return withOneName(withPolicy(mux, origin)), nil
}

// choose leaves of a page what is for an emulator, or else what is for OpenRouter:
// <!--emulator--> … <!--else--> … <!--end-->.
func choose(page string, emulator bool) string {
	parts := strings.Split(page, "<!--emulator-->")
	for i, part := range parts[1:] {
		either, rest, _ := strings.Cut(part, "<!--end-->")
		chosen, other, _ := strings.Cut(either, "<!--else-->")
		if !emulator {
			chosen = other
		}
		parts[i+1] = chosen + rest
	}
	return strings.Join(parts, "")
}

// withPolicy holds the page to itself and to the origin it talks to. Nothing
// inline runs, and no text becomes markup: Trusted Types are enforced without
// a policy that could make any.
func withPolicy(next http.Handler, origin string) http.Handler {
	policy := "default-src 'self'; connect-src 'self' " + origin +
		"; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
		"; require-trusted-types-for 'script'; trusted-types 'none'"
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
