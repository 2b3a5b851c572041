//go:build unix

package proxy_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// python serves a folder, and is told its port among its arguments.
var python = []string{"--", "python3", "-u", "-m", "http.server", "{port}", "--bind", "127.0.0.1"}

// Python's file server is seen as if nothing were in between.
func TestPython(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"notes.txt": "some notes\n", "sub/ü & ä?.txt": "more", "large.bin": strings.Repeat("0123456789abcdef", 1<<16)} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, orkeytest.NewServer(t), dir, python...)
	found := regexp.MustCompile(`\((http://127.0.0.1:\d+)/\)`).FindStringSubmatch(s.Said())
	if found == nil {
		t.Fatalf("Python does not say where it is:\n%s", s.Said())
	}
	tab := chromiumtest.New(t)
	s.signIn(tab, "/", `document.title === 'Directory listing for /'`)
	tab.Click(`a[href="sub/"]`)
	tab.Wait(`document.title === 'Directory listing for /sub/'`)
	tab.Click("li a")
	tab.Wait(`document.body.innerText === 'more'`)
	tab.Navigate(s.url + "/nothing")
	tab.Wait(`document.body.innerText.includes('Error code: 404')`)

	for _, test := range []struct{ method, path, name, value string }{
		{"GET", "/notes.txt", "", ""},
		{"GET", "/large.bin", "", ""},
		{"HEAD", "/large.bin", "", ""},
		{"GET", "/large.bin", "Range", "bytes=16-31"},
		{"GET", "/notes.txt", "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"},
		{"GET", "/sub", "", ""}, // leads to /sub/
		{"GET", "/sub/", "", ""},
		{"GET", "/nothing", "", ""},
		{"POST", "/notes.txt", "", ""},
		{"PUT", "/notes.txt", "", ""},
	} {
		name := fmt.Sprint(test.method, " ", test.path, " ", test.name)
		got := chromiumtest.Eval[string](tab, fmt.Sprintf(`(async () => {
			const headers = %q ? {%q: %q} : {}, method = %q
			const r = await fetch(%q, {method, headers, cache: 'no-store', body: method[0] === 'P' ? 'text' : undefined})
			const bytes = new Uint8Array(await r.arrayBuffer())
			const sum = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), b => b.toString(16).padStart(2, '0')).join('')
			return [r.status, r.headers.get('content-type'), r.headers.get('content-length'), r.headers.get('last-modified'), bytes.length, sum].join(' ')
		})()`, test.name, test.name, test.value, test.method, test.path))
		if want := direct(t, found[1], test.method, test.path, test.name, test.value); got != want {
			t.Errorf("%s: through the proxy it is %s, directly %s", name, got, want)
		}
	}
	tab.NoErrors()
}

// direct asks Python itself, and writes the answer as the page does.
func direct(t *testing.T, url, method, path, name, value string) string {
	t.Helper()
	var body io.Reader
	if method[0] == 'P' {
		body = strings.NewReader("text")
	}
	req, err := http.NewRequest(method, url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if name != "" {
		req.Header.Set(name, value)
	}
	req.Header.Set("Accept-Encoding", "identity")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	h := res.Header
	return fmt.Sprintf("%d %s %s %s %d %x", res.StatusCode, h.Get("Content-Type"), h.Get("Content-Length"), h.Get("Last-Modified"), len(text), sha256.Sum256(text))
}
