package playground_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
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
	h := site(t)
	want := map[string]string{
		"Content-Security-Policy": "default-src 'self'; script-src 'self'" + inlineHashes(t, h) + "; connect-src 'self' http://localhost:8787;" +
			" object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
		"Referrer-Policy":        "no-referrer",
		"X-Content-Type-Options": "nosniff",
	}
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
		{"GET", "/orkey.min.js", 200},
		{"GET", "/orkey.css", 200},
		{"GET", "/browser/orkey.min.js", 200},
		{"GET", "/browser/style.css", 200},
		{"GET", "/browser/index.html", 404},
		{"GET", "/browser/page.js", 404},
		{"GET", "/index.html", 404},
		{"GET", "/dist/page.js", 404},
		{"GET", "/page.js.br", 404},
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
		{"http://127.0.0.1:3000/browser/?code=c", "http://localhost:3000/browser/?code=c"},
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

// inlineHashes are those of the two inline scripts of the page, as sources.
func inlineHashes(t *testing.T, h http.Handler) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(body(t, ask(h, "GET", "http://localhost:3000/")), -1)
	if len(found) != 2 {
		t.Fatalf("%d inline scripts, want two", len(found))
	}
	sources := ""
	for _, script := range found {
		if script[1] == "" {
			t.Error("an inline script is empty")
		}
		hash := sha256.Sum256([]byte(script[1]))
		sources += " 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	}
	return sources
}

func body(t *testing.T, resp *http.Response) string {
	t.Helper()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// No blank is left in the page, what fills them stays text, and the parts of an
// emulator's page are in no other.
func TestPageIsFilled(t *testing.T) {
	for _, tc := range []struct {
		config       playground.Config
		holds, lacks string
	}{
		{playground.Config{BaseURL: "http://localhost:8787", Emulator: true}, `data-base-url="http://localhost:8787" data-mode="emulator"`, "stays in this browser, and"},
		{playground.Config{BaseURL: "https://openrouter.ai"}, `data-base-url="https://openrouter.ai" data-mode="live"`, "trouble"},
		{playground.Config{BaseURL: "https://openrouter.ai"}, "<span>Live</span>", "mulator"},
		{playground.Config{BaseURL: "https://openrouter.ai"}, "stays in this browser, and", "{{"},
		{playground.Config{BaseURL: "http://localhost:8787"}, `data-base-url="http://localhost:8787" data-mode="other"`, "Live"},
		{playground.Config{BaseURL: `http://a"b`}, `data-base-url="http://a&#34;b"`, "{{"},
	} {
		h, err := playground.New(tc.config)
		if err != nil {
			t.Logf("%s: %v", tc.config.BaseURL, err)
			continue
		}
		page := body(t, ask(h, "GET", "http://localhost:3000/"))
		if !strings.Contains(page, tc.holds) || strings.Contains(page, tc.lacks) || strings.Contains(page, "{{") {
			t.Errorf("%s: not with %q, or with %q: %s", tc.config.BaseURL, tc.holds, tc.lacks, page)
		}
	}
}

// What the policy would block, or ask of another origin, must not be there to
// begin with; nor anything that makes markup out of text.
func TestSourcesKeepThePolicy(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+="|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|javascript:|@import|(?-i:url\()|(?:src|href)="https?:`)
	allowed := regexp.MustCompile(`<a [^>]*href="https://[^>]*>|<style>\.sign-in`) // the second is in a snippet
	files, err := filepath.Glob("dist/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing is made: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, found := range forbidden.FindAllString(allowed.ReplaceAllString(line, ""), -1) {
				t.Errorf("%s:%d: %q", name, i+1, found)
			}
		}
	}
}

// Every file that the page or its script names is served, as what it is, and
// compressed.
func TestEverythingNamedIsServed(t *testing.T) {
	types := map[string]string{".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", "": "text/html"}
	h := site(t)
	seen := map[string]bool{}
	var follow func(name string)
	follow = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		resp := ask(h, "GET", "http://localhost:3000/"+name)
		if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), types[path.Ext(name)]) {
			t.Errorf("%s: %s, %s", name, resp.Status, resp.Header.Get("Content-Type"))
		}
		r := httptest.NewRequest("GET", "http://localhost:3000/"+name, nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if coding := w.Header().Get("Content-Encoding"); coding != "br" && (name != "" || coding != "gzip") {
			t.Errorf("%s comes in the coding %q", name, coding)
		}
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		if w = httptest.NewRecorder(); w.Header() != nil {
			if h.ServeHTTP(w, r); w.Code != http.StatusNotModified {
				t.Errorf("%s is sent again: %d", name, w.Code)
			}
		}
		if strings.HasPrefix(name, "orkey.") {
			return // ours to name, not to read
		}
		for _, found := range named.FindAllStringSubmatch(body(t, resp), -1) {
			follow(found[1] + found[2])
		}
	}
	follow("")
	files, err := filepath.Glob("dist/*.[cjs]*")
	if err != nil || len(files) < 3 {
		t.Fatalf("%q is made: %v", files, err)
	}
	for _, name := range files {
		if !seen[path.Base(name)] {
			t.Errorf("%s is used by nobody", name)
		}
	}
}

var named = regexp.MustCompile(`(?:href|src)="([a-z.]+\.[a-z]+)"|import\("\./([a-z.]+)"\)`)
