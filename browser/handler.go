package browser

import (
	"bytes"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
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
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	coding := negotiate(r.Header.Values("Accept-Encoding"), a.coded[brotli] != nil)
	content := a.coded[coding]
	header := w.Header()
	header.Set("Content-Type", a.contentType)
	header.Set("Cache-Control", a.cacheControl)
	header.Add("Vary", "Accept-Encoding")
	// Each coding is a representation of its own: RFC 9110, section 8.8.3.3.
	if coding == identity {
		header.Set("ETag", `"`+a.hash+`"`)
	} else {
		header.Set("ETag", `"`+a.hash+"-"+coding+`"`)
		header.Set("Content-Encoding", coding)
	}
	header.Set("Content-Length", strconv.Itoa(len(content))) // http.ServeContent sets none for a coding
	header.Set("X-Content-Type-Options", "nosniff")
	// A module of another origin is fetched with CORS, and by a page with
	// Cross-Origin-Embedder-Policy only with this as well.
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	// It answers If-None-Match and HEAD; there is no time to answer by.
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}
