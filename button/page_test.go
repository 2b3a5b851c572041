package button_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// oracles is where Tailwind and axe are installed.
const oracles = "testdata/tailwind"

// page opens a page in Chromium under a Content-Security-Policy that forbids
// everything inline. What it may link: button.css, rude.css, tailwind.css,
// element.js, languages.js.
func page(t *testing.T, head, body string) *chromiumtest.Tab {
	t.Helper()
	files := map[string]string{
		"/":             `<!doctype html><html lang="en"><title>Buttons</title><link rel="stylesheet" href="/page.css">` + head + "<main>" + body + "</main>",
		"/page.css":     read(t, "testdata/page.css"),
		"/rude.css":     read(t, "testdata/rude.css"),
		"/button.css":   button.Stylesheet(),
		"/element.js":   module(t, "orkey.min.js"),
		"/languages.js": module(t, "orkey.languages.js"),
	}
	if strings.Contains(head, "tailwind.css") {
		files["/tailwind.css"] = tailwind(t)
	}
	kinds := map[string]string{"": "text/html", ".css": "text/css", ".js": "text/javascript"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/auth/login" {
			r.ParseForm()
			fmt.Fprintf(w, "%s %s", r.Method, r.Form.Encode())
			return
		}
		content, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kinds[path.Ext(r.URL.Path)]+"; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'")
		io.WriteString(w, content)
	}))
	t.Cleanup(server.Close)
	tab := chromiumtest.New(t)
	tab.Navigate(server.URL)
	return tab
}

// module is a file of package browser: <openrouter-sign-in>, or its languages.
func module(t *testing.T, name string) string {
	t.Helper()
	content, err := fs.ReadFile(browser.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// tailwind is the stylesheet of a project that has Tailwind.
func tailwind(t *testing.T) string {
	t.Helper()
	oracle(t, "tailwindcss/package.json")
	css, err := compileTailwind()
	if err != nil {
		t.Fatal(err)
	}
	return css
}

var compileTailwind = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("node", "compile.mjs")
	cmd.Dir = oracles
	cmd.Stdin = strings.NewReader(`@import "tailwindcss";` + "\n" + button.TailwindSource())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	css, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("install Node.js (Debian: apt-get install nodejs npm): %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("compile.mjs: %w\n%s", err, stderr.Bytes())
	}
	return string(css), nil
})

// oracle reads a file of a package that the tests hold ours against.
func oracle(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(oracles, "node_modules", name))
	if err != nil {
		t.Fatalf("run npm ci --prefix button/%s, or make setup: %v", oracles, err)
	}
	return string(content)
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
