package e2e

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// The whole walk of a person, from the click to the answer, in one tab and
// seen from another.
func TestSignInAndChat(t *testing.T) {
	t.Parallel()
	v := newVisit(t, watchShifts)
	v.Click(button)
	v.Wait(onConsent)
	if label := v.text(`document.querySelector('[name=key_label]').value`); label != "orkey demo" {
		t.Errorf("the key would be called %q", label)
	}
	v.Click("#limit")
	v.Press("2.50")
	v.Click(authorize)
	v.Wait(loaded)
	v.cleanAddress()
	v.still()

	for field, want := range map[string]string{"user": "user_facadeAda0000000000000000", "usage": "$0.00", "left": "$2.50"} {
		if got := v.text(`document.querySelector('[data-field=` + field + `]').textContent.trim()`); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	hash := v.emu.Keys()[0].Hash
	for link, want := range map[string]string{"logs": "/logs?api_key_hash=" + hash, "settings": "/keys/" + hash} {
		if got := v.text(`document.querySelector('[data-link=` + link + `]').href`); got != v.emuURL+want {
			t.Errorf("link to %s is %q", link, got)
		}
	}
	if shown := v.text(`document.querySelector('[data-field=key]').textContent`); !strings.HasPrefix(shown, "sk-or-v1-fac...") || len(shown) > 20 {
		t.Errorf("the key shows as %q", shown)
	}

	v.Click("#prompt")
	v.Press("What opens every door?")
	v.Click("#send")
	v.Wait(lastReply + `?.ariaBusy === 'false'`)
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "What opens every door?") {
		t.Errorf("the answer is %q", reply)
	}
	if spoken := v.text(`document.querySelector('#spoken').textContent`); !strings.Contains(spoken, "What opens every door?") {
		t.Errorf("a screen reader hears %q", spoken)
	}
	v.Wait(`document.querySelector('[data-field=usage]').textContent !== '$0.00'`)

	// A second tab is signed in too, and signs both out.
	second := v.beside()
	second.Wait(loaded)
	second.Click("#sign-out")
	second.Wait(signedOut)
	v.Wait(signedOut)
	if left := v.text(`localStorage.getItem('openrouter_api_key')`); left != "" {
		t.Error("the key is still there after signing out")
	}
	if text := v.text(`document.querySelector('#log').innerText`); strings.Contains(text, "door") {
		t.Error("the conversation is still there after signing out")
	}
	v.NoErrors()
	second.NoErrors()
	v.ownOriginsOnly()
}

// A key that is signed in elsewhere shows here at once.
func TestSignInElsewhere(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	second := v.beside()
	second.Wait(signedOut)
	second.signInFrom("#key .gate-note openrouter-sign-in >>> button", "key")
	v.Wait(loaded)
	v.ask("emulator/echo", "hello from the first tab")
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "hello from the first tab") {
		t.Errorf("the answer is %q", reply)
	}
}

// The page is loaded, left and come back to; each time the person is who they
// were.
func TestReloadAndBack(t *testing.T) {
	t.Parallel()
	v := newVisit(t, watchShifts)
	v.signInFrom("#specimen >>> button", "look")
	v.still()
	v.Reload()
	v.Wait(loaded)
	v.Back()
	v.Wait(onConsent)
	v.Forward()
	v.Wait(loaded)
	v.cleanAddress()
	if keys := len(v.emu.Keys()); keys != 1 {
		t.Errorf("%d keys were made", keys)
	}
}

