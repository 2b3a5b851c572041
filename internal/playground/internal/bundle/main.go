// Command bundle makes dist/ out of src/: the page, its script and its
// stylesheet; in brotli/ it compresses them. Run it by
//
//	go generate ./internal/playground
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/bundling"
)

func main() {
	files, err := folders("src")
	for name, content := range files {
		err = errors.Join(err, os.WriteFile(name, content, 0o644))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// folders returns every file that is made, by its path in the package.
func folders(src string) (map[string][]byte, error) {
	script, err := minified(src, "main.ts")
	if err != nil {
		return nil, err
	}
	style, err := minified(src, "page.css")
	if err != nil {
		return nil, err
	}
	page, err := page(src)
	if err != nil {
		return nil, err
	}
	mark, err := os.ReadFile(filepath.Join(src, "mark.svg"))
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{
		"dist/index.html": page, // compressed when its last blanks are filled
		"dist/mark.svg":   mark,
		"dist/page.css":   style,
		"dist/page.js":    script,
	}
	for _, name := range []string{"mark.svg", "page.css", "page.js"} {
		if made["brotli/"+name+".br"], err = bundling.Brotli(made["dist/"+name]); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func minified(src, entry string) ([]byte, error) {
	return bundling.Build(src, entry, api.BuildOptions{
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		Define:            design(),
		External:          []string{"./orkey.min.js"}, // the file that people copy, as it is
	})
}

// page is index.html with what is known of it before anybody runs it.
func page(src string) ([]byte, error) {
	html, err := os.ReadFile(filepath.Join(src, "index.html"))
	if err != nil {
		return nil, err
	}
	head, err := minified(src, "head.ts")
	if err != nil {
		return nil, err
	}
	foot, err := minified(src, "foot.ts")
	if err != nil {
		return nil, err
	}
	module, err := fs.ReadFile(browser.FS(), "orkey.min.js")
	if err != nil {
		return nil, err
	}
	compressed, err := bundling.Brotli(module)
	if err != nil {
		return nil, err
	}
	filled := strings.NewReplacer(
		"{{head}}", strings.TrimSpace(string(head)),
		"{{foot}}", strings.TrimSpace(string(foot)),
		"{{size}}", fmt.Sprintf("%.1f", float64(len(compressed))/1000),
		"{{spinner}}", spinner(button.Medium),
		"{{languages}}", fmt.Sprint(len(languages())),
	).Replace(withChoices(string(html)))
	return withFiles(filepath.Join(src, "..", "ways"), unindented(filled))
}

// languages are those of the button; Chinese, in two scripts, is one.
func languages() map[string]bool {
	found := map[string]bool{}
	for _, text := range button.Texts() {
		language, _, _ := strings.Cut(text.Lang, "-")
		found[language] = true
	}
	return found
}
