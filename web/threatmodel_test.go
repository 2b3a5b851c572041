package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The threat model names a test or gives a reason in every row, and the tests it
// names are there.
func TestThreatModel(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, pattern := range []string{"*_test.go", "../*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range regexp.MustCompile(`(?m)^func (\w+)\(\w+ \*testing\.[TF]\)`).FindAllSubmatch(source, -1) {
				there[string(found[1])] = true
			}
		}
	}
	names := regexp.MustCompile("`(?:Test|Fuzz)\\w+`").FindAllString(string(text), -1)
	if len(names) < 50 {
		t.Errorf("it names %d tests only", len(names))
	}
	for _, name := range names {
		if !there[strings.Trim(name, "`")] {
			t.Errorf("there is no %s", name)
		}
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if strings.HasPrefix(line, "|") && strings.TrimSpace(cells[len(cells)-1]) == "" {
			t.Errorf("a row without an answer: %s", line)
		}
	}
}