// By keyboard alone.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	tabTo(v, `document.activeElement.tagName === 'OPENROUTER-SIGN-IN'`)
	v.Press(chromiumtest.Enter)
	v.Wait(onConsent)
	tabTo(v, `document.activeElement.value === 'authorize'`)
	v.Press(chromiumtest.Enter)
	v.Wait(loaded)
	tabTo(v, `document.activeElement.matches('.chip')`)
	v.Press(chromiumtest.Enter)
	v.Wait(`document.querySelectorAll('.reply').length === 1 && ` + idle)
	v.Wait(`document.activeElement.id === 'prompt'`)
	v.Press("and again")
	v.Press(chromiumtest.Enter)
	v.Wait(`document.querySelectorAll('.reply').length === 2 && ` + idle + ` && ` + lastReply + `.innerText.includes('and again')`)
	tabTo(v, `document.activeElement.id === 'sign-out'`)
	v.Press(chromiumtest.Enter)
	v.Wait(signedOut + ` && document.activeElement.id === 'key-title'`)
	tabTo(v, `document.activeElement.tagName === 'OPENROUTER-SIGN-IN'`)
}

// tabTo presses Tab until the focus is where it should get to.
func tabTo(v *visit, there string) {
	v.t.Helper()
	for range 150 { // once round the page
		if chromiumtest.Eval[bool](v.Tab, there) {
			return
		}
		v.Press(chromiumtest.TabKey)
	}
	v.t.Fatalf("the Tab key does not lead to %s", there)
}

// Nothing is cut off and nothing moves, however narrow the window.
func TestNarrow(t *testing.T) {
	t.Parallel()
	v := newVisit(t, watchShifts)
	v.Viewport(320, 640)
	v.Reload()
	v.Wait(signedOut)
	v.fits()
	v.still()
	v.signIn()
	v.fits()
	v.still()
	v.ask("emulator/echo", strings.Repeat("unbreakable", 12))
	v.fits()
	v.Reload()
	v.Wait(loaded)
	v.fits()
	v.still()
}

// fits checks that nobody has to scroll sideways.
func (v *visit) fits() {
	v.t.Helper()
	if wide := chromiumtest.Eval[int](v.Tab, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		v.t.Errorf("%d pixels too wide", wide)
	}
}

// still checks that nothing moved while the page loaded.
func (v *visit) still() {
	v.t.Helper()
	if moved := chromiumtest.Eval[float64](v.Tab, `window.shifts`); moved > 0 {
		v.t.Errorf("the layout shifted by %v: %s", moved, v.text(`window.shifted`))
	}
}

// stillBesideLabels is still, but for what is inside buttons alone: their labels,
// which say something else when somebody has signed in.
func (v *visit) stillBesideLabels() {
	v.t.Helper()
	if moved := chromiumtest.Eval[float64](v.Tab, `window.shifts - window.labelShifts`); moved > 0 {
		v.t.Errorf("the layout shifted by %v: %s", moved, v.text(`window.shifted`))
	}
}

// watchShifts adds up layout shifts that nobody's input asked for. A node in a
// button's shadow tree is not told.
const watchShifts = `window.shifts = window.labelShifts = 0; new PerformanceObserver(list => {
	for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
		window.shifts += entry.value;
		if (entry.sources.every(source => !source.node)) window.labelShifts += entry.value;
		window.shifted = entry.sources.map(source => source.node?.outerHTML.slice(0, 80) + JSON.stringify([source.previousRect, source.currentRect])).join(' ');
	}
}).observe({type: 'layout-shift', buffered: true})`

func TestReducedMotion(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.Media("prefers-reduced-motion", "reduce")
	v.signIn()
	v.send("emulator/hang", "wait")
	v.Wait(`!` + idle)
	// What only a hand that scrolls moves is no motion.
	if running := chromiumtest.Eval[int](v.Tab, `document.getAnimations({subtree: true}).filter(a => a.timeline instanceof DocumentTimeline).length`); running > 0 {
		t.Errorf("%d animations run", running)
	}
	v.Click("#stop")
	v.Wait(idle)
}

// ownOriginsOnly checks that the page asked nobody else for anything.
func (v *visit) ownOriginsOnly() {
	v.t.Helper()
	for _, origin := range chromiumtest.Eval[[]string](v.Tab, `[...new Set(performance.getEntriesByType('resource').map(e => new URL(e.name).origin + '/'))]`) {
		if origin != v.page && origin != v.emuURL+"/" {
			v.t.Errorf("the page asked %s", origin)
		}
	}
}
