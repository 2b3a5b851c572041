package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"
)

// AssetsPath is the prefix under which [Assets] must be reachable: the pages link there.
const AssetsPath = "/_emulator/assets/"

//go:embed assets
var assetFiles embed.FS

// assets are the embedded files, in a folder that is named after a hash of them all: scripts import each other by
// relative URLs, and any change gives every file a new URL.
type assets struct {
	folder string // AssetsPath + hash + "/"
	files  map[string][]byte
}

// loadAssets reads and hashes the files at the first use.
var loadAssets = sync.OnceValue(func() assets {
	a := assets{files: map[string][]byte{}}
	sum := sha256.New()
	entries, err := assetFiles.ReadDir("assets") // sorted, so the hash is stable
	for _, entry := range entries {
		var body []byte
		if body, err = assetFiles.ReadFile("assets/" + entry.Name()); err != nil {
			break
		}
		a.files[entry.Name()] = body
		_, _ = sum.Write(body) // a hash does not fail
	}
	if err != nil {
		panic(err) // the files are part of the program
	}
	a.folder = AssetsPath + hex.EncodeToString(sum.Sum(nil)[:8]) + "/"
	return a
})

// assetURL is where a page finds the file.
func assetURL(name string) string { return loadAssets().folder + name }

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Assets serves the stylesheet, scripts and icon of the pages, under [AssetsPath] of the request's path. Their URLs hold
// a hash of their content, so they may be cached for ever; any other path is a 404.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := loadAssets()
		name, ours := strings.CutPrefix(r.URL.Path, a.folder)
		body, found := a.files[name]
		switch {
		case !ours || !found:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
		default:
			h := w.Header()
			h.Set("Content-Type", contentTypes[path.Ext(name)])
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
			h.Set("X-Content-Type-Options", "nosniff")
			_, _ = w.Write(body) // a client that went away needs no answer
		}
	})
}
