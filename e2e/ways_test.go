package e2e

import (
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// What the section of the ways in shows.
const (
	shownWays = `[...document.querySelectorAll('.way')].filter(e => e.checkVisibility()).map(e => e.dataset.way).join()`
	shownCode = `[...document.querySelectorAll('.way .files')].find(e => e.checkVisibility())`
	asked     = `document.querySelector('output')?.textContent === 'You said: What is a key?'`

	linkedButton = "a.openrouter-button"
)

// openWay opens the example of a way from the page, as a person would.
func (v *visit) openWay(way string) *visit {
	v.t.Helper()
	v.Click("#ways [value=" + way + "]")
	other := *v
	other.Tab = v.Popup(func() { v.Click("[data-way=" + way + "] .run a") })
	return &other
}

// authorizeBy walks from a link with the button to a page of the example.
func (v *visit) authorizeBy(button, until string) {
	v.t.Helper()
	v.Click(button)
	v.Wait(onConsent)
	v.Click(authorize)
	v.Wait(until)
	if at := v.text("location.search"); at != "" {
		v.t.Errorf("the address bar says %s", at)
	}
}

func (v *visit) askExample() {
	v.t.Helper()
	v.Wait(`document.querySelector('#ask')?.checkVisibility()`)
	v.Click("#ask input")
	v.Press("What is a key?" + chromiumtest.Enter)
	v.Wait(asked)
}

// Each example is where the page says, and signs in. None ends the session of
// another, although the cookies of localhost are those of all its ports.
func TestWaysRun(t *testing.T) {
	t.Parallel()
	v := newVisit(t)

	server := v.openWay("server")
	server.Wait(`location.origin === ` + quote(v.ways.Server) + ` && !!document.querySelector('a.openrouter-button')`)
	server.authorizeBy(linkedButton, `!!document.querySelector('#ask')`)
	server.askExample()

	gateway := v.openWay("gateway")
	gateway.Wait(`location.origin === ` + quote(v.ways.Gateway) + ` && !!document.querySelector('a.openrouter-button')`)
	gateway.authorizeBy(linkedButton, `document.body.innerText.includes('X-OpenRouter-User: user_facadeAda0000000000000000')`)

	alone := v.openWay("browser")
	alone.Wait(`location.href === ` + quote(v.page+"browser/") + ` && !!customElements.get('openrouter-sign-in')`)
	alone.authorizeBy(button, `!!localStorage.openrouter_api_key`)
	alone.askExample()

	v.Wait(loaded) // one origin, one key
	server.Reload()
	server.askExample()
	gateway.Reload()
	gateway.Wait(`document.body.innerText.includes('user_facadeAda')`)

	server.Click("form[action='/auth/logout'] button")
	server.Wait(`document.querySelector('h1').textContent === 'Signed out'`)
	gateway.Click("form[action='/_orkey/logout'] button")
	gateway.Wait(`location.pathname === '/_orkey/logout' || !!document.querySelector('a.openrouter-button')`)
	alone.Click(button)
	alone.Wait(`!localStorage.openrouter_api_key && !document.querySelector('#ask').checkVisibility()`)
	v.Wait(signedOut)

	// Behind the gateway, the app knows nobody.
	v.Navigate(v.ways.App)
	v.Wait(`document.body.innerText.includes('X-OpenRouter-User: nobody')`)
	for _, tab := range []*visit{v, server, gateway, alone} {
		tab.NoErrors()
	}
	if keys := v.emu.Keys(); len(keys) != 3 {
		t.Errorf("%d keys were made, want one for each example", len(keys))
	}
}

// With the keyboard alone somebody chooses a way, its file, and copies it.
func TestWaysByKeyboard(t *testing.T) {
	t.Parallel()
	v := newLook(t, `navigator.clipboard.writeText = async text => { window.copied = text }`)
	tabTo(v, `document.activeElement.name === 'way'`)
	if got := v.text(shownWays); got != "browser" {
		t.Errorf("at first it shows %q", got)
	}
	for _, way := range []string{"server", "terminal", "gateway", "browser", "server"} {
		v.Press(chromiumtest.ArrowRight)
		if got := v.text(shownWays); got != way {
			t.Errorf("it shows %q, want %q", got, way)
		}
	}
	tabTo(v, `document.activeElement.href === `+quote(v.ways.Server+"/"))
	tabTo(v, `document.activeElement.matches('[data-way=server] .files [role=tab]')`)
	v.Press(chromiumtest.ArrowRight)
	v.Wait(shownCode + `.querySelector('code').textContent.startsWith('<!doctype html>')`)
	tabTo(v, `document.activeElement.matches('[data-way=server] .files .copy')`)
	v.Press(chromiumtest.Enter)
	v.Wait(`window.copied?.startsWith('<!doctype html>') && window.copied.includes('Signed in as')`)
	// Of a terminal, what somebody types.
	v.Click("#ways [value=terminal]")
	v.Click("[data-way=terminal] .files .copy")
	v.Wait(`window.copied?.startsWith('export OPENROUTER_BASE_URL=` + v.emuURL + ` ORKEY_PROFILE=demo\norkey login --store file\norkey chat ')`)
	if copied := v.text("window.copied"); copied[len(copied)-len("\norkey logout\n"):] != "\norkey logout\n" {
		t.Errorf("it copies %q", copied)
	}
	v.NoErrors()
}

// Every way in, and the page of every example, is for everybody and at every width.
func TestWaysQuality(t *testing.T) {
	t.Parallel()
	v := newLook(t)
	for _, way := range []string{"server", "terminal", "gateway"} { // the first is that of TestAxe and TestWidths
		v.Viewport(1024, 900)
		v.Click("#ways [value=" + way + "]")
		v.axe(way, "'#ways'")
		for _, width := range []int64{320, 480, 768, 960, 1600, 2560} {
			v.Viewport(width, 900)
			v.nothingCut(width)
			v.fits()
		}
	}
	for _, at := range []string{v.page + "browser/", v.ways.Server, v.ways.Gateway, v.ways.App} {
		v.Viewport(320, 600)
		v.Navigate(at)
		v.fits()
		v.axe(at, "document")
	}
	v.Navigate(v.ways.Server)
	v.Click(linkedButton)
	v.Wait(onConsent)
	v.Click(authorize)
	v.Wait(`!!document.querySelector('#ask')`)
	v.askExample()
	v.fits()
	v.axe("signed in on the server", "document")
	v.NoErrors()
}
