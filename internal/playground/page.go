package playground

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html"
	"path"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey/internal/coding"
)

//go:embed dist brotli
var embedded embed.FS

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// files returns all that the page loads but the files of package browser, by
// name.
var files = sync.OnceValue(func() map[string]*coding.File {
	all := map[string]*coding.File{}
	entries, err := embedded.ReadDir("dist")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, entry := range entries {
		name := entry.Name()
		if contentType, ok := contentTypes[path.Ext(name)]; ok {
			all[name] = coding.New(contentType, read("dist/"+name), read("brotli/"+name+".br"))
		}
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

// A page is index.html for one OpenRouter.
type page struct {
	base, host string
	emulator   bool
}

// html fills the blanks that are left in index.html.
func (p page) html() string {
	mode, where := "live", p.base
	if p.emulator {
		mode, where = "emulator", p.base+"/_emulator/"
	}
	return strings.NewReplacer(
		"{{base}}", html.EscapeString(p.base),
		"{{host}}", html.EscapeString(p.host),
		"{{where}}", html.EscapeString(where),
		"{{mode}}", mode,
	).Replace(string(read("dist/index.html")))
}

func (p page) file() *coding.File {
	return coding.New("text/html; charset=utf-8", []byte(p.html()), nil)
}

// policy is the Content-Security-Policy. Nothing inline runs but the one script
// that is in the page, by its hash, and no text becomes markup: Trusted Types are
// enforced without a policy that could make any.
func (p page) policy() string {
	_, script, _ := strings.Cut(p.html(), "<script>")
	script, _, _ = strings.Cut(script, "</script>")
	hash := sha256.Sum256([]byte(script))
	return "default-src 'self'; script-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; connect-src 'self' " + p.base +
		"; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
		"; require-trusted-types-for 'script'; trusted-types 'none'"
}
