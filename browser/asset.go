package browser

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey/internal/coding"
)

// Path returns the name of a file with the hash of its content in it, such as
// orkey.0123456789abcdef.min.js for orkey.min.js, which [Handler] serves for
// ever cacheable:
//
//	<link rel="stylesheet" href="/assets/{{path "orkey.css"}}">
//	<script type="module" src="/assets/{{path "orkey.min.js"}}"></script>
//
// It panics if Handler serves no file of that name.
func Path(name string) string {
	return find(name).path
}

// Integrity returns the value of the integrity attribute for a file (Subresource
// Integrity), for pages that load it from somewhere else. It panics if [Handler]
// serves no file of that name.
func Integrity(name string) string {
	digest := sha256.Sum256(find(name).Content())
	return "sha256-" + base64.StdEncoding.EncodeToString(digest[:])
}

// An asset is a file as Handler serves it.
type asset struct {
	*coding.File
	path         string // with the hash
	cacheControl string
}

func find(name string) asset {
	a, ok := assets()[name]
	if !ok {
		panic(fmt.Sprintf("browser: there is no file %q", name))
	}
	return a
}

// contentTypes says which files of dist are served, and as what.
var contentTypes = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".ts":  "text/plain; charset=utf-8",
}

// assets returns every file by its name and by its path.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	entries, err := embedded.ReadDir("dist")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, entry := range entries {
		name := entry.Name()
		contentType, ok := contentTypes[path.Ext(name)]
		if !ok {
			continue
		}
		// Of what pages load in production, go generate makes the brotli.
		compressed, err := embedded.ReadFile("brotli/" + name + ".br")
		if err != nil {
			compressed = nil
		}
		file := coding.New(contentType, read("dist/"+name), compressed)
		stem, rest, _ := strings.Cut(name, ".")
		a := asset{file, stem + "." + file.Hash + "." + rest, "no-cache"}
		all[name] = a
		a.cacheControl = "public, max-age=31536000, immutable"
		all[a.path] = a
	}
	return all
})

func read(name string) []byte {
	content, err := embedded.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return content
}
