package browser_test

import (
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// Point 5: query, hash and history state of the page survive.
func TestPageSurvives(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ path, state string }{
		{"/", "null"},
		{"/app?a=%20b&c=d+e&state=open#/route?x=1", `{"router":{"index":3}}`},
		{"//twice//slashed?q", `"text"`},
		{"/?unspeakable", `1n`},
	} {
		t.Run(tc.path, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "", "")
			tab := s.open(t, tc.path)
			tab.Run("history.replaceState(" + tc.state + ", '')")
			before := tab.URL()
			signIn(tab, authorize)
			tab.Wait(signedIn)
			if got := tab.URL(); got != before {
				t.Errorf("the address is %s, was %s", got, before)
			}
			if tc.state == "1n" {
				return // JSON can't hold it, and it is let go
			}
			if got := chromiumtest.Eval[string](tab, "JSON.stringify(history.state)"); got != tc.state {
				t.Errorf("the history state is %s, was %s", got, tc.state)
			}
		})
	}
}

// A callback page of its own is told where the person was, and keeps its address.
func TestCallbackPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in callback-url="/callback?keep=1"></openrouter-sign-in>`, "")
	tab := s.open(t, "/app?a=1#b")
	signIn(tab, authorize)
	all(tab, signedIn, "location.pathname + location.search + location.hash === '/callback?keep=1'")
	got := chromiumtest.Eval[string](tab, "orkey.completeSignIn().then(result => result.returnTo)")
	if want := s.page + "/app?a=1#b"; got != want {
		t.Errorf("returnTo is %s, want %s", got, want)
	}
}

// Point 6: out of the back/forward cache, the button works and nothing loads.
func TestBackFromConsent(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := s.openIn(chromiumtest.NewWhole(t), "/")
	tab.Run("window.here = true; addEventListener('pageshow', event => cached = event.persisted)")
	tab.Click(button)
	tab.Wait(onConsent)
	tab.Back()
	all(tab, ready, "window.here", "cached", "inside('button').ariaBusy === 'false'")
	if got := chromiumtest.Eval[string](tab, "said('loading').map(({loading}) => loading).join()"); got != "true,false" {
		t.Errorf("loading events say %s", got)
	}
	// The consent page may still be answered.
	tab.Forward()
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(signedIn)
}

// Other tabs may have signed in while the page lay in the back/forward cache.
func TestBackIntoAnotherSession(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := s.openIn(chromiumtest.NewWhole(t), "/")
	tab.Run("window.here = true")
	tab.Navigate(s.page + "/lib/orkey.d.ts")
	tab.Run("localStorage.openrouter_api_key = 'sk-or-v1-elsewhere'")
	tab.Back()
	all(tab, "window.here", "shown().display === 'none'", "said('signin').length === 1")
}

// A second click, or a second call, joins the sign-in that is under way.
func TestSecondClick(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := s.open(t, "/")
	tab.Run(`(() => {
		const digest = crypto.subtle.digest
		crypto.subtle.digest = async (...args) => { await new Promise(go => window.go = go); return digest.apply(crypto.subtle, args) }
	})()`)
	tab.DoubleClick(button)
	if !chromiumtest.Eval[bool](tab, "orkey.initiateOAuth() === orkey.initiateOAuth()") {
		t.Error("a second call begins another sign-in")
	}
	verifier := chromiumtest.Eval[string](tab, "sessionStorage.openrouter_code_verifier")
	tab.Run("setTimeout(go)")
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(signedIn)
	if n := len(s.Keys()); n != 1 || verifier == "" {
		t.Errorf("%d keys were minted, want 1", n)
	}
}

// Tabs are in step, and clear() in another one counts.
func TestTabs(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	one := s.open(t, "/")
	two := one.NewTab()
	two.Navigate(s.page)
	two.Wait(signedOut)
	two.Run("changes = 0; orkey.onAuthChange(() => changes++)")
	signIn(one, authorize)
	one.Wait(signedIn)
	all(two, signedIn, "shown().display === 'none'", "said('signin')[0].userId === orkey.getUserId()", "orkey.getUserId().startsWith('user_')")
	one.Run("localStorage.clear()")
	all(two, signedOut, "changes === 2", "said('signout').length === 1")
	one.Run("orkey.setApiKey('sk-or-v1-other')")
	all(two, signedIn, "orkey.getUserId() === null")
	two.Run("orkey.clearApiKey()")
	one.Wait(signedOut)
	one.NoErrors()
	two.NoErrors()
}

// Point 9: a listener that throws stops nobody, and its error is reported.
func TestThrowingListener(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := s.open(t, "/")
	tab.Run(`heard = []; addEventListener('unhandledrejection', event => heard.push(event.reason))
		orkey.onAuthChange(() => { throw 'one' })
		orkey.onAuthChange(() => heard.push('two'))
		stop = orkey.onAuthChange(() => heard.push('never')); stop()
		orkey.setApiKey('sk-or-v1-test')`)
	tab.Wait("heard.join() === 'two,one'")
}
