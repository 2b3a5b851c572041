package browser_test

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// canary stands in bodies for what must not get out of them.
const canary = "sk-or-v1-facadecanary"

// Points 1, 2 and 3 of what the reference gets wrong: however the exchange goes
// wrong, the page says which way, with nothing of the answer in it; the address
// bar is clean, nothing is stored, and the button can be clicked again.
func TestExchangeGoesWrong(t *testing.T) {
	t.Parallel()
	js := "application/json"
	for _, tc := range []struct {
		name      string
		fault     orkeytest.Fault
		configure string
		want      string
	}{
		{"500", orkeytest.Fault{Status: 500, Body: `{"error":{"message":"` + canary + `"}}`, ContentType: js}, "", "unavailable"},
		{"500 with a key", orkeytest.Fault{Status: 500, Body: `{"key":"sk-or-v1-0123456789abcdef"}`, ContentType: js}, "", "unavailable"},
		{"502 of HTML", orkeytest.Fault{Status: 502, Body: "<h1>" + canary + "</h1>", ContentType: "text/html"}, "", "unavailable"},
		{"403 of HTML", orkeytest.Fault{Status: 403, Body: "error code 1020 " + canary, ContentType: "text/html"}, "", "unavailable"},
		{"429", orkeytest.Fault{Status: 429}, "", "unavailable"},
		{"redirect", orkeytest.Fault{Status: 307, Header: map[string]string{"Location": "/api/v1/auth/keys"}, Body: "x", ContentType: "text/plain"}, "", "unavailable"},
		{"network", orkeytest.Fault{ResetConnection: true}, "", "unavailable"},
		{"cut short", orkeytest.Fault{Truncate: true}, "", "unavailable"},
		{"no answer", orkeytest.Fault{Hang: true}, "timeout: 100", "timeout"},
		{"invalid code, observed", orkeytest.Fault{Status: 400, Body: `{"error":{"message":"Invalid code","code":400}}`, ContentType: js}, "", "code_rejected"},
		{"invalid code, documented", orkeytest.Fault{Status: 403, Body: `{"error":{"message":"Invalid code or code_verifier"}}`, ContentType: js}, "", "code_rejected"},
		{"expired code", orkeytest.Fault{Status: 403, Body: `{"error":{"message":"Authorization code expired"}}`, ContentType: js}, "", "code_rejected"},
		{"no key", orkeytest.Fault{Status: 200, Body: `{}`, ContentType: js}, "", "malformed"},
		{"null", orkeytest.Fault{Status: 200, Body: `null`, ContentType: js}, "", "malformed"},
		{"empty key", orkeytest.Fault{Status: 200, Body: `{"key":""}`, ContentType: js}, "", "malformed"},
		{"key of null", orkeytest.Fault{Status: 200, Body: `{"key":null,"user_id":null}`, ContentType: js}, "", "malformed"},
		{"undefined", orkeytest.Fault{Status: 200, Body: `{"key":"undefined"}`, ContentType: js}, "", "malformed"},
		{"list", orkeytest.Fault{Status: 200, Body: `{"key":["` + canary + `0123456789abcdef"]}`, ContentType: js}, "", "malformed"},
		{"HTML", orkeytest.Fault{Status: 200, Body: "<b>hello</b>", ContentType: "text/html"}, "", "malformed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "", tc.configure)
			s.spoil(tc.fault)
			tab := chromiumtest.New(t)
			s.comeBack(tab, pendingAttempt("/?a=1#b"), "/?code=c&state=orkey-mine")
			all(tab, failed, noVerifier, "localStorage.length === 0", "location.search + location.hash === '?a=1#b'", "!inside('button').disabled")
			if got := errorsSaid(tab); got != tc.want {
				t.Errorf("errors are %q, want %q", got, tc.want)
			}
			message := chromiumtest.Eval[string](tab, "orkey.completeSignIn().then(result => message() + said('error')[0].message + JSON.stringify(result))")
			if strings.Contains(message, "sk-or") || strings.Contains(message, "1020") || !strings.Contains(message, "Try again") {
				t.Errorf("the message holds too much or too little: %s", message)
			}
		})
	}
}

// After any failure the same button signs in.
func TestTryAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	s.Inject(orkeytest.Fault{Method: "POST", Path: "/api/v1/auth/keys", Status: 500})
	tab := s.open(t, "/?a=1")
	signIn(tab, authorize)
	all(tab, failed, "location.search === '?a=1'")
	signIn(tab, authorize)
	all(tab, signedIn, "message() === ''")
}

// A code is sent once, whatever the page does: reload, back, a second call.
func TestOneExchange(t *testing.T) {
	t.Parallel()
	s := newSite(t, "<openrouter-sign-in></openrouter-sign-in><openrouter-sign-in></openrouter-sign-in>", "")
	tab := s.open(t, "/?q")
	signIn(tab, authorize)
	tab.Wait(signedIn)
	got := chromiumtest.Eval[[]string](tab, `Promise.all([1, 2].map(async () => JSON.stringify(await orkey.completeSignIn())))`)
	if want := `{"returnTo":"` + s.page + `/?q"}`; got[0] != want || got[1] != want {
		t.Errorf("completeSignIn tells %q, want %s twice", got, want)
	}
	tab.Run("orkey.handleOAuthCallback('again')") // the callback of this page is done
	tab.Reload()
	tab.Wait(signedIn)
	tab.Back()
	tab.Wait("!!document.body")
	tab.Forward()
	tab.Wait(signedIn)
	if n := s.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
	tab.NoErrors()
}
