package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/orkeytest"
)

// What the demo page shows, as expressions of its own.
const (
	signedIn  = `document.querySelector('#account')?.inert === false`
	signedOut = `document.querySelector('#account')?.inert === true && !!customElements.get('openrouter-sign-in')`
	problem   = `document.querySelector('#toast')?.textContent`
	loaded    = signedIn + ` && !document.querySelector('#model').disabled && document.querySelector('#account').ariaBusy === 'false'`
	idle      = `document.querySelector('#stop').hidden`
	lastReply = `[...document.querySelectorAll('.reply')].at(-1)`
	onConsent = `location.pathname === '/auth' && !!document.querySelector('button[value=authorize]')`

	button    = "openrouter-sign-in >>> button"
	authorize = "button[value=authorize]"
	deny      = "button[value=deny]"
)

// A visit is a tab at the demo: the page on one origin, as the command serves
// it, the emulator and each of the examples on another.
type visit struct {
	*chromiumtest.Tab
	t       *testing.T
	page    string             // with a slash at the end
	site    http.Handler       // what is there at first
	change  func(http.Handler) // puts another site there
	ways    playground.Ways
	emu     *orkeytest.Emulator
	emuURL  string
	secrets *secrets
}

// newVisit opens the page for somebody who signs in: in the end, no secret may be
// printed anywhere. Scripts run in every page before its own.
func newVisit(t *testing.T, scripts ...string) *visit {
	t.Helper()
	v := newLook(t, scripts...)
	t.Cleanup(func() { v.secrets.check(v) })
	return v
}

// newLook opens the page for somebody who does not sign in.
func newLook(t *testing.T, scripts ...string) *visit {
	t.Helper()
	v := &visit{t: t, secrets: &secrets{}}
	v.serve()
	v.Tab = chromiumtest.New(t)
	v.Before(remember)
	for _, script := range scripts {
		v.Before(script)
	}
	v.Navigate(v.page)
	v.Wait(signedOut)
	return v
}

// serve starts all origins.
func (v *visit) serve() {
	v.t.Helper()
	var err error
	v.emu, err = orkeytest.New(orkeytest.Config{TokenDelay: 5 * time.Millisecond, Log: v.secrets.logger()})
	if err != nil {
		v.t.Fatal(err)
	}
	emulator := httptest.NewServer(v.secrets.watch(v.emu))
	v.emuURL = emulator.URL
	servers := []*httptest.Server{emulator}
	for _, origin := range []*string{&v.ways.Server, &v.ways.Gateway, &v.ways.App} {
		s := httptest.NewUnstartedServer(nil)
		*origin = strings.Replace("http://"+s.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
		servers = append(servers, s)
	}
	handlers, err := v.ways.Handlers(emulator.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	for i, origin := range []string{v.ways.Server, v.ways.Gateway, v.ways.App} {
		servers[i+1].Config.Handler = handlers[origin]
		servers[i+1].Start()
	}
	v.site, err = playground.New(playground.Config{BaseURL: emulator.URL, Emulator: true, Ways: v.ways})
	if err != nil {
		v.t.Fatal(err)
	}
	var current atomic.Pointer[http.Handler]
	v.change = func(site http.Handler) { current.Store(&site) }
	v.change(v.site)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*current.Load()).ServeHTTP(w, r)
	}))
	v.page = strings.Replace(page.URL, "127.0.0.1", "localhost", 1) + "/"
	v.t.Cleanup(func() {
		v.emu.Close()
		for _, s := range append(servers, page) {
			s.CloseClientConnections()
			s.Close()
		}
	})
}

// remember keeps the codes of errors in the order they came.
const remember = `document.addEventListener('openrouter-error', event => (window.errors ??= []).push(event.detail.code))`

// signIn walks from the button to the page that has a key.
func (v *visit) signIn() {
	v.t.Helper()
	v.Click(button)
	v.Wait(onConsent)
	v.Click(authorize)
	v.Wait(loaded)
}

// signInFrom walks the same way from a button elsewhere on the page, and checks
// that people come back to where they were.
func (v *visit) signInFrom(button, section string) {
	v.t.Helper()
	v.Run(`addEventListener('pagehide', () => { sessionStorage.left = scrollY })`)
	v.Click(button)
	v.Wait(onConsent)
	v.Click(authorize)
	v.Wait(loaded)
	v.Wait(`document.activeElement.id === '` + section + `-title'`)
	if moved := v.text(`scrollY - sessionStorage.left`); moved != "0" || v.text(`scrollY > 200`) != "true" {
		v.t.Errorf("who comes back to %s finds the page moved by %s pixels", section, moved)
	}
}

// ask sends a message to a model and waits until the answer is over.
func (v *visit) ask(model, question string) {
	v.t.Helper()
	v.send(model, question)
	v.Wait(idle)
}

func (v *visit) send(model, question string) {
	v.t.Helper()
	v.choose(model)
	v.Run(`document.querySelector('#prompt').value = ` + quote(question))
	v.Click("#send")
}

// choose chooses a model by its id, unless it is chosen already.
func (v *visit) choose(model string) {
	v.t.Helper()
	if v.text(`window.chosen`) == model {
		return
	}
	v.Click("#model")
	v.Run(`document.querySelector('#model').select()`)
	v.Press(model)
	v.Wait(`[...document.querySelectorAll('#models .id')].some(id => id.textContent === ` + quote(model) + `)`)
	v.Run(`[...document.querySelectorAll('#models .id')].find(id => id.textContent === ` + quote(model) + `).click()`)
	v.Run(`window.chosen = ` + quote(model))
}

// cleanAddress checks that nothing of a callback is left in the address bar.
func (v *visit) cleanAddress() {
	v.t.Helper()
	if at := v.URL(); at != v.page {
		v.t.Errorf("the address bar says %s", at)
	}
}

// text evaluates an expression to text.
func (v *visit) text(expression string) string {
	v.t.Helper()
	return chromiumtest.Eval[string](v.Tab, "String("+expression+" ?? '')")
}

// beside opens the page in another tab of the same person.
func (v *visit) beside() *visit {
	v.t.Helper()
	other := *v
	other.Tab = v.NewTab()
	other.Navigate(v.page)
	return &other
}
