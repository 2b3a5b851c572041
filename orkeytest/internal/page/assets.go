package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// AssetsPath is the prefix under which [Assets] must be reachable: the pages link there.
const AssetsPath = "/_emulator/assets/"

//go:embed assets
var assetFiles embed.FS

// asset is a file that pages link to by a URL that holds the hash of its content.
type asset struct {
	url  string // AssetsPath + name.hash.ext
	kind string // Content-Type
	body []byte
}

// assets returns the embedded files by name, hashed at the first use.
var assets = sync.OnceValue(func() map[string]asset {
	kinds := map[string]string{
		".css": "text/css; charset=utf-8",
		".js":  "text/javascript; charset=utf-8",
		".svg": "image/svg+xml",
	}
	all := map[string]asset{}
	files, _ := fs.Glob(assetFiles, "assets/*") // the pattern is well-formed
	for _, file := range files {
		body, err := assetFiles.ReadFile(file)
		if err != nil {
			panic(err) // embedded: cannot be missing
		}
		name := path.Base(file)
		ext := path.Ext(name)
		sum := sha256.Sum256(body)
		url := AssetsPath + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		all[name] = asset{url, kinds[ext], body}
	}
	return all
})

// Assets serves the stylesheet, scripts and icon of the pages, under [AssetsPath] of the request's path. Their URLs hold
// a hash of their content, so they may be cached for ever; any other path is a 404.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range assets() {
			if a.url != r.URL.Path {
				continue
			}
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				w.Header().Set("Allow", "GET, HEAD")
				http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
				return
			}
			h := w.Header()
			h.Set("Content-Type", a.kind)
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
			h.Set("X-Content-Type-Options", "nosniff")
			_, _ = w.Write(a.body) // a client that went away needs no answer
			return
		}
		http.NotFound(w, r)
	})
}
