package conformance_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// The requests that the browser module and the demo's page send, from the click
// to the end of an answer, and the answers as a page of another origin sees them.
func TestPageRequests(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	emulator := newRecorder(t, orkeytest.Config{Approve: orkeytest.Always})
	site, err := playground.New(playground.Config{BaseURL: emulator.url, Emulator: true})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)

	tab := chromiumtest.New(t)
	tab.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	tab.Click("openrouter-sign-in >>> button")
	tab.Wait(`document.querySelector('#account')?.inert === false && !document.querySelector('#model').disabled`)
	tab.Click("#prompt")
	tab.Press("Hello, you")
	tab.Click("#send")
	tab.Wait(`document.querySelector('#log').textContent.includes('You said: Hello, you')`)

	seen := map[string]bool{"GET /auth": false, "POST /auth/keys": false, "GET /key": false, "GET /models": false, "POST /chat/completions": false}
	for left := len(seen); left > 0; {
		x := emulator.next(t)
		line := x.method + " " + x.path
		if known, ok := seen[line]; !ok {
			t.Errorf("%s was asked, and nobody knows why", line)
		} else if !known {
			left--
		}
		seen[line] = true
		if line == "GET /auth" {
			asCreateCode(t, doc, x.query)
			continue
		}
		requested(t, doc, x, line)
		report(t, x, doc.judge(x))
		if hasKey := x.header.Get("Authorization") != ""; hasKey != (line == "GET /key" || line == "POST /chat/completions") {
			t.Errorf("%s is sent with a key: %t", line, hasKey)
		}
	}
}
