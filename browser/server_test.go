package browser_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A backend is an app whose server keeps the keys: its page, and the routes of
// package web in small. Everybody who comes to sign in does.
type backend struct {
	page string

	mu      sync.Mutex
	user    any    // of whoever signs in; nil if OpenRouter gave no id
	session string // of the one person there is, or ""
	down    int    // status to answer with, or 0; -1 for no answer
	asked   []string
	release chan struct{}
}

func newBackend(t *testing.T, body, configure string) *backend {
	t.Helper()
	b := &backend{user: "user_1", release: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("/lib/", browser.Handler())
	mux.HandleFunc("/lib/record.js", js(record))
	mux.HandleFunc("/lib/page.js", js(script+"window.orkey = await import('/lib/orkey.min.js')\n"+configure))
	mux.HandleFunc("/favicon.ico", http.NotFound)
	mux.HandleFunc("GET /auth/session", b.status)
	mux.HandleFunc("GET /auth/login", b.login)
	mux.Handle("POST /auth/logout", http.NewCrossOriginProtection().Handler(http.HandlerFunc(b.logout)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><html lang=en><title>An app</title><script src=/lib/record.js></script>"+
			"<script type=module src=/lib/page.js></script>\n<body>%s", body)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		close(b.release)
		server.Close()
	})
	b.page = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return b
}

// set changes what the server does.
func (b *backend) set(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
}

// requests returns what was asked so far, but for the session.
func (b *backend) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

func (b *backend) isDown(w http.ResponseWriter) bool {
	b.mu.Lock()
	down := b.down
	b.mu.Unlock()
	switch {
	case down < 0:
		<-b.release
	case down > 0:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(down)
		fmt.Fprint(w, `{"error":{"message":"the store is down"}}`)
	}
	return down != 0
}

func (b *backend) status(w http.ResponseWriter, r *http.Request) {
	if b.isDown(w) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	answer := map[string]any{"signed_in": false, "user_id": nil}
	if cookie, err := r.Cookie("session"); err == nil && b.session != "" && cookie.Value == b.session {
		answer = map[string]any{"signed_in": true, "user_id": b.user, "logs_url": "https://openrouter.ai/logs?api_key_hash=0", "settings_url": "https://openrouter.ai/keys/0"}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(answer)
}

func (b *backend) login(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, r.Header.Get("Sec-Fetch-Mode")+" "+r.RequestURI)
	if b.user == "nobody" { // a consent page, and nobody answers it
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>Consent</title>")
		return
	}
	b.session = fmt.Sprint("session-", len(b.asked))
	http.SetCookie(w, &http.Cookie{Name: "session", Value: b.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, r.FormValue("return_to"), http.StatusSeeOther)
}

func (b *backend) logout(w http.ResponseWriter, r *http.Request) {
	if b.isDown(w) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, r.Header.Get("Sec-Fetch-Site")+" "+r.Method+" "+r.RequestURI)
	b.session = ""
	w.WriteHeader(http.StatusNoContent)
}

// open opens the page in a fresh profile.
func (b *backend) open(t *testing.T, path string) *chromiumtest.Tab {
	t.Helper()
	tab := chromiumtest.New(t)
	tab.Navigate(b.page + path)
	tab.Wait(ready)
	return tab
}

const (
	served      = `<openrouter-sign-in server=/auth key-label="Not the page's business"></openrouter-sign-in>`
	servedIn    = ready + ` && orkey.isSignedIn() && shown().display === 'none'`
	servedOut   = ready + ` && !orkey.isSignedIn() && shown().display !== 'none'`
	keyNowhere  = `orkey.getApiKey() === null && !JSON.stringify([{...localStorage}, {...sessionStorage}, events]).includes('sk-or')`
	nothingLeft = `localStorage.length === 0 && sessionStorage.length === 0`
)

// The button signs in on the server and the page keeps its address; tabs are in
// step, both ways; events are those of a key in the page, and there is no key.
func TestServer(t *testing.T) {
	t.Parallel()
	b := newBackend(t, served+served, "")
	const path = "/app?a=%20b&c=d+e#/route?x=1"
	one := b.open(t, path)
	one.Wait(servedOut + " && " + nothingLeft)
	two := one.NewTab()
	two.Navigate(b.page)
	two.Wait(servedOut)
	two.Run("changes = 0; orkey.onAuthChange(() => changes++)")

	one.Click(button)
	all(one, servedIn, keyNowhere, "said('signin').length === 2", "said('signin')[0].userId === 'user_1'", "orkey.getUserId() === 'user_1'")
	if got := one.URL(); got != b.page+path {
		t.Errorf("the address is %s, was %s", got, b.page+path)
	}
	all(two, servedIn, keyNowhere, "changes === 1", "said('signin').length === 2", "orkey.getUserId() === 'user_1'")
	if !chromiumtest.Eval[bool](one, "orkey.completeSignIn().then(result => result === null && !orkey.hasOAuthCallbackPending() && !said('error').length)") {
		t.Error("the page knows of a callback")
	}
	links := chromiumtest.Eval[map[string]string](one, "orkey.keyLinks()")
	if links["logs"] != "https://openrouter.ai/logs?api_key_hash=0" || links["settings"] != "https://openrouter.ai/keys/0" {
		t.Errorf("the links are %v", links)
	}

	two.Run("orkey.clearApiKey()")
	all(two, servedOut, "said('signout').length === 2", nothingLeft)
	all(one, servedOut, "said('signout').length === 2", "orkey.getUserId() === null", "orkey.keyLinks().then(links => links === null)")
	want := []string{"navigate /auth/login?return_to=%2Fapp%3Fa%3D%2520b%26c%3Dd%2Be%23%2Froute%3Fx%3D1", "same-origin POST /auth/logout"}
	if got := b.requests(); !slices.Equal(got, want) {
		t.Errorf("the server was asked %q, want %q", got, want)
	}
	one.NoErrors()
	two.NoErrors()
}

