package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// fragment shows a piece of a page: the module makes buttons of its elements and
// knows all their attributes, and nothing on it goes wrong.
func (w *walk) fragment(b block) {
	w.Helper()
	mux := http.NewServeMux()
	mux.Handle("/orkey/", http.StripPrefix("/orkey/", browser.Handler()))
	mux.HandleFunc("/{$}", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(rw, "<!doctype html><title>A page</title><script type=module src=/orkey/orkey.min.js></script>%s", b.text)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	tab := chromiumtest.New(w)
	tab.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	tab.Wait(`!!customElements.get('openrouter-sign-in')`)
	types, err := os.ReadFile("../browser/dist/orkey.d.ts")
	if err != nil {
		w.Fatal(err)
	}
	for _, name := range chromiumtest.Eval[[]string](tab, `[...document.querySelectorAll('openrouter-sign-in')].flatMap(e => e.getAttributeNames())`) {
		if !regexp.MustCompile(`(?m)^ *"?` + name + `"?\?:`).Match(types) {
			w.Errorf("line %d: the element has no attribute %s", b.line, name)
		}
	}
	if text := chromiumtest.Eval[string](tab, `document.body.innerText`); strings.TrimSpace(text) == "" && !strings.Contains(b.text, "<openrouter-sign-in") {
		w.Errorf("line %d: there is nothing to see", b.line)
	}
	tab.NoErrors()
}
