package browser_test

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	const (
		script  = "text/javascript; charset=utf-8"
		style   = "text/css; charset=utf-8"
		forever = "public, max-age=31536000, immutable"
	)
	for _, tc := range []struct {
		method, path string
		status       int
		contentType  string
		cache        string
	}{
		{"GET", "/orkey.js", 200, script, "no-cache"},
		{"GET", "/assets/orkey.min.js", 200, script, "no-cache"},
		{"HEAD", "/orkey.min.js", 200, script, "no-cache"},
		{"GET", "/orkey.languages.js", 200, script, "no-cache"},
		{"GET", "/orkey.css", 200, style, "no-cache"},
		{"GET", "/a/b/" + browser.Path("orkey.min.js"), 200, script, forever},
		{"HEAD", "/" + browser.Path("orkey.js"), 200, script, forever},
		{"GET", "/" + browser.Path("orkey.css"), 200, style, forever},
		{"GET", "/orkey.d.ts", 200, "text/plain; charset=utf-8", "no-cache"},
		{"GET", "/", 404, "", ""},
		{"GET", "/orkey.js/", 404, "", ""},
		{"GET", "/orkey.ts", 404, "", ""},
		{"GET", "/orkey.0123456789abcdef.min.js", 404, "", ""},
		{"GET", "/package.json", 404, "", ""},
		{"GET", "/orkey.min.js.br", 404, "", ""},
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
	for _, name := range []string{"orkey.js", "orkey.min.js", "orkey.languages.js", "orkey.css", "orkey.d.ts", "package.json"} {
		if _, err := fs.Stat(browser.FS(), name); err != nil {
			t.Error(err)
		}
	}
}

// A page on another origin loads module and stylesheet, checked by their hashes.
func TestAnotherOrigin(t *testing.T) {
	t.Parallel()
	lib := httptest.NewServer(browser.Handler())
	t.Cleanup(lib.Close)
	load := ""
	for name, tag := range map[string]string{
		"orkey.min.js": "<script type=module crossorigin integrity=%s src=%s/%s></script>",
		"orkey.css":    "<link rel=stylesheet crossorigin integrity=%s href=%s/%s>",
	} {
		load += fmt.Sprintf(tag, browser.Integrity(name), lib.URL, browser.Path(name))
	}
	s := newSite(t, load+"<openrouter-sign-in></openrouter-sign-in><b class=openrouter-button></b>", "")
	s.csp = "script-src 'self' " + lib.URL + "; style-src " + lib.URL
	tab := s.open(t, "/")
	tab.Wait(signedOut)
	if got := chromiumtest.Eval[string](tab, "getComputedStyle(document.querySelector('b')).display"); got != "inline-flex" {
		t.Errorf("the stylesheet does not apply: display is %s", got)
	}
	tab.NoErrors()
}

// Who asks for a file that there is not has made a slip, and hears of it.
func TestUnknownFile(t *testing.T) {
	t.Parallel()
	for _, ask := range []func(string) string{browser.Path, browser.Integrity} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, "orkey.mjs") {
					t.Errorf("recovered %s", said)
				}
			}()
			ask("orkey.mjs")
		}()
	}
}

func ExampleHandler() {
	page := template.Must(template.New("page").Funcs(template.FuncMap{"path": browser.Path}).Parse(`<!doctype html>
<link rel="stylesheet" href="/assets/{{path "orkey.css"}}">
<script type="module" src="/assets/{{path "orkey.min.js"}}"></script>
<openrouter-sign-in key-label="My app"></openrouter-sign-in>
`))
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", browser.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		page.Execute(w, nil)
	})

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	link := regexp.MustCompile(`/assets/orkey\.[0-9a-f]+\.css`).FindString(w.Body.String())

	w = httptest.NewRecorder()
	r := httptest.NewRequest("GET", link, nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	mux.ServeHTTP(w, r)
	for _, name := range []string{"Content-Type", "Content-Encoding", "Cache-Control"} {
		fmt.Println(w.Header().Get(name))
	}
	// Output:
	// text/css; charset=utf-8
	// br
	// public, max-age=31536000, immutable
}
