package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A block is a fenced block of a page. It is a file where a line before it names
// one, as in `main.go`:.
type block struct {
	page             string
	file, kind, text string
	line             int
}

var (
	blockPattern = regexp.MustCompile("(?ms)^(?:`([^`\n]+)`:\n\n)?```(\\w*)\n(.*?)^```$")
	fencePattern = regexp.MustCompile("(?m)^\\s*(```|~~~)")
)

// blocksOf returns the blocks of a page, by its path from the top.
func blocksOf(t *testing.T, page string) []block {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", page))
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	var found []block
	for _, at := range blockPattern.FindAllStringSubmatchIndex(text, -1) {
		b := block{page: page, kind: text[at[4]:at[5]], text: text[at[6]:at[7]], line: 1 + strings.Count(text[:at[4]], "\n")}
		if at[2] >= 0 {
			b.file = text[at[2]:at[3]]
		}
		found = append(found, b)
	}
	if fences := len(fencePattern.FindAllString(text, -1)); fences != 2*len(found) {
		t.Errorf("%s has %d fences, but %d blocks that can be read", page, fences, len(found))
	}
	return found
}

// blocks returns the blocks of a page in a language.
func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	var found []string
	for _, b := range blocksOf(t, page) {
		if b.kind == language {
			found = append(found, b.text)
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s has no block of %s", page, language)
	}
	return found
}

// pages returns the pages below docs, and those at the top and in examples.
func pages(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*.md"} {
		paths, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			found = append(found, strings.TrimPrefix(filepath.ToSlash(path), "../"))
		}
	}
	if len(found) < 12 {
		t.Fatalf("there are only %q", found)
	}
	return found
}

// elsewhere are the kinds of blocks of a page that another test runs.
var elsewhere = map[string][]string{
	"README.md":       {"sh", "html"}, // TestReadmeCommands, TestReadmePage
	"docs/gateway.md": {"sh", "yaml"}, // TestManualOfTheGateway in cmd/orkey
}

// compiled are the kinds of blocks that TestDocsInGo and TestDocsInTypeScript have.
var compiled = []string{"go", "ts", "tsx", "diff"}

// Every block of every page does what it says, in the order in which a reader
// comes to it: files are written, commands run, HTML is opened in a browser.
func TestDocs(t *testing.T) {
	t.Parallel()
	orkey := buildOrkey(t)
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			walkPage(t, page, orkey)
		})
	}
}

func walkPage(t *testing.T, page, orkey string) {
	w := newWalk(t, page, orkey)
	var unused []block // files that no command has come after
	for _, b := range blocksOf(t, page) {
		switch {
		case slices.Contains(elsewhere[page], b.kind):
		case b.file == "" && slices.Contains(compiled, b.kind):
		case b.file != "":
			w.write(b.file, w.ports.Replace(b.text))
			unused = append(unused, b)
		case b.kind == "sh":
			w.shell(b)
			unused = nil
		case b.kind == "html":
			w.fragment(b)
		default:
			t.Errorf("line %d: it is not known how to run a block of %q", b.line, b.kind)
		}
	}
	for _, b := range unused {
		t.Errorf("line %d: no command uses %s", b.line, b.file)
	}
}
