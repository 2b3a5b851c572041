package examples_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// eject writes the folder by the command, and returns it.
func eject(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "orkey")
	run(t, "../..", nil, "go", "run", "./cmd/orkey", "eject", dir)
	return dir
}

// The folder that orkey eject writes is a package: npm packs it, a project
// installs it, Node and TypeScript find what they look for.
func TestPackage(t *testing.T) {
	t.Parallel()
	installed(t)
	dir, project := eject(t), t.TempDir()
	var packed []struct {
		Name, Filename string
		Files          []struct{ Path string }
	}
	if out := run(t, dir, nil, "npm", "pack", "--json", "--pack-destination", project); json.Unmarshal([]byte(out), &packed) != nil || len(packed) != 1 {
		t.Fatalf("npm pack: %s", out)
	}
	var names, want []string
	for _, file := range packed[0].Files {
		names = append(names, file.Path)
	}
	entries, err := fs.ReadDir(browser.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		want = append(want, entry.Name())
	}
	if slices.Sort(names); packed[0].Name != "orkey" || !slices.Equal(names, want) {
		t.Errorf("%s holds %v, want %v", packed[0].Name, names, want)
	}

	write(t, project, map[string]string{
		"package.json":  `{"private": true, "type": "module"}`,
		"tsconfig.json": `{"compilerOptions": {"module": "nodenext", "lib": ["ES2022", "DOM"], "types": [], "strict": true, "noEmit": true}}`,
		"index.ts": `
			import { completeSignIn, configure } from "orkey";
			import { getApiKey } from "orkey/orkey.min.js";
			configure({ keyLabel: "A project" });
			// @ts-expect-error there is no such mode
			configure({ mode: "tab" });
			completeSignIn().then((result) => result?.error?.code satisfies string | undefined);
			getApiKey() satisfies string | null;`,
		"index.mjs": `
			import {completeSignIn} from 'orkey'
			import {getApiKey} from 'orkey/orkey.min.js'
			console.log(await completeSignIn(), getApiKey(), import.meta.resolve('orkey/orkey.css').split('/').pop())`,
	})
	run(t, project, nil, "npm", "install", "--offline", "--no-audit", "--no-fund", "./"+packed[0].Filename)
	if out := run(t, project, nil, "node", "index.mjs"); out != "null null orkey.css\n" {
		t.Errorf("Node prints %s", out)
	}
	tsc, err := filepath.Abs(filepath.Join(modules, ".bin", "tsc"))
	if err != nil {
		t.Fatal(err)
	}
	run(t, project, nil, tsc)
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The page that orkey eject writes signs a person in as it is, but for the
// address of OpenRouter.
func TestEjectedPage(t *testing.T) {
	t.Parallel()
	dir := eject(t)
	openRouter := orkeytest.NewServer(t)
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			files.ServeHTTP(w, r)
			return
		}
		html := read(t, filepath.Join(dir, "index.html"))
		w.Write([]byte(strings.Replace(html, "<openrouter-sign-in ", `<openrouter-sign-in base-url="`+openRouter.URL+`" `, 1)))
	}))
	t.Cleanup(server.Close)
	tab := chromiumtest.New(t)
	page := strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/"
	tab.Navigate(page)
	tab.Click(begin)
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait("localStorage.openrouter_api_key?.startsWith('sk-or-') && location.href === '" + page + "'")
	tab.NoErrors()
}
