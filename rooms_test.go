package orkey_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/orkey-dev/orkey"

// floors lists the rooms that may be linked by each room that other people's
// programs link: a package imports only from floors below it.
var floors = map[string][]string{
	".":         {},
	"./browser": {"/internal/coding"},
	"./button":  {},
	"./gateway": {"", "/button", "/internal/html", "/internal/notice", "/web"},
	"./native":  {""},
	"./web":     {"", "/button", "/internal/html", "/internal/notice"},
}

// What a person links into a program of theirs must not bring anything along
// but the standard library.
func TestRoomsLinkTheStandardLibraryAlone(t *testing.T) {
	for room, below := range floors {
		out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", room).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", room, err, out)
		}
		self := module + strings.TrimPrefix(room, ".")
		for _, path := range strings.Fields(string(out)) {
			inner := strings.HasPrefix(path, self+"/internal/") || path == self
			if !inner && !slices.Contains(below, strings.TrimPrefix(path, module)) {
				t.Errorf("%s links %s", room, path)
			}
		}
	}
}

func TestBuildsForTheBrowser(t *testing.T) {
	cmd := exec.Command("go", "build", ".")
	cmd.Env = append(cmd.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
