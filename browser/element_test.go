package browser_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Point 8: inside a form the button submits nothing, for real clicks and keys.
func TestForm(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<form action=/submitted><input name=q><openrouter-sign-in disabled></openrouter-sign-in>
		<label>x <openrouter-sign-in id=two></openrouter-sign-in></label></form>`, "")
	tab := s.open(t, "/")
	tab.Click(button) // disabled
	tab.Run("document.querySelector('#two').focus()")
	tab.Press(chromiumtest.Space)
	tab.Wait(onConsent)
	tab.Back()
	tab.Wait(ready)
	tab.Click("#two >>> button")
	tab.Wait(onConsent)
	for _, record := range s.Requests() {
		if strings.Contains(record.Path, "submitted") {
			t.Error("the form was submitted")
		}
	}
}

// Point 8: an event that somebody passes on is not taken for a callback URL.
func TestEventAsArgument(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<button id=own>Sign in</button>`, "")
	tab := s.open(t, "/app?x")
	tab.Run("document.querySelector('#own').onclick = orkey.initiateOAuth")
	tab.Click("#own")
	tab.Wait(onConsent)
	if got := chromiumtest.Eval[string](tab, "new URLSearchParams(location.search).get('callback_url')"); got != s.page+"/app" {
		t.Errorf("the callback URL is %s", got)
	}
}

// Point 11: what the page asks for reaches the consent page and the key; the
// user id is kept.
func TestRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in key-label="A page" limit=2.5 class=x></openrouter-sign-in>`,
		"usageLimitType: 'weekly', expiresAt: '2099-01-02T03:04:05Z', keyLabel: 'not this one'")
	tab := s.open(t, "/")
	tab.Click(button)
	tab.Wait(onConsent)
	query := chromiumtest.Eval[map[string]string](tab, "Object.fromEntries(new URLSearchParams(location.search))")
	for name, want := range map[string]string{
		"callback_url": s.page + "/", "code_challenge_method": "S256", "key_label": "A page", "limit": "2.5",
		"usage_limit_type": "weekly", "expires_at": "2099-01-02T03:04:05Z",
	} {
		if query[name] != want {
			t.Errorf("%s is %q, want %q", name, query[name], want)
		}
	}
	if n := len(query["code_challenge"]); n != 43 || len(query) != 8 {
		t.Errorf("challenge of %d characters, %d parameters: %v", n, len(query), query)
	}
	tab.Click(authorize)
	tab.Wait(signedIn)
	key := s.Keys()[0]
	if key.Label != "A page" || key.Limit == nil || *key.Limit != 2.5 || key.LimitReset != "weekly" || key.ExpiresAt.Year() != 2099 {
		t.Errorf("the key is %+v", key)
	}
	if got := chromiumtest.Eval[string](tab, "orkey.getUserId()"); got != key.UserID {
		t.Errorf("the user id is %q, want %q", got, key.UserID)
	}
	links := chromiumtest.Eval[map[string]string](tab, "orkey.keyLinks()")
	if links["logs"] != s.URL+"/logs?api_key_hash="+key.Hash || links["settings"] != s.URL+"/keys/"+key.Hash {
		t.Errorf("the links are %v, the hash is %s", links, key.Hash)
	}
	tab.Run("orkey.clearApiKey()")
	if !chromiumtest.Eval[bool](tab, "orkey.keyLinks().then(links => links === null && orkey.getUserId() === null)") {
		t.Error("signed out, something is still known")
	}
}

// Loading changes neither size nor focus, and is told.
func TestLoading(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	s.spoil(orkeytest.Fault{Hang: true})
	tab := s.open(t, "/")
	box := "[inside('button').offsetWidth, inside('button').offsetHeight].join()"
	before := chromiumtest.Eval[string](tab, box)
	tab.Run("document.querySelector('openrouter-sign-in').focus()")
	s.comeBack(tab, pendingAttempt("/"), "/?code=c&state=orkey-mine")
	all(tab, ready, "inside('button').ariaBusy === 'true'", "inside('[part=spinner]')", "said('loading').length === 1",
		"message() === 'Signing in…'") // in role=alert, and out of sight
	if after := chromiumtest.Eval[string](tab, box); after != before {
		t.Errorf("the button is %s, was %s", after, before)
	}
	tab.Run("document.querySelector('openrouter-sign-in').focus()")
	if !chromiumtest.Eval[bool](tab, "document.querySelector('openrouter-sign-in').shadowRoot.activeElement === inside('button')") {
		t.Error("the busy button can't have the focus")
	}
	tab.Click(button)
	if slices.ContainsFunc(s.Requests(), func(r orkeytest.Record) bool { return strings.HasPrefix(r.Path, "/auth?") }) {
		t.Error("the busy button begins a sign-in")
	}
}

// Attributes, slot and parts; a page that takes errors on; elements that come,
// go and come again.
func TestElement(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in label=Connect></openrouter-sign-in>`, "")
	tab := s.open(t, "/")
	got := chromiumtest.Eval[[]string](tab, `(() => {
		const element = document.querySelector('openrouter-sign-in')
		const text = () => inside('slot').assignedNodes({flatten: true}).map(node => node.textContent).join()
		const seen = [text()]
		element.removeAttribute('label')
		seen.push(text())
		element.append('Mine')
		seen.push(text())
		element.setAttribute('disabled', '')
		seen.push(inside('button').disabled)
		element.removeAttribute('disabled')
		seen.push(inside('button').disabled)
		element.setAttribute('loading', '')
		seen.push(inside('button').ariaBusy)
		element.removeAttribute('loading')
		seen.push(inside('button').ariaBusy)
		return [...seen.map(String), ['button', 'logo', 'label', 'error'].map(part => !!inside('[part=' + part + ']')).join()]
	})()`)
	want := "Connect|Sign in with OpenRouter|Mine|true|false|true|false|true,true,true,true"
	if strings.Join(got, "|") != want {
		t.Errorf("the element shows %q", got)
	}

	tab.Run(`document.addEventListener('openrouter-error', event => event.preventDefault(), {once: true})
		Object.defineProperty(crypto, 'subtle', {value: undefined, configurable: true})`)
	tab.Click(button)
	tab.Wait("said('error').length === 1 && inside('button').ariaBusy === 'false' && message() === ''")
	tab.Click(button)
	tab.Wait("said('error').length === 2 && message() !== ''")

	tab.Run(`(() => {
		const element = document.querySelector('openrouter-sign-in')
		element.remove()
		orkey.setApiKey('sk-or-v1-test')
		document.body.append(element)
		element.remove()
		document.body.append(element)
		orkey.clearApiKey()
	})()`)
	if got := chromiumtest.Eval[string](tab, "events.map(([name]) => name).filter(name => name.startsWith('sign')).join()"); got != "signin,signout" {
		t.Errorf("events: %s", got)
	}
	tab.NoErrors()
}

// A second copy of the module on the page is no error.
func TestTwoCopies(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := s.open(t, "/")
	tab.Run("import('/lib/orkey.js').then(two => { window.two = two; orkey.setApiKey('sk-or-v1-test') })")
	tab.Wait("two.getApiKey() === 'sk-or-v1-test'")
	tab.NoErrors()
}
