package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// hasty makes time limits a hundred times shorter, from hurry until noHurry:
// what must be answered in between has the whole time.
const (
	hasty = `{
	const limit = AbortSignal.timeout, timer = setTimeout
	const shorten = ms => ms >= 10000 && sessionStorage.hurry ? ms / 100 : ms
	AbortSignal.timeout = ms => limit.call(AbortSignal, shorten(ms))
	window.setTimeout = (f, ms, ...more) => timer(f, shorten(ms), ...more)
}`
	hurry   = `sessionStorage.hurry = 'yes'`
	noHurry = `delete sessionStorage.hurry`
)

// otherVerifier has another verifier than the one the challenge was made of,
// until all is well.
const otherVerifier = `if (location.search.includes('code=') && !sessionStorage.well) {
	const other = 'x'.repeat(43), verifier = sessionStorage.openrouter_code_verifier
	for (const name of Object.keys(sessionStorage)) sessionStorage[name] = sessionStorage[name].replaceAll(verifier, other)
}`

// However a sign-in fails, the page says so in words of its own, the address
// bar is clean, nothing is stored, and the button works.
func TestSignInErrors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		code    string // of the error
		decide  string // what is clicked on the consent page
		label   string // name for the key, by which the emulator plays faults
		fault   *orkeytest.Fault
		scripts []string
	}{
		{name: "denied", code: "denied", decide: deny},
		{name: "wrong verifier", code: "code_rejected", scripts: []string{otherVerifier}},
		{name: "expired code", code: "code_rejected", label: "emulator:expired-code"},
		{name: "500", code: "unavailable", fault: &orkeytest.Fault{Status: 500}},
		{name: "hang", code: "timeout", fault: &orkeytest.Fault{Hang: true}, scripts: []string{hasty}},
		{name: "reset", code: "unavailable", fault: &orkeytest.Fault{ResetConnection: true}},
		{name: "HTML body", code: "malformed", fault: &orkeytest.Fault{Status: 200, Body: "<html><b>hello</b></html>", ContentType: "text/html"}},
		{name: "HTML error", code: "unavailable", label: "emulator:exchange-html"},
		{name: "no key", code: "malformed", label: "emulator:exchange-empty"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := newVisit(t, append(tc.scripts, watchShifts)...)
			if tc.fault != nil {
				// Without end: a browser sends a request again that was reset.
				tc.fault.Path, tc.fault.Method, tc.fault.Serve = "/api/v1/auth/keys", "POST", -1
				v.emu.Inject(*tc.fault)
			}
			v.Run(hurry)
			v.Click(button)
			v.Wait(onConsent)
			if tc.label != "" {
				v.Run(`document.querySelector('[name=key_label]').value = ` + quote(tc.label))
			}
			if tc.decide == "" {
				tc.decide = authorize
			}
			v.Click(tc.decide)
			v.Wait(signedOut + ` && ` + problem + ` !== ''`)

			// Every button of the page tells it.
			if codes := slices.Compact(chromiumtest.Eval[[]string](v.Tab, `window.errors`)); len(codes) != 1 || codes[0] != tc.code {
				t.Errorf("errors are %q, want %q", codes, tc.code)
			}
			t.Logf("it says: %s", v.text(problem))
			v.Wait(fmt.Sprintf(failureRow, 2) + ` === ` + problem) // what it says of the page is what the page says
			if calm := v.text(`document.querySelector('#toast .notice').classList.contains('calm')`) == "true"; calm != (tc.code == "denied") {
				t.Errorf("it is said calmly: %v", calm)
			}
			v.cleanAddress()
			v.noKey()
			v.still()
			if role := v.text(`document.querySelector('#toast .notice').closest('[role=alert]').role`); role != "alert" {
				t.Error("a screen reader is told nothing")
			}
			if text := v.text(`[...document.querySelectorAll('openrouter-sign-in')].map(e => e.shadowRoot.querySelector('[role=alert]').textContent).join('')`); text != "" {
				t.Errorf("the element says it a second time: %s", text)
			}

			// Try again. The page that comes back spoils nothing.
			for _, rule := range v.emu.Rules() {
				rule.Remove()
			}
			v.Run(noHurry)
			v.Run(`sessionStorage.well = 'yes'`)
			v.Click(button)
			v.Wait(onConsent)
			v.Click(authorize)
			v.Wait(loaded)
			if left := v.text(problem); left != "" {
				t.Errorf("still there: %s", left)
			}
		})
	}
}

func (v *visit) noKey() {
	v.t.Helper()
	for _, where := range []string{"localStorage.openrouter_api_key", "sessionStorage.openrouter_code_verifier"} {
		if v.text(where) != "" {
			v.t.Errorf("%s is still there", where)
		}
	}
}
