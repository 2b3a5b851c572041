package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// keepStill keeps a page where it is when it is loaded again: it would scroll to
// where it was some time later, away under the mouse.
const keepStill = `history.scrollRestoration = 'manual'`

// everyButton is that the page offers each of its buttons.
const everyButton = `[...document.querySelectorAll('openrouter-sign-in')].every(element => element.shadowRoot.querySelector('button').checkVisibility())`

// What the inspector says of a failure: a row of it, and whether somebody sees the
// whole of it without scrolling, and nothing over it.
const (
	failureRow   = `document.querySelector('.failure > :nth-child(%d) dd').textContent`
	failureShows = `(failure => {
		const {left, right, top, bottom} = failure.getBoundingClientRect()
		return [[left, top], [right, top], [left, bottom], [right, bottom]].every(([x, y]) =>
			failure.contains(document.elementFromPoint(x + Math.sign(left + right - 2 * x) * 10, y + Math.sign(top + bottom - 2 * y) * 10)))
	})(document.querySelector('.failure'))`
)

// Every switch makes its step fail, once, by the error that an app gets when that
// happens to its people, and a telephone shows at once which. One after the other, in
// the same tab.
func TestInspectorTroubles(t *testing.T) {
	t.Parallel()
	type trouble struct {
		name, code string
		step       int
		asked      bool              // they get to the consent page, and authorize
		says       map[string]string // of its step, beside the error
	}
	for button, troubles := range map[string][]trouble{
		"#watch": {
			{"denied", "denied", 3, false, map[string]string{"the callback": "?error=access_denied", "that nobody was asked": "the emulator answered as if you had pressed Deny"}},
			{"state", "state_mismatch", 3, true, map[string]string{"the comparison": "The state is not the one that was sent", "the end of the verifier": "openrouter_code_verifier removed"}},
			{"expired", "code_rejected", 4, true, map[string]string{"the answer": `400, application/json`, "its words": "Invalid code"}},
			{"verifier", "code_rejected", 4, true, map[string]string{"the comparison": "The verifier in it is not the one of the challenge", "its words": "Invalid code", "what stopped it": "This page says PKCE stopped this"}},
			{"error", "unavailable", 4, true, map[string]string{"the answer": `500, application/json`}},
			{"hang", "timeout", 4, true, map[string]string{"that nothing came": "Nothing: given up waiting"}},
			{"offline", "unavailable", 4, true, map[string]string{"that nothing came": "Was to be sent POST", "that it got nowhere": "Nothing: there was no connection"}},
			{"blocked", "storage", 1, false, map[string]string{"that nothing was made": "Verifier not made", "that nothing was kept": "openrouter_attempt not kept"}},
			{"full", "storage", 5, true, map[string]string{"that nothing is kept": "openrouter_api_key not kept", "why": "The storage of this site is full, so the key could not be kept"}},
		},
		"#watch-window": {
			{"denied", "denied", 3, false, nil},
			{"state", "state_mismatch", 3, true, nil},
			{"verifier", "code_rejected", 4, true, nil},
			{"blocked", "storage", 5, true, map[string]string{"why": "This browser blocks site data, so the key could not be kept"}},
		},
	} {
		t.Run(button[1:], func(t *testing.T) {
			t.Parallel()
			v := newVisit(t, keepStill)
			v.Viewport(375, 667)
			const next = `document.querySelector('#trouble-note').textContent`
			begin := func(asked bool) {
				consent := v.Tab
				switch {
				case button == "#watch":
					v.Click(button)
				case asked:
					consent = v.Popup(func() { v.Click(button) })
				default: // it closes at once
					v.Click(button)
				}
				if asked {
					consent.Wait(onConsent)
					consent.Click(authorize)
				}
			}
			for _, tc := range troubles {
				v.Click(fmt.Sprintf("#trouble [value=%q]", tc.name))
				v.Wait(fmt.Sprintf(next+`.includes('tep %d')`, tc.step))
				begin(tc.asked)
				if tc.name == "hang" { // it is watched meanwhile
					v.Wait(`document.querySelector('#step-4[data-progress=now]')?.ariaSelected === 'true' && !!document.querySelector('#facts-4:not([hidden]) .wire')`)
				}
				failed := fmt.Sprintf(`document.querySelector('#step-%d')?.dataset.progress === 'failed' && !!document.querySelector('#facts-%[1]d:not([hidden]) .failure')`, tc.step)
				v.Wait(failed + ` && ` + failureShows)
				for step := 1; step <= 5; step++ {
					got := v.text(fmt.Sprintf(`document.querySelector('#step-%d').dataset.progress`, step))
					if step < tc.step && got != "done" || step > tc.step && got != "waiting" {
						t.Errorf("%s: step %d is %s", tc.name, step, got)
					}
				}
				text := v.facts(tc.step)
				v.says(tc.step, text, tc.says)
				v.says(tc.step, text, map[string]string{"the code of the error": "The module says " + tc.code + " Sign-in", "what to do": "In your app "})
				for row := 1; row <= 3; row++ {
					if got := v.text(fmt.Sprintf(failureRow, row)); got == "" {
						t.Errorf("%s: row %d says nothing", tc.name, row)
					}
				}
				if got := v.text(problem); got != "" {
					t.Errorf("%s: the page says it a second time: %s", tc.name, got)
				}
				v.cleanAddress()
				v.noKey()
				v.Wait(signedOut + ` && ` + everyButton)

				name := v.text(fmt.Sprintf(`document.querySelector('#trouble [value=%q]').parentElement.textContent.trim()`, tc.name))
				if got := v.text(`document.querySelector('#watched').textContent`); !strings.Contains(got, fmt.Sprintf("failed in step %d with “%s” switched on", tc.step, name)) {
					t.Errorf("%s: it says %q", tc.name, got)
				}

				// The switch is off again, and says so; what has failed is still there to be read.
				if on := v.text(switched) + v.text(`sessionStorage.orkey_trouble`); on != "" {
					t.Errorf("%s is still switched on", on)
				}
				if got := v.text(next); !strings.Contains(got, "by itself") {
					t.Errorf("%s: of the next sign-in it says %q", tc.name, got)
				}
				v.Reload()
				v.Wait(failed + ` && ` + signedOut)
			}
			begin(true)
			v.Wait(loaded + ` && ` + allDone + ` && !document.querySelector('.failure') && ` + next + `.includes('Nothing goes wrong')`)
			for _, key := range v.emu.Keys() {
				if key.Label != "orkey demo" {
					t.Errorf("a key is called %s", key.Label)
				}
			}
		})
	}
}

