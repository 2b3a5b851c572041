package browser_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	const script = "text/javascript; charset=utf-8"
	for _, tc := range []struct {
		method, path string
		status       int
		contentType  string
		cache        string
	}{
		{"GET", "/orkey.js", 200, script, "no-cache"},
		{"GET", "/assets/orkey.min.js", 200, script, "no-cache"},
		{"HEAD", "/orkey.min.js", 200, script, "no-cache"},
		{"GET", "/" + browser.Path(), 200, script, "public, max-age=31536000, immutable"},
		{"GET", "/orkey.d.ts", 200, "text/plain; charset=utf-8", "no-cache"},
		{"GET", "/", 404, "", ""},
		{"GET", "/orkey.js/", 404, "", ""},
		{"GET", "/orkey.ts", 404, "", ""},
		{"GET", "/orkey.0123456789abcdef.min.js", 404, "", ""},
		{"POST", "/orkey.js", 405, "", ""},
	} {
		w := httptest.NewRecorder()
		browser.Handler().ServeHTTP(w, httptest.NewRequest(tc.method, tc.path, nil))
		h := w.Header()
		if w.Code != tc.status || tc.status == 200 && (h.Get("Content-Type") != tc.contentType || h.Get("Cache-Control") != tc.cache ||
			h.Get("Access-Control-Allow-Origin") != "*" || h.Get("X-Content-Type-Options") != "nosniff" ||
			(w.Body.Len() == 0) != (tc.method == "HEAD")) {
			t.Errorf("%s %s: %d %v", tc.method, tc.path, w.Code, h)
		}
		if tc.status != 200 {
			continue
		}
		r := httptest.NewRequest("GET", tc.path, nil)
		r.Header.Set("If-None-Match", h.Get("ETag"))
		again := httptest.NewRecorder()
		browser.Handler().ServeHTTP(again, r)
		if again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s with its ETag: %d", tc.path, again.Code)
		}
	}
}

func TestFS(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"orkey.js", "orkey.min.js", "orkey.d.ts"} {
		if _, err := fs.Stat(browser.FS(), name); err != nil {
			t.Error(err)
		}
	}
}

// A page on another origin imports the module, checked by its hash.
func TestAnotherOrigin(t *testing.T) {
	t.Parallel()
	lib := httptest.NewServer(browser.Handler())
	t.Cleanup(lib.Close)
	s := newSite(t, fmt.Sprintf("<script type=module crossorigin integrity=%s src=%s/%s></script><openrouter-sign-in></openrouter-sign-in>",
		browser.Integrity(), lib.URL, browser.Path()), "")
	s.csp = "script-src 'self' " + lib.URL
	tab := s.open(t, "/")
	tab.Wait(signedOut)
	tab.NoErrors()
}

func ExampleHandler() {
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", browser.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html>
<script type="module" src="/assets/%s"></script>
<openrouter-sign-in key-label="My app"></openrouter-sign-in>
`, browser.Path())
	})

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/assets/orkey.min.js", nil))
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Println(strings.Contains(w.Body.String(), "openrouter-sign-in"))
	// Output:
	// 200 text/javascript; charset=utf-8
	// true
}
