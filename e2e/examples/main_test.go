// Package examples builds the examples of pages with Vite, as their readers do,
// and walks through them in a browser.
package examples_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

const examples = "../../examples"

// modules is where npm has installed what the examples need.
var modules = filepath.Join(examples, "node_modules")

// installed fails the test where npm has not yet done so, or with another orkey
// than is here.
func installed(t *testing.T) {
	t.Helper()
	err := fs.WalkDir(browser.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		want, err := fs.ReadFile(browser.FS(), name)
		if err != nil {
			return err
		}
		if got, err := os.ReadFile(filepath.Join(modules, "orkey", name)); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("examples/node_modules/orkey/%s is not browser/dist/%s (%v): run scripts/setup, or npm ci in examples", name, name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// run runs a program in a folder, with these variables beside the environment,
// and returns what it printed.
func run(t *testing.T, dir string, env []string, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatalf("%v: install Node.js (Debian: apt-get install nodejs npm), or run scripts/setup", err)
	}
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
	return string(out)
}
