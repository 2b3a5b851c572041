package playground_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/playground"
)

func TestBaseURLIsChecked(t *testing.T) {
	for _, base := range []string{"", "openrouter.ai", "ftp://openrouter.ai", "https://", "://", "https://a.example/\n"} {
		if _, err := playground.New(playground.Config{BaseURL: base}); err == nil {
			t.Errorf("%q is accepted", base)
		}
	}
	for _, base := range []string{"https://openrouter.ai", "https://openrouter.ai/api/v1", "http://localhost:8787/"} {
		if _, err := playground.New(playground.Config{BaseURL: base}); err != nil {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func site(t *testing.T) http.Handler {
	t.Helper()
	h, err := playground.New(playground.Config{BaseURL: "http://localhost:8787/api/v1", Emulator: true})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(h http.Handler, method, url string) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, url, nil))
	return w.Result()
}

// The policy is on every answer, whatever it is.
func TestPolicy(t *testing.T) {
	want := map[string]string{
		"Content-Security-Policy": "default-src 'self'; connect-src 'self' http://localhost:8787; object-src 'none'; base-uri 'none';" +
			" form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
		"Referrer-Policy":        "no-referrer",
		"X-Content-Type-Options": "nosniff",
	}
	h := site(t)
	for _, tc := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/", 200},
		{"HEAD", "/", 200},
		{"GET", "/?code=x&state=y", 200},
		{"GET", "/page.js", 200},
		{"GET", "/page.css", 200},
		{"GET", "/mark.svg", 200},
		{"GET", "/orkey.js", 200},
		{"GET", "/index.html", 301}, // to /
		{"GET", "/static/page.js", 404},
		{"GET", "/nothing", 404},
		{"GET", "/%2e%2e/playground.go", 404},
		{"POST", "/", 405},
	} {
		resp := ask(h, tc.method, "http://localhost:3000"+tc.path)
		if resp.StatusCode != tc.status {
			t.Errorf("%s %s: %s, want %d", tc.method, tc.path, resp.Status, tc.status)
		}
		for name, value := range want {
			if got := resp.Header.Get(name); got != value {
				t.Errorf("%s %s: %s is %q, want %q", tc.method, tc.path, name, got, value)
			}
		}
		if got := resp.Header.Get("Cache-Control"); resp.StatusCode == 200 && got != "no-cache" {
			t.Errorf("%s %s: Cache-Control is %q", tc.method, tc.path, got)
		}
	}
}

// The page has one origin under two names: only one of them is used, or a
// sign-in begun under one would be lost under the other.
func TestOneName(t *testing.T) {
	h := site(t)
	for _, tc := range []struct{ url, location string }{
		{"http://127.0.0.1:3000/", "http://localhost:3000/"},
		{"http://[::1]:3000/", "http://localhost:3000/"},
		{"http://127.0.0.1:3000/?a=b&c=%2F", "http://localhost:3000/?a=b&c=%2F"},
		{"http://127.0.0.1:3000/page.js", ""},
		{"http://localhost:3000/", ""},
		{"http://tunnel.example/", ""}, // a forwarded port
	} {
		resp := ask(h, "GET", tc.url)
		if got := resp.Header.Get("Location"); got != tc.location || (tc.location == "") != (resp.StatusCode == 200) {
			t.Errorf("%s: %s to %q, want %q", tc.url, resp.Status, got, tc.location)
		}
	}
}

// What the policy would block, or ask of another origin, must not be there to
// begin with; nor anything that makes markup out of text.
func TestSourcesKeepThePolicy(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\sstyle=|<style|<script(?: [^>]*)?>[^<]|\son[a-z]+=|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|javascript:|@import|(?-i:url\()|https?://`)
	allowed := regexp.MustCompile(`https://html\.spec\.whatwg\.org/\S+|http://www\.w3\.org/2000/svg`)
	sources := os.DirFS(".")
	files, err := fs.Glob(sources, "static/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	for _, name := range append(files, "index.html") {
		text, err := fs.ReadFile(sources, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := forbidden.FindString(allowed.ReplaceAllString(line, "")); found != "" {
				t.Errorf("%s:%d: %q", name, i+1, found)
			}
		}
	}
}

// Every file that the page or a module names is served, as what it is.
func TestEverythingNamedIsServed(t *testing.T) {
	types := map[string]string{".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
	named := regexp.MustCompile(`(?:href|src)="/([^"]+)"|from '\./([^']+)'|import '\./([^']+)'`)
	h := site(t)
	seen := map[string]bool{}
	var follow func(name string)
	follow = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		resp := ask(h, "GET", "http://localhost:3000/"+name)
		if want := types[path.Ext(name)]; name != "" && !strings.HasPrefix(resp.Header.Get("Content-Type"), want) || resp.StatusCode != 200 {
			t.Errorf("%s: %s, %s", name, resp.Status, resp.Header.Get("Content-Type"))
		}
		text := new(strings.Builder)
		if err := resp.Write(text); err != nil {
			t.Fatal(err)
		}
		if name == "orkey.js" {
			return // ours to name, not to read
		}
		for _, found := range named.FindAllStringSubmatch(text.String(), -1) {
			follow(found[1] + found[2] + found[3])
		}
	}
	follow("")
	files, err := fs.Glob(os.DirFS("static"), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "orkey.js") {
		if !seen[name] {
			t.Errorf("%s is used by nobody", name)
		}
	}
}
