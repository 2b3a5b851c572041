package browser_test

import (
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// appScript is an app as it is written for OpenRouter's own drop-in module: it
// knows its seven names and its storage keys, and nothing of ours. It does what
// that module's provider does around them.
const appScript = `
import * as auth from '/lib/module.js'
const {onAuthChange, getApiKey, setApiKey, clearApiKey, hasOAuthCallbackPending, initiateOAuth, handleOAuthCallback} = auth

const log = window.log = []
const unsubscribe = onAuthChange(() => log.push('changed ' + (getApiKey() !== null)))

// What the functions mean without a sign-in.
if (!sessionStorage.begun && !location.search) {
	log.push(typeof unsubscribe, getApiKey() === null, hasOAuthCallbackPending() === false)
	setApiKey('sk-or-v1-by-hand')
	log.push(localStorage.getItem('openrouter_api_key') === 'sk-or-v1-by-hand', getApiKey() === 'sk-or-v1-by-hand')
	setApiKey('anything at all')
	log.push(getApiKey() === 'anything at all')
	clearApiKey()
	log.push(localStorage.getItem('openrouter_api_key') === null, getApiKey() === null)
	localStorage.setItem('openrouter_api_key', 'sk-or-v1-from-before')
	log.push(getApiKey() === 'sk-or-v1-from-before')
	localStorage.removeItem('openrouter_api_key')
	log.push(await handleOAuthCallback('no verifier').then(() => 'resolved', error => error instanceof Error))
	unsubscribe()
	clearApiKey()
	sessionStorage.setItem('begun', 'yes')
	window.begin = async () => {
		const promise = initiateOAuth()
		window.verifier = sessionStorage.getItem('openrouter_code_verifier')
		window.pendingNow = hasOAuthCallbackPending()
		await promise
	}
}

// The callback, as that module's provider handles it.
const code = new URL(location.href).searchParams.get('code')
if (code && hasOAuthCallbackPending()) {
	try {
		await Promise.all([handleOAuthCallback(code)])
		log.push('signed in', getApiKey().startsWith('sk-or-v1-'), getApiKey() === localStorage.getItem('openrouter_api_key'), hasOAuthCallbackPending() === false)
	} catch (error) {
		log.push('failed ' + (error instanceof Error))
	}
	history.replaceState({}, '', location.pathname)
}
window.done = true
`

// An app written for OpenRouter's own module works with ours, its import
// changed.
func TestDropIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<script type=module src=/lib/app.js></script>`, "")
	tab := s.open(t, "/app")
	tab.Wait("window.done")
	want := "function,true,true,changed true,true,true,changed true,true,changed false,true,true,true,true"
	if got := chromiumtest.Eval[string](tab, "log.join()"); got != want {
		t.Errorf("the script saw\n%s, want\n%s", got, want)
	}
	tab.Run("void begin()")
	tab.Wait("window.verifier && window.pendingNow || " + onConsent)
	tab.Wait(onConsent)
	got := chromiumtest.Eval[string](tab, "new URLSearchParams(location.search).get('callback_url')")
	if got != s.page+"/app" {
		t.Errorf("the callback URL is %s", got)
	}
	tab.Click(authorize)
	all(tab, "window.done", "log.includes('signed in')", cleanAddr)
	if got := chromiumtest.Eval[string](tab, "log.join()"); got != "changed true,signed in,true,true,true" {
		t.Errorf("the script saw %s", got)
	}

	// A code that OpenRouter refuses, and one that is another provider's.
	for _, query := range []string{"?code=unknown", "?code=foreign&state=foreign"} {
		tab.Run("sessionStorage.setItem('openrouter_code_verifier', 'v'.repeat(43))")
		tab.Navigate(s.page + "/app" + query)
		tab.Wait("window.done")
		if got := chromiumtest.Eval[string](tab, "log.join()"); got != "failed true" {
			t.Errorf("%s: the script saw %s", query, got)
		}
	}
	if n := s.exchanges(); n != 2 {
		t.Errorf("%d exchanges, want 2", n)
	}
	tab.NoErrors()
}
