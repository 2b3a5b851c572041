package playground

import (
	_ "embed"
	"net/http"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/coding"
)

// alone is the folder of the example "Browser only", below the page.
const alone = "browser/"

//go:embed ways/browser/index.html
var alonePage string

// aloneFiles are those that the example loads.
var aloneFiles = []string{"orkey.css", "orkey.min.js"}

// handleAlone serves the example, which has a policy of its own: its style and its
// script are in the page.
func handleAlone(mux *http.ServeMux, p page) {
	content := p.fill(alonePage)
	file, policy := coding.New(contentTypes[".html"], []byte(content), nil), policy(content, p.base)
	mux.HandleFunc("/"+alone+"{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		file.ServeHTTP(w, r)
	})
	for _, name := range aloneFiles {
		mux.Handle("/"+alone+name, http.StripPrefix("/browser", browser.Handler()))
	}
}
