package playground

import (
	"io/fs"

	"github.com/orkey-dev/orkey/browser"
)

// Export returns the site as files, by their slash-separated paths, for any static
// host and any folder of it: every address in them is relative. What the handler
// says in headers the pages say themselves, and no example runs that needs a
// process.
func Export(c Config) (map[string][]byte, error) {
	c.Ways = Ways{}
	p, err := newPage(c)
	if err != nil {
		return nil, err
	}
	exported := map[string][]byte{
		"index.html":         []byte(withMeta(p.html(), p.base)),
		alone + "index.html": []byte(withMeta(p.fill(alonePage), p.base)),
		alone + "style.css":  aloneStyle,
	}
	for name, file := range files() {
		exported[name] = file.Content()
	}
	for _, name := range moduleFiles {
		if exported[name], err = fs.ReadFile(browser.FS(), name); err != nil {
			return nil, err
		}
	}
	for _, name := range aloneModule {
		exported[alone+name] = exported[name]
	}
	return exported, nil
}