// A storage that is blocked for the next sign-in only looks as if nobody were signed
// in, and one that is full leaves who was signed in as they were; and what failed is
// told of a callback that was not begun in this tab.
func TestInspectorElsewhere(t *testing.T) {
	t.Parallel()
	v := newVisit(t, clipboard)
	v.signIn()
	v.Wait(allDone)
	v.Click(`#trouble [value=blocked]`)
	v.Wait(signedOut + ` && ` + allDone)
	v.Click(`#trouble [value=""]`)
	v.Wait(signedIn + ` && ` + allDone)

	const who = `localStorage.openrouter_api_key + localStorage.openrouter_user_id`
	before := v.text(who)
	v.Click(`#trouble [value=full]`)
	window := v.Popup(func() { v.Click("#watch-window") })
	window.Wait(onConsent)
	window.Click(authorize)
	v.Wait(`!!document.querySelector('#facts-5:not([hidden]) .failure') && ` + loaded)
	if v.text(who) != before {
		t.Error("a key that could not be kept took another's place")
	}
	v.Click("#key-show ~ .copy")
	if v.text(`window.copied`) != v.text(`localStorage.openrouter_api_key`) {
		t.Error("the page uses the key that could not be kept")
	}

	// What did not come to pass stays switched on.
	v.Click(`#trouble [value=hang]`)
	window = v.Popup(func() { v.Click("#watch-window") })
	window.Wait(onConsent)
	window.Click(deny)
	v.Wait(`document.querySelector('#facts-3:not([hidden]) .failure')?.textContent.includes('denied') && ` + switched + ` === 'hang'`)
	if got := v.text(`document.querySelector('#watched').textContent`); !strings.HasSuffix(got, "failed in step 3.") {
		t.Errorf("it says %q", got)
	}

	other := v.beside()
	other.Navigate(v.page + "?code=" + "stolen-from-another-tab" + "&state=orkey-of-another-tab")
	other.Wait(progress + ` === 'unseen unseen failed waiting waiting'`)
	other.Wait(`document.querySelector('#facts-3 .failure')?.textContent.includes('attempt_missing')`)
	if text := other.text(allText); text == "" || len(text) < 1000 {
		t.Fatal("the page is empty")
	} else if at := other.URL(); at != v.page {
		t.Errorf("the address is still %s", at)
	}
	other.NoErrors()
	if !chromiumtest.Eval[bool](v.Tab, signedIn) {
		t.Error("that has signed somebody out")
	}
}
