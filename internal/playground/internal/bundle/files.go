package main

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	blank   = regexp.MustCompile(`\{\{file ([\w/.]+)\}\}`)
	comment = regexp.MustCompile(`^(?s:// .*?\n)package main\n`)
	example = regexp.MustCompile(`(?m)^package \w+$`)
)

// withFiles puts the examples of dir into the page, as somebody would have them
// who copies them: Go as package main.
func withFiles(dir, page string) ([]byte, error) {
	var failed error
	filled := blank.ReplaceAllStringFunc(page, func(found string) string {
		name := blank.FindStringSubmatch(found)[1]
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			failed = err
		}
		shown := string(text)
		if strings.HasSuffix(name, ".go") {
			shown = comment.ReplaceAllString(example.ReplaceAllString(shown, "package main"), "package main\n")
		}
		return html.EscapeString(shown)
	})
	return []byte(filled), failed
}
