package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// Where the button is, and the buttons of the consent page.
const (
	button    = "openrouter-sign-in >>> button"
	authorize = "button[value=authorize]"
	deny      = "button[value=deny]"
)

// Conditions to wait for.
const (
	onConsent  = `location.pathname === '/auth' && !!document.querySelector('button[value=authorize]')`
	ready      = `!!window.orkey && document.readyState === 'complete'`
	signedIn   = ready + ` && !!orkey.getApiKey()`
	signedOut  = ready + ` && !orkey.getApiKey() && shown().display !== 'none'`
	failed     = ready + ` && !!message() && !inside('button').ariaBusy.includes('true')`
	cleanAddr  = `!/code=|state=|error=/.test(location.href)`
	noVerifier = `sessionStorage.length === 0`
)

// script is the page's own: it writes down what happens, and helps to look. It
// runs before the module.
const script = `
import {configure} from '/lib/orkey.min.js'
window.element = () => document.querySelector('openrouter-sign-in')
window.inside = selector => element().shadowRoot.querySelector(selector)
window.message = () => inside('[part=error]')?.textContent
window.shown = () => getComputedStyle(element())
window.said = name => events.filter(([type]) => type === name).map(([, detail]) => detail)
`

// record must be there before the module, to hear how the callback went.
const record = `
window.events = []
for (const name of ['signin', 'signout', 'error', 'loading'])
	document.addEventListener('openrouter-' + name, event => events.push([name, {...event.detail, message: event.detail.message}]))
`

// A site is a page of somebody's app on one origin and OpenRouter on another.
// The page asks for everything a strict Content-Security-Policy can refuse.
type site struct {
	*orkeytest.Server
	page string // http://localhost:PORT
	csp  string
	head string
	body string
}

// newSite serves the page, under every path but /lib/. The body defaults to the
// element; configure, as a JavaScript object, goes over the test's own.
func newSite(t testing.TB, body, configure string) *site {
	t.Helper()
	s := &site{Server: orkeytest.NewServer(t), body: body}
	if body == "" {
		s.body = "<openrouter-sign-in></openrouter-sign-in>"
	}
	s.csp = "default-src 'self'; connect-src " + s.URL + "; require-trusted-types-for 'script'; trusted-types 'none'"
	mux := http.NewServeMux()
	mux.Handle("/lib/", browser.Handler())
	mux.HandleFunc("/lib/record.js", js(record))
	mux.HandleFunc("/lib/page.js", js(script+fmt.Sprintf("configure({baseUrl: %q, ...{%s}})\nwindow.orkey = await import('/lib/orkey.min.js')", s.URL, configure)))
	mux.HandleFunc("/lib/app.js", js(appScript))
	mux.HandleFunc("/lib/module.js", js("export * from '/lib/orkey.min.js'"))
	mux.HandleFunc("/favicon.ico", http.NotFound)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if s.csp != "" {
			w.Header().Set("Content-Security-Policy", s.csp)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><html lang=en><title>An app</title><script src=/lib/record.js></script>"+
			"%s<script type=module src=/lib/page.js></script>\n<body>%s", s.head, s.body)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.page = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return s
}

func js(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write([]byte(text))
	}
}

// open opens the page in a fresh profile.
func (s *site) open(t testing.TB, path string) *chromiumtest.Tab {
	t.Helper()
	return s.openIn(chromiumtest.New(t), path)
}

func (s *site) openIn(tab *chromiumtest.Tab, path string) *chromiumtest.Tab {
	tab.Navigate(s.page + path)
	tab.Wait(ready)
	return tab
}

// signIn goes from the button through the consent page.
func signIn(tab *chromiumtest.Tab, decision string) {
	tab.Click(button)
	tab.Wait(onConsent)
	tab.Click(decision)
}

// exchanges is how often a code was sent to OpenRouter.
func (s *site) exchanges() int {
	n := 0
	for _, record := range s.Requests() {
		if record.Method == "POST" && record.Path == "/api/v1/auth/keys" {
			n++
		}
	}
	return n
}

// spoil plays a fault on every exchange.
func (s *site) spoil(fault orkeytest.Fault) {
	fault.Method, fault.Path, fault.Serve = "POST", "/api/v1/auth/keys", -1
	s.Inject(fault)
}

// all waits until every condition holds.
func all(tab *chromiumtest.Tab, conditions ...string) {
	tab.Wait("(" + strings.Join(conditions, ") && (") + ")")
}

// errorsSaid returns the codes of the error events of the page so far.
func errorsSaid(tab *chromiumtest.Tab) string {
	return chromiumtest.Eval[string](tab, "said('error').map(error => error.code).join()")
}

// pendingAttempt is a script that leaves things as an attempt does that was
// begun on the page at path.
func pendingAttempt(path string) string {
	return `sessionStorage.openrouter_code_verifier = 'v'.repeat(43)
		sessionStorage.openrouter_attempt = JSON.stringify({verifier: 'v'.repeat(43), state: 'orkey-mine', url: location.origin + '` + path + `'})`
}

// comeBack runs a script on the origin of the page, then loads the page at path.
func (s *site) comeBack(tab *chromiumtest.Tab, before, path string) {
	tab.Navigate(s.page + "/lib/orkey.d.ts")
	tab.Run(before)
	tab.Navigate(s.page + path)
}
