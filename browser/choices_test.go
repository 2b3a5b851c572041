package browser_test

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A value that is none of an attribute's gives the default, and the console is
// told once which there are, whatever happens to the element afterwards.
func TestBadValues(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in variant=fancy size=huge logo=top theme=sepia mode=tab signed-in=menu2 label="as you like" disabled=no></openrouter-sign-in>
		<openrouter-sign-in variant=default size=default logo=left theme=auto mode=redirect signed-in=hidden label></openrouter-sign-in>`, "")
	tab := s.open(t, "/")
	tab.Wait(signedOut)
	tab.Run(`(() => {
		const one = element()
		one.toggleAttribute('disabled')
		one.toggleAttribute('loading')
		one.toggleAttribute('loading')
		one.remove()
		document.body.prepend(one)
	})()`)
	var warnings []string
	for _, message := range tab.Console() {
		if said, ok := strings.CutPrefix(message, "warning: openrouter-sign-in "); ok {
			warnings = append(warnings, said)
		}
	}
	want := `variant fancy is none of default minimal branded icon cta
size huge is none of default sm lg xl
logo top is none of left right none
theme sepia is none of auto light dark
mode tab is none of redirect popup
signed-in menu2 is none of hidden menu`
	if got := strings.Join(warnings, "\n"); got != want {
		t.Errorf("the console was told\n%s\nwant\n%s", got, want)
	}
	const look = `[...document.querySelectorAll('openrouter-sign-in')].map(one => {
		one.label = one.removeAttribute('label')
		const {backgroundColor, color, fontSize, width, height} = getComputedStyle(one.shadowRoot.querySelector('button'))
		return [backgroundColor, color, fontSize, width, height].join()
	})`
	if got := chromiumtest.Eval[[]string](tab, look); got[0] != got[1] {
		t.Errorf("bad values look like %s, the default like %s", got[0], got[1])
	}
	tab.Click(button)
	tab.Wait(onConsent) // in this window
}

// With signed-in="menu" the button stays, says so, and signs out, with the
// keyboard alone too. It keeps its focus.
func TestMenu(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in signed-in=menu>Mine</openrouter-sign-in>
		<openrouter-sign-in signed-in=menu label=Connect><b slot=signed-in>Out</b></openrouter-sign-in>
		<openrouter-sign-in></openrouter-sign-in>`, "")
	tab := s.open(t, "/")
	const texts = `[...document.querySelectorAll('openrouter-sign-in')].map(one => one.checkVisibility() &&
		one.shadowRoot.querySelector('slot').assignedNodes({flatten: true}).map(node => node.textContent).join()).join('|')`
	tab.Wait(texts + ` === 'Mine|Connect|Sign in with OpenRouter'`)
	tab.Press(chromiumtest.TabKey + chromiumtest.Enter)
	tab.Wait(onConsent)
	tab.Press(strings.Repeat(chromiumtest.TabKey, 20)) // to no button in particular
	tab.Click(authorize)
	all(tab, signedIn, texts+` === 'Signed in · sign out|Out|false'`)
	tab.Press(chromiumtest.TabKey + chromiumtest.Space)
	all(tab, signedOut, texts+` === 'Mine|Connect|Sign in with OpenRouter'`, "said('signout').length === 3",
		"element() === document.activeElement")
	tab.NoErrors()
}

// Point 9: nothing of a session is in the markup, which a server may have
// rendered: frameworks find what they expect.
func TestMarkup(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in class=a></openrouter-sign-in><openrouter-sign-in signed-in=menu></openrouter-sign-in>`, "")
	tab := s.open(t, "/")
	tab.Wait(signedOut)
	const markup = "[...document.querySelectorAll('openrouter-sign-in')].map(one => one.outerHTML).join('')"
	before := chromiumtest.Eval[string](tab, markup)
	tab.Run("orkey.setApiKey('sk-or-v1-test')")
	tab.Reload()
	tab.Wait(signedIn)
	if after := chromiumtest.Eval[string](tab, markup); after != before {
		t.Errorf("signed in, the markup is\n%s, was\n%s", after, before)
	}
}

// Where the module blocks rendering, the first paint knows who is signed in: the
// person never sees "Sign in".
func TestFirstPaint(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<h1>An app</h1><openrouter-sign-in></openrouter-sign-in>`, "")
	s.head = `<script type=module async blocking=render src=/lib/orkey.min.js></script><style>openrouter-sign-in:not(:defined) { display: inline-block; width: 200px; height: 40px; background: red }</style>`
	s.csp = ""
	tab := s.open(t, "/")
	tab.Run("orkey.setApiKey('sk-or-v1-test')")
	tab.Before(`customElements.whenDefined('openrouter-sign-in').then(() => defined = performance.now())`)
	tab.Reload()
	tab.Wait(signedIn + " && performance.getEntriesByType('paint').length > 0")
	if !chromiumtest.Eval[bool](tab, "defined < performance.getEntriesByType('paint')[0].startTime && shown().display === 'none'") {
		t.Error("something was painted before the element was defined")
	}
}
