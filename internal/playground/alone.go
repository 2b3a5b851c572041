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

// aloneStyle is as well that of the server's page.
//
//go:embed ways/server/style.css
var aloneStyle []byte

// aloneModule are the files of package browser that the example loads.
var aloneModule = []string{"orkey.css", "orkey.min.js"}

// handleAlone serves the example, which has a policy of its own: its script is in
// the page.
func handleAlone(mux *http.ServeMux, p page) {
	content := p.fill(alonePage)
	file, policy := coding.New(contentTypes[".html"], []byte(content), nil), policy(content, p.base)
	mux.HandleFunc("/"+alone+"{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		file.ServeHTTP(w, r)
	})
	mux.Handle("/"+alone+"style.css", coding.New(contentTypes[".css"], aloneStyle, nil))
	for _, name := range aloneModule {
		mux.Handle("/"+alone+name, http.StripPrefix("/browser", browser.Handler()))
	}
}
