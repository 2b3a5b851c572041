package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cloneOrkey is the command by which pages have people get this repository.
const cloneOrkey = "git clone https://" + module

// cloneTo does what [cloneOrkey] does in a directory, with the tree under test for
// what is at that address.
func cloneTo(t *testing.T, dir string) {
	t.Helper()
	dir = filepath.Join(dir, "orkey")
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		to := filepath.Join(dir, strings.TrimPrefix(path, ".."))
		switch {
		case err != nil:
			return err
		case slices.Contains([]string{".git", "node_modules"}, entry.Name()):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return os.MkdirAll(to, 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// goEnv is for a Go tool in a home that nobody has used: it keeps what it has of
// others' modules, and installs into the home. What it builds of a clone is the same
// wherever that is, so that it is built once.
func goEnv(t *testing.T, home string) []string {
	t.Helper()
	env := []string{"GOPROXY=off", "GOFLAGS=-trimpath", "GOBIN=" + filepath.Join(home, "go", "bin")}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	return env
}
