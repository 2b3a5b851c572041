package examples_test

import (
	"os"
	"path/filepath"
	"testing"
)

// The types know the element in React, Vue and Svelte, and know what is wrong;
// the examples, which are checked along with that, are right.
func TestTypes(t *testing.T) {
	t.Parallel()
	installed(t)
	dir := t.TempDir()
	absolute, err := filepath.Abs(modules)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(absolute, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{".": "testdata/types"}
	for _, name := range []string{"vanilla", "react", "vue", "svelte"} {
		folders[name] = filepath.Join(examples, name, "src")
	}
	for to, from := range folders {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	for _, checker := range [][]string{
		{"vue-tsc", "--project", "vue.json"},
		{"svelte-check", "--tsconfig", "svelte.json", "--fail-on-warnings", "--output", "human"},
	} {
		t.Run(checker[0], func(t *testing.T) {
			t.Parallel()
			run(t, dir, nil, filepath.Join(dir, "node_modules", ".bin", checker[0]), checker[1:]...)
		})
	}
}
