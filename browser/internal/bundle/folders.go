package main

import (
	"path"
	"path/filepath"
	"slices"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/bundling"
)

// folders returns every file that is made, by its path in the package: dist/
// with what people copy, and brotli/ with the same compressed for the handler.
func folders(src string, f fit) (map[string][]byte, error) {
	files, err := bundle(src, f)
	if err != nil {
		return nil, err
	}
	files["orkey.css"] = []byte("/*! go generate ./browser */\n" + button.Stylesheet())
	if files["package.json"], err = manifest(files); err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for name, content := range files {
		made[filepath.Join("dist", name)] = content
		if !slices.Contains([]string{".js", ".css"}, path.Ext(name)) || name == "orkey.js" {
			continue // people read it, and no page in production loads it
		}
		if made[filepath.Join("brotli", name+".br")], err = bundling.Brotli(content); err != nil {
			return nil, err
		}
	}
	return made, nil
}
