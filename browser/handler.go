package browser

import (
	"net/http"
	"path"
	"strings"
)

// Handler serves the module and the stylesheet under whatever path it is
// mounted on, by the last element of the path:
//
//	orkey.js            the module to read
//	orkey.min.js        the same for production
//	orkey.languages.js  the element's texts in other languages than English
//	orkey.css           the stylesheet of package button, for server-rendered buttons and elements not yet upgraded
//	orkey.d.ts          the types of the module
//	orkey.HASH.min.js   any of these again, under an address that never changes what it means; see [Path]
//
// Answers come compressed, by brotli or gzip as the browser prefers, with an
// ETag of their own, and may be loaded by pages of any origin, as they hold
// nothing but public code. The address with a hash may be cached for ever, the
// others are revalidated on every use. Methods other than GET and HEAD are
// refused.
func Handler() http.Handler {
	return handler(assets())
}

type handler map[string]asset

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	a, ok := h[name]
	if !ok || strings.HasSuffix(r.URL.Path, "/") {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Cache-Control", a.cacheControl)
	// A module of another origin is fetched with CORS, and by a page with
	// Cross-Origin-Embedder-Policy only with this as well.
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	a.ServeHTTP(w, r)
}
