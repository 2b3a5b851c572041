//go:build unix

package proxy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Vite heeds no PORT, and clears the screen: whoever types the plainest command
// gets there all the same, and sees what they edit without a reload. So does who
// names the port of a Vite that is running.
func TestVite(t *testing.T) {
	t.Parallel()
	app := copyExample(t, "vue")
	openrouter := orkeytest.NewServer(t)
	started := start(t, openrouter, app, "--", "npm", "run", "dev")
	found := regexp.MustCompile(`\(npm listens on port (\d+), not where PORT said\)`).FindStringSubmatch(started.Said())
	if found == nil {
		t.Fatalf("it does not say where Vite listens:\n%s", started.Said())
	}
	beside := start(t, openrouter, t.TempDir(), found[1])

	const shown = `document.querySelector('openrouter-sign-in')?.getBoundingClientRect().height > 0`
	tabs := map[string]*chromiumtest.Tab{}
	for name, s := range map[string]*site{"started": started, "by port": beside} {
		tab := chromiumtest.New(t)
		s.signIn(tab, "/?a=b", shown)
		tab.Run(`window.loaded = 1`)
		tabs[name] = tab
	}
	edit(t, filepath.Join(app, "src/App.vue"), "<openrouter-sign-in />", "<openrouter-sign-in /><p id='new'>edited</p>")
	for name, tab := range tabs {
		tab.Wait(`document.querySelector('#new')?.textContent === 'edited'`)
		if !chromiumtest.Eval[bool](tab, `window.loaded === 1`) {
			t.Errorf("%s: the page was loaded anew", name)
		}
		if said := strings.Join(tab.Console(), "\n"); !strings.Contains(said, "[vite] connected") || strings.Contains(said, "fallback") {
			t.Errorf("%s: Vite's WebSocket goes past the proxy:\n%s", name, said)
		}
		tab.NoErrors()
	}
}

// copyExample copies an example of a page, beside what npm installed.
func copyExample(t *testing.T, name string) (dir string) {
	t.Helper()
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(examples, "node_modules/.bin/vite")); err != nil {
		t.Fatalf("%v: run scripts/setup, or npm ci in examples", err)
	}
	root := t.TempDir()
	dir = filepath.Join(root, name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(examples, name))); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(examples, "node_modules"), filepath.Join(root, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func edit(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %s", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
