package examples_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	begin     = "openrouter-sign-in >>> button"
	authorize = "button[value=authorize]"

	onConsent = `location.pathname === '/auth' && !!document.querySelector('button[value=authorize]')`
	form      = `!!document.querySelector('form')?.checkVisibility()`
	element   = `document.querySelector('openrouter-sign-in')?.getBoundingClientRect().height > 0`
	signedIn  = form + ` && !!document.querySelector('openrouter-sign-in') && !(` + element + `)`
	signedOut = element + ` && !(` + form + `)`
)

// watch writes down what was on the page in every frame that could be painted,
// and the element that was there first.
const watch = `
	window.seen = new Set()
	const look = () => {
		seen.add([` + element + `, ` + form + `].join())
		requestAnimationFrame(look)
	}
	requestAnimationFrame(look)
	new MutationObserver((_, observer) => {
		window.first = document.querySelector('openrouter-sign-in')
		if (first) observer.disconnect()
	}).observe(document, {childList: true, subtree: true})
`

// Each example, built, takes a person through the whole sign-in and out again.
func TestApps(t *testing.T) {
	t.Parallel()
	installed(t)
	for _, app := range []struct {
		name, out string
		rendered  string // on the page before any script
		blank     bool   // for a while nothing is
	}{
		{"vanilla", "dist", "<openrouter-sign-in>", false},
		{"react", "dist/client", `<div id="app"><openrouter-sign-in>`, false},
		{"vue", "dist", `<div id="app"></div>`, true},
		{"svelte", "dist", `<div id="app"></div>`, true},
	} {
		t.Run(app.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(examples, app.name)
			openRouter := orkeytest.NewServer(t)
			run(t, dir, []string{"OPENROUTER_BASE_URL=" + openRouter.URL}, "npm", "run", "--silent", "build")
			page := serve(t, filepath.Join(dir, app.out), openRouter.URL)
			if html := read(t, filepath.Join(dir, app.out, "index.html")); !strings.Contains(html, app.rendered) {
				t.Errorf("the page lacks %s:\n%s", app.rendered, html)
			}
			walk(t, openRouter, page, app.blank)
			if app.name != "react" {
				return
			}
			// StrictMode does something only where React is being developed with.
			openRouter = orkeytest.NewServer(t)
			run(t, dir, []string{"OPENROUTER_BASE_URL=" + openRouter.URL, "NODE_ENV=development"}, "npm", "run", "--silent", "build")
			walk(t, openRouter, serve(t, filepath.Join(dir, app.out), openRouter.URL), app.blank)
		})
	}
}

// walk signs a person in on the page, asks a question and signs out.
func walk(t *testing.T, openRouter *orkeytest.Server, page string, blank bool) {
	t.Helper()
	tab := chromiumtest.New(t)
	tab.Before(watch)
	tab.Navigate(page + "?a=b#c")
	tab.Wait(signedOut)
	sees(t, tab, "true,false", blank)
	tab.Click(begin)
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(signedIn)
	if at := tab.URL(); at != page+"?a=b#c" {
		t.Errorf("back at %s", at)
	}
	if n := exchanges(openRouter); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}

	tab.Click("form button")
	tab.Wait(`document.querySelector('output').value === 'You said: What is a key?'`)

	// Nothing else flashes up before what a signed-in person sees.
	tab.Reload()
	tab.Wait(signedIn)
	sees(t, tab, "false,true", blank)

	tab.Click("form button[type=button]")
	tab.Wait(signedOut)
	if chromiumtest.Eval[bool](tab, "localStorage.openrouter_api_key !== undefined") {
		t.Error("the key is still there")
	}
	tab.NoErrors()
}

// sees checks what was on the page in every frame since it was loaded, not
// counting blank ones if there may be some, and that the element is still the
// first one.
func sees(t *testing.T, tab *chromiumtest.Tab, want string, blank bool) {
	t.Helper()
	tab.Wait("seen.has('" + want + "')")
	got := chromiumtest.Eval[[]string](tab, "[...seen]")
	if blank {
		got = slices.DeleteFunc(got, func(frame string) bool { return frame == "false,false" })
	}
	if len(got) != 1 || got[0] != want {
		t.Errorf("element and form were seen so: %v, want %s alone", got, want)
	}
	if !chromiumtest.Eval[bool](tab, "first === document.querySelector('openrouter-sign-in')") {
		t.Error("the element was replaced")
	}
}

func exchanges(openRouter *orkeytest.Server) (n int) {
	for _, record := range openRouter.Requests() {
		if record.Method == "POST" && record.Path == "/api/v1/auth/keys" {
			n++
		}
	}
	return n
}

// serve serves a built page as strictly as it works, and its scripts late
// enough for the browser to paint without them if it may.
func serve(t *testing.T, dir, openRouter string) (page string) {
	t.Helper()
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Ext(r.URL.Path) == ".js" {
			time.Sleep(100 * time.Millisecond)
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; connect-src "+openRouter)
		w.Header().Set("Cache-Control", "no-store")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/"
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
