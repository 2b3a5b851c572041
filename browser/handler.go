package browser

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// Handler serves the module under whatever path it is mounted on, by the last
// element of the path:
//
//	orkey.js          the module to read
//	orkey.min.js      the same for production
//	orkey.HASH.min.js the same again under an address that never changes what it means; see [Path]
//	orkey.d.ts        its types
//
// Answers carry an ETag and may be imported by pages of any origin, as they
// hold nothing but public code. The address with a hash may be cached for ever,
// the others are revalidated on every use. Methods other than GET and HEAD are
// refused.
func Handler() http.Handler {
	files := map[string]file{}
	for name, contentType := range map[string]string{
		"orkey.js":     "text/javascript; charset=utf-8",
		"orkey.min.js": "text/javascript; charset=utf-8",
		"orkey.d.ts":   "text/plain; charset=utf-8",
	} {
		content := read(name)
		files[name] = file{content, contentType, "no-cache", fmt.Sprintf("%q", sum(content))}
	}
	immutable := files["orkey.min.js"]
	immutable.cacheControl = "public, max-age=31536000, immutable"
	files[Path()] = immutable
	return handler(files)
}

// Path returns the name of the module with the hash of its content in it, such
// as orkey.0123456789abcdef.min.js, which [Handler] serves for ever cacheable:
//
//	<script type="module" src="/assets/{{.Path}}"></script>
func Path() string {
	return "orkey." + sum(read("orkey.min.js")) + ".min.js"
}

// Integrity returns the value of the integrity attribute for orkey.min.js
// (Subresource Integrity), for pages that load it from somewhere else.
func Integrity() string {
	digest := sha256.Sum256(read("orkey.min.js"))
	return "sha256-" + base64.StdEncoding.EncodeToString(digest[:])
}

type file struct {
	content      []byte
	contentType  string
	cacheControl string
	etag         string
}

type handler map[string]file

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	f, ok := h[name]
	if !ok || strings.HasSuffix(r.URL.Path, "/") {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Cache-Control", f.cacheControl)
	header.Set("ETag", f.etag)
	header.Set("X-Content-Type-Options", "nosniff")
	// A module of another origin is fetched with CORS, and by a page with
	// Cross-Origin-Embedder-Policy only with this as well.
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	// It answers If-None-Match and HEAD; there is no time to answer by.
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(f.content))
}

func read(name string) []byte {
	content, err := fs.ReadFile(dist, "dist/"+name)
	if err != nil {
		panic(err) // it is embedded
	}
	return content
}

// sum names a content: 64 bits are plenty to tell one build from another.
func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:8])
}
