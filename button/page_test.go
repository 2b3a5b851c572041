package button_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// oracles is where Tailwind and axe are installed.
const oracles = "testdata/tailwind"

// page opens a page in Chromium under a Content-Security-Policy that forbids
// everything inline. What it may link: button.css, rude.css, tailwind.css, element.js.
func page(t *testing.T, head, body string) *chromiumtest.Tab {
	t.Helper()
	serve := func(kind string, content func() []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind+"; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'")
			w.Write(content())
		}
	}
	text := func(s string) func() []byte { return func() []byte { return []byte(s) } }
	mux := http.NewServeMux()
	mux.Handle("/", serve("text/html", text(`<!doctype html><html lang="en"><title>Buttons</title><link rel="stylesheet" href="/page.css">`+head+"<main>"+body+"</main>")))
	mux.Handle("/page.css", serve("text/css", func() []byte { return read(t, "testdata/page.css") }))
	mux.Handle("/rude.css", serve("text/css", func() []byte { return read(t, "testdata/rude.css") }))
	mux.Handle("/button.css", serve("text/css", text(button.Stylesheet())))
	mux.Handle("/tailwind.css", serve("text/css", func() []byte { return tailwind(t) }))
	mux.Handle("/element.js", serve("text/javascript", func() []byte { return read(t, "testdata/element.js") }))
	mux.HandleFunc("/auth/login", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		fmt.Fprintf(w, "%s %s", r.Method, r.Form.Encode())
	})
	mux.Handle("/look.js", serve("text/javascript", text(lookModule())))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	tab := chromiumtest.New(t)
	tab.Navigate(server.URL)
	return tab
}

// lookModule is what the element has from this package.
func lookModule() string {
	var logo []map[string]string
	for _, path := range button.LogoPaths() {
		attributes := map[string]string{"d": path.Short}
		if path.StrokeWidth != 0 {
			attributes["stroke-width"] = strconv.Itoa(path.StrokeWidth)
		}
		logo = append(logo, attributes)
	}
	module := ""
	for name, value := range map[string]any{
		"logo": logo, "viewBox": button.LogoViewBox, "shadow": button.ShadowStylesheet(), "theme": button.ThemeStylesheet(),
	} {
		js, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		module += fmt.Sprintf("export const %s = %s;\n", name, js)
	}
	return module
}

// tailwind compiles the stylesheet of a project that has Tailwind.
var tailwind = func() func(t *testing.T) []byte {
	compile := sync.OnceValues(func() ([]byte, error) {
		if _, err := exec.LookPath("node"); err != nil {
			return nil, fmt.Errorf("install Node.js (Debian: apt-get install nodejs npm): %w", err)
		}
		if _, err := os.Stat(filepath.Join(oracles, "node_modules")); err != nil {
			return nil, fmt.Errorf("run npm ci --prefix button/%s, or make setup: %w", oracles, err)
		}
		cmd := exec.Command("node", "compile.mjs")
		cmd.Dir = oracles
		cmd.Stdin = strings.NewReader(`@import "tailwindcss";` + "\n" + button.TailwindSource())
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("tailwind: %w\n%s", err, stderr.Bytes())
		}
		return out, nil
	})
	return func(t *testing.T) []byte {
		t.Helper()
		css, err := compile()
		if err != nil {
			t.Error(err)
		}
		return css
	}
}()

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
