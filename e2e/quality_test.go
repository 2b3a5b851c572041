package e2e

import (
	"fmt"
	"os"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// axe-core finds nothing on the page, in either theme, signed out and in.
func TestAxe(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.axe("signed out", "document")
	v.signIn()
	v.axe("signed in", "document")
	v.ask("emulator/echo", "well?")
	v.ask("emulator/key-limit", "and now?")
	v.Click("#model")
	v.Wait(modelsOpen)
	v.axe("asked, and about to choose another model", "['#key', '#try']") // the rest is as before
	v.Press(chromiumtest.Escape)
	for step := 2; step <= 5; step++ {
		v.open(step)
		v.axe(fmt.Sprintf("step %d", step), "'#inspect'")
	}
	v.Click("#trouble [value=denied]")
	v.Click("#watch")
	v.Wait(`!!document.querySelector('.failure')`)
	v.axe("denied", "document")
}

// axe has axe-core look at the page, or at a part of it, in both themes: in the
// second by the rules that look at colours, for the others see what they saw.
func (v *visit) axe(state, within string) {
	v.t.Helper()
	const oracle = "../button/testdata/tailwind"
	axe, err := os.ReadFile(oracle + "/node_modules/axe-core/axe.min.js")
	if err != nil {
		v.t.Fatalf("run npm ci --prefix button/testdata/tailwind, or make setup: %v", err)
	}
	v.Run(string(axe))
	for _, theme := range []struct{ scheme, rules string }{
		{"light", `rules: {'target-size': {enabled: true}}`},
		{"dark", `runOnly: ['color-contrast', 'link-in-text-block']`},
	} {
		// Reduced motion: no colour is on its way to another.
		v.Media("prefers-color-scheme", theme.scheme, "prefers-reduced-motion", "reduce")
		v.Run(`Promise.allSettled(document.getAnimations().filter(a => a.timeline instanceof DocumentTimeline).map(a => a.finished))`)
		// axe is not sure of the colours of what lies over a gradient.
		found := chromiumtest.Eval[[]string](v.Tab, `axe.run(`+within+`, {`+theme.rules+`, resultTypes: ['violations', 'incomplete'], preload: false}).then(({violations, incomplete, passes}) =>
			passes.some(({id}) => id === 'color-contrast')
			? [...violations, ...incomplete.filter(({id}) => id !== 'color-contrast')].flatMap(({id, help, nodes}) =>
				nodes.map(({html, failureSummary}) => id + ': ' + help + ': ' + html + ' ' + failureSummary))
			: ['axe did not look at colours'])`)
		for _, finding := range found {
			v.t.Errorf("%s, %s: %s", state, theme.scheme, finding)
		}
	}
}

// From the narrowest phone to the widest screen nothing is cut off, and nothing
// moves while the page loads.
func TestWidths(t *testing.T) {
	t.Parallel()
	v := newVisit(t, watchShifts)
	load := func(state string) {
		t.Helper()
		for _, width := range []int64{320, 375, 640, 768, 1024, 1600, 2560} {
			v.Viewport(width, 900)
			v.Reload()
			v.Wait(state)
			v.Wait(`document.querySelectorAll('#snippet [role=tab]').length > 1`)
			v.nothingCut(width)
			v.nothingCovered(width)
			v.fits()
			v.still()
		}
	}
	load(signedOut)
	v.signIn()
	load(loaded)
}

// Nothing of the page is shown before all of it is read: parts that come one
// after another would push each other about.
func TestFirstPaint(t *testing.T) {
	t.Parallel()
	v := newLook(t, `new MutationObserver((_, watch) => {
		if (!document.querySelector('footer')) return
		window.whole = performance.now()
		watch.disconnect()
	}).observe(document, {childList: true, subtree: true})`)
	v.SlowCPU(20)
	v.Reload()
	v.Wait(signedOut + ` && performance.getEntriesByType('paint').length > 0`)
	if early := chromiumtest.Eval[float64](v.Tab, `window.whole - performance.getEntriesByType('paint')[0].startTime`); early > 0 {
		t.Errorf("something is painted %.0f ms before all is read", early)
	}
}

// nothingCut finds what is cut off without a way to scroll to it, or a fade that
// tells of one.
func (v *visit) nothingCut(width int64) {
	v.t.Helper()
	cut := chromiumtest.Eval[[]string](v.Tab, `[...document.querySelectorAll('main *')].filter(e => {
		const scrolls = e.closest('.log, pre, .tabs, .sheet, nav, .unseen, svg, option')
		const box = e.getBoundingClientRect()
		return !scrolls && box.width && (box.right > innerWidth + 1 || box.left < -1)
	}).map(e => e.outerHTML.slice(0, 80))`)
	if len(cut) > 0 {
		v.t.Errorf("at %d pixels these are cut off: %q", width, cut)
	}
	// A fade is drawn for what is scrolled or laid out a frame later.
	hard := chromiumtest.Eval[[]string](v.Tab, `(async () => {
		const hard = () => [...document.querySelectorAll('.tabs, .code pre, .sheet, nav')].filter(e =>
			e.scrollWidth - e.scrollLeft > e.clientWidth + 1 && getComputedStyle(e).getPropertyValue('--after') > 0.5)
		for (let frame = 0; frame < 100 && hard().length; frame++)
			await new Promise(next => { requestAnimationFrame(next); setTimeout(next, 50) })
		return hard().map(e => e.outerHTML.slice(0, 80))
	})()`)
	if len(hard) > 0 {
		v.t.Errorf("at %d pixels nothing tells that there is more of these: %q", width, hard)
	}
}

// nothingCovered finds what shows of the key and has the card to sign in over it.
func (v *visit) nothingCovered(width int64) {
	v.t.Helper()
	covered := chromiumtest.Eval[[]string](v.Tab, `(card => [...document.querySelectorAll('#account :is(code, dt, dd, p, button, a)')].filter(e => {
		const box = e.getBoundingClientRect()
		return e.checkVisibility({visibilityProperty: true}) && box.left < card.right && box.right > card.left && box.top < card.bottom && box.bottom > card.top
	}).map(e => e.outerHTML.slice(0, 80)))(document.querySelector('#key .gate-note').getBoundingClientRect())`)
	if len(covered) > 0 {
		v.t.Errorf("at %d pixels these are covered: %q", width, covered)
	}
}

// maxTransferred is how many bytes all of the page may take on the wire.
const maxTransferred = 60_000

// The page is light, asks nobody else, and no script keeps its first paint
// waiting.
func TestWeight(t *testing.T) {
	t.Parallel()
	v := newLook(t)
	v.Run(`new Promise(resolve => document.readyState === 'complete' ? resolve() : addEventListener('load', resolve))`)
	type entry struct {
		Name, Blocks string
		Bytes        int
	}
	entries := chromiumtest.Eval[[]entry](v.Tab, `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
		.map(e => ({Name: new URL(e.name).pathname, Blocks: e.renderBlockingStatus ?? '', Bytes: e.transferSize}))`)
	total := 0
	for _, e := range entries {
		total += e.Bytes
		if e.Blocks == "blocking" && e.Name != "/page.css" && e.Name != "/orkey.css" {
			t.Errorf("%s keeps the first paint waiting", e.Name)
		}
	}
	t.Logf("%d bytes in %d requests: %v", total, len(entries), entries)
	if total > maxTransferred || total < 10_000 {
		t.Errorf("%d bytes are transferred, %d is the limit", total, maxTransferred)
	}
	v.ownOriginsOnly()
}

// With the keyboard alone somebody chooses a look, finds its code and copies it.
func TestLookByKeyboard(t *testing.T) {
	t.Parallel()
	v := newLook(t, `navigator.clipboard.writeText = async text => { window.copied = text }`)
	tabTo(v, `document.activeElement.name === 'variant'`)
	v.Press(chromiumtest.ArrowRight)
	v.attribute("variant", "minimal", "minimal", ` variant="minimal"`)
	tabTo(v, `document.activeElement.name === 'label'`)
	v.Press("Connect")
	tabTo(v, `document.activeElement.name === 'disabled'`)
	v.Press(chromiumtest.Space)
	v.Wait(specimen + `.hasAttribute('disabled')`)
	tabTo(v, `document.activeElement.matches('#snippet [role=tab]')`)
	v.Press(chromiumtest.ArrowRight)
	v.Wait(`document.activeElement.value === 'react' && document.activeElement.ariaSelected === 'true'`)
	tabTo(v, `document.activeElement.matches('#snippet .copy')`)
	v.Press(chromiumtest.Enter)
	v.Wait(`window.copied?.includes('<openrouter-sign-in variant="minimal" label="Connect" disabled />')`)
	v.Wait(`document.activeElement.textContent === 'Copied'`)
	// One stop for the whole sheet.
	stops := 0
	tabTo(v, `document.activeElement.name === 'sheet'`)
	for ; chromiumtest.Eval[bool](v.Tab, `document.activeElement.name === 'sheet'`); stops++ {
		v.Press(chromiumtest.TabKey)
	}
	if stops != 1 {
		t.Errorf("the sheet has %d stops", stops)
	}
	v.NoErrors()
}

// The switch of the theme is remembered, and heeded before the first paint.
func TestThemeSwitch(t *testing.T) {
	t.Parallel()
	v := newLook(t, `document.addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => { window.first = getComputedStyle(document.body).backgroundColor }))`)
	v.Media("prefers-color-scheme", "light")
	grounds := map[string]string{}
	for _, theme := range []string{"dark", "light", "auto"} {
		v.Click(`[name=page-theme][value=` + theme + `]`)
		grounds[theme] = v.text(`getComputedStyle(document.body).backgroundColor`)
		v.Reload()
		v.Wait(signedOut + ` && window.first !== undefined`)
		if first := v.text(`window.first`); first != grounds[theme] {
			t.Errorf("%s begins with %s, want %s", theme, first, grounds[theme])
		}
		if checked := v.text(`document.querySelector('[name=page-theme]:checked').value`); checked != theme {
			t.Errorf("%s is shown as %s", theme, checked)
		}
	}
	if grounds["dark"] == grounds["light"] || grounds["auto"] != grounds["light"] {
		t.Errorf("the grounds are %v", grounds)
	}
	v.NoErrors()
}
