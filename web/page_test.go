package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// shot keeps a picture where SCREENSHOTS says, for people to look at.
func shot(t *testing.T, tab *chromiumtest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		tab.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// listening makes a site that a real browser can open, and returns its address.
func listening(t *testing.T) string {
	t.Helper()
	openrouter, mux := orkeytest.NewServer(t), http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	url := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	signIn, err := web.New(web.Config{
		PublicURL: url,
		Secrets:   []web.Secret{secret},
		Client:    &orkey.Client{BaseURL: openrouter.URL, App: orkey.App{Title: "My app"}},
		Log:       quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/", signIn.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, _ := web.SessionFrom(r.Context())
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>%s</title><link rel="icon" href="data:,"><h1>%s</h1>
			<form method="post" action="/auth/logout"><button>Sign out</button></form>`, r.URL.Path, session.UserID)
	})))
	return url
}

const authorize = "button[value=authorize]"

// Ten tabs are opened at once, as when a browser starts, and each ends on its own
// page; then back, reload, another tab, and the sign-out from all of them.
func TestTenTabsInABrowser(t *testing.T) {
	t.Parallel()
	url := listening(t)
	tabs := []*chromiumtest.Tab{chromiumtest.New(t)}
	for len(tabs) < 10 {
		tabs = append(tabs, tabs[0].NewTab())
	}
	for i, tab := range tabs {
		tab.Navigate(fmt.Sprintf("%s/tab/%d", url, i))
	}
	for i, tab := range tabs {
		path := fmt.Sprintf("/tab/%d", i)
		tab.Wait("document.querySelector('" + authorize + "')")
		asked := tab.URL()
		tab.Click(authorize)
		tab.Wait(fmt.Sprintf("document.title === %q || location.href !== %q && document.querySelector(%q)", path, asked, authorize))
		if !strings.HasPrefix(tab.URL(), url) { // pushed out by the others: asked once more
			tab.Click(authorize)
			tab.Wait("document.title === '" + path + "'")
		}
		if got := tab.URL(); got != url+path {
			t.Errorf("tab %d ends on %s", i, got)
		}
	}
	tab := tabs[9]
	tab.Back() // to OpenRouter's page, where the person agrees again
	tab.Wait("document.querySelector('" + authorize + "')")
	tab.Click(authorize)
	tab.Wait("document.title === '/tab/9'")
	tab.Reload()
	tab.Wait("document.title === '/tab/9'")
	if referrer := chromiumtest.Eval[string](tab, "document.referrer"); strings.Contains(referrer, "code=") {
		t.Errorf("the referrer is %s", referrer)
	}

	tab.Click("form button")
	tab.Wait("document.title === 'Signed out · My app'")
	other := tabs[3]
	other.Reload()
	other.Wait("document.querySelector('" + authorize + "')")
	for _, tab := range tabs {
		tab.NoErrors()
	}
}

// Pages of the sign-in look as they should under their own strict policy, in both
// themes, and their button works.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	url := listening(t)
	for _, scheme := range []string{"light", "dark"} {
		tab := chromiumtest.New(t)
		tab.Media("prefers-color-scheme", scheme)
		tab.Viewport(360, 640)
		tab.Navigate(url + "/deep")
		tab.Wait("document.querySelector('" + authorize + "')")
		tab.Click("button[value=deny]")
		tab.Wait("document.title === 'Not signed in · My app'")
		shot(t, tab, "web denied "+scheme)
		for what, script := range map[string]string{
			"the page's style holds":   "getComputedStyle(document.querySelector('main')).borderRadius === '16px'",
			"the button's style holds": "document.querySelector('.openrouter-button').getBoundingClientRect().height === 48",
			"nothing overflows":        "document.documentElement.scrollWidth <= innerWidth",
			"there is a way back":      "[...document.links].some(a => a.textContent === 'Back to My app' && a.pathname === '/')",
		} {
			if !chromiumtest.Eval[bool](tab, script) {
				t.Errorf("%s: not so: %s", scheme, what)
			}
		}
		tab.Click(".openrouter-button")
		tab.Wait("document.querySelector('" + authorize + "')")
		tab.Click(authorize)
		tab.Wait("document.title === '/deep'")
		tab.Navigate(url + "/auth/logout")
		tab.Wait("document.title === 'Sign out? · My app'")
		shot(t, tab, "web sign out "+scheme)
		tab.Click("form button")
		tab.Wait("document.title === 'Signed out · My app'")
		shot(t, tab, "web signed out "+scheme)
		for _, line := range tab.Console() {
			if !strings.HasPrefix(line, "network error:") { // that is the status
				t.Errorf("%s: %s", scheme, line)
			}
		}
	}
}