// The page knows at once who was signed in before, and learns from the server
// who is now. A server that can't be asked signs nobody in or out.
func TestServerIsAsked(t *testing.T) {
	t.Parallel()
	b := newBackend(t, served, "")
	tab := b.open(t, "/")
	tab.Click(button)
	tab.Wait(servedIn)

	b.set(func() { b.down = -1 })
	tab.Reload()
	all(tab, servedIn, "orkey.getUserId() === 'user_1'", "said('signin').length === 0")
	b.set(func() { b.down = 503 })
	tab.Reload()
	all(tab, servedIn, "performance.getEntriesByType('resource').some(({name, responseEnd}) => name.endsWith('/auth/session') && responseEnd > 0)",
		"said('error').length === 0")

	b.set(func() { b.down, b.user = 0, "user_2" })
	tab.Run("changes = 0; orkey.onAuthChange(() => changes++)")
	other := tab.NewTab()
	other.Navigate(b.page)
	all(tab, servedIn, "orkey.getUserId() === 'user_2'", "changes === 1", "said('signout').length === 0")

	b.set(func() { b.session = "" })
	other.Reload()
	all(other, servedOut, "said('signout').length === 1", nothingLeft)
	all(tab, servedOut, "said('signout').length === 1")
	tab.NoErrors()
	other.NoErrors()
}

// A sign-out that the server does not confirm is none, and is told.
func TestServerRefusesSignOut(t *testing.T) {
	t.Parallel()
	b := newBackend(t, served, "")
	tab := b.open(t, "/")
	tab.Click(button)
	tab.Wait(servedIn)
	for _, tc := range []struct {
		down, timeout int
		want          string
	}{{503, 30_000, "unavailable"}, {-1, 100, "timeout"}} {
		b.set(func() { b.down = tc.down })
		tab.Run(fmt.Sprintf("orkey.configure({timeout: %d})", tc.timeout))
		if got := chromiumtest.Eval[string](tab, "Promise.resolve(orkey.clearApiKey()).catch(error => error.code)"); got != tc.want {
			t.Errorf("%d: the error is %q, want %q", tc.down, got, tc.want)
		}
		if got := chromiumtest.Eval[string](tab, "orkey.keyLinks().catch(error => error.code)"); got != tc.want {
			t.Errorf("%d: the error of keyLinks is %q, want %q", tc.down, got, tc.want)
		}
		tab.Wait(servedIn)
	}
	b.set(func() { b.down = 0 })
	tab.Run("orkey.configure({timeout: 30_000}); orkey.clearApiKey()")
	tab.Wait(servedOut)
}

// A person without an id is signed in as well. A key that an earlier version of
// the app has left is not taken for anybody. A script may say where the server is.
func TestServerOfScript(t *testing.T) {
	t.Parallel()
	b := newBackend(t, `<openrouter-sign-in></openrouter-sign-in>`, "orkey.configure({server: '/auth'}); orkey.configure({timeout: 1000})")
	b.user = nil
	tab := b.open(t, "/")
	tab.Run("localStorage.openrouter_api_key = 'sk-or-v1-from-before'")
	tab.Reload()
	all(tab, servedOut, "orkey.getApiKey() === null", "orkey.getUserId() === null")
	tab.Click(button)
	all(tab, servedIn, "orkey.getApiKey() === null", "orkey.getUserId() === null")
	tab.Reload()
	all(tab, servedIn, "orkey.getUserId() === null")
	tab.NoErrors()
}

// Out of the back/forward cache the button works again, as it does with a click
// that leads nowhere.
func TestServerBack(t *testing.T) {
	t.Parallel()
	b := newBackend(t, served, "")
	b.user = "nobody"
	tab := b.open(t, "/")
	tab.DoubleClick(button)
	tab.Wait("document.title === 'Consent'")
	tab.Back()
	all(tab, servedOut, "inside('button').ariaBusy === 'false'")
	b.set(func() { b.user = "user_1" })
	tab.Click(button)
	tab.Wait(servedIn)
	if n := len(b.requests()); n != 2 {
		t.Errorf("%d sign-ins were begun, want 2", n)
	}
}

// Where storage is full, who is signed in is known as long as the page lasts.
func TestServerStorageFull(t *testing.T) {
	t.Parallel()
	b := newBackend(t, served, "")
	tab := chromiumtest.New(t)
	tab.Before(`Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }`)
	tab.Navigate(b.page)
	tab.Wait(servedOut)
	tab.Click(button)
	all(tab, servedIn, "said('signin').length === 1", "localStorage.length === 0")
	tab.Run("orkey.clearApiKey()")
	tab.Wait(servedOut)
	tab.NoErrors()
}
