package browser_test

import (
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Point 4 of what the reference gets wrong: a denial is told, and leaves no
// verifier behind that would take another provider's code.
func TestDenied(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		quirks orkeytest.Quirks
	}{
		{"with error", orkeytest.Quirks{}},
		{"with state alone", orkeytest.Quirks{DenyWithStateOnly: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "", "")
			if err := s.Configure(func(c *orkeytest.Config) { c.Quirks = tc.quirks }); err != nil {
				t.Fatal(err)
			}
			tab := s.open(t, "/app?x=1#y")
			signIn(tab, deny)
			all(tab, failed, cleanAddr, noVerifier, "location.href.endsWith('/app?x=1#y')")
			if got := errorsSaid(tab); got != "denied" {
				t.Errorf("errors are %q, want denied", got)
			}
			if message := chromiumtest.Eval[string](tab, "message()"); message != "Sign-in denied. Try again." {
				t.Errorf("it says %q", message)
			}
			tab.Navigate(s.page + "/app?code=of-somebody-else")
			all(tab, signedOut, "location.search === '?code=of-somebody-else'", "!message()")
			if n := s.exchanges(); n != 0 {
				t.Errorf("%d exchanges of another provider's code", n)
			}
			tab.NoErrors()
		})
	}
}

// What the address says after loading, by what it said before and what is
// pending: OpenRouter's callbacks are taken, others are not touched.
func TestCallbacks(t *testing.T) {
	t.Parallel()
	pending := pendingAttempt("/?mine")
	dropIn := `sessionStorage.openrouter_code_verifier = 'v'.repeat(43)` // as OpenRouter's module leaves it
	for _, tc := range []struct {
		name, before, query string
		want, after         string // code of the error, query
		exchanges           int
	}{
		{"nothing", "", "", "", "", 0},
		{"nothing, pending", pending, "?q", "", "?q", 0},
		{"foreign code", "", "?code=c", "", "?code=c", 0},
		{"foreign code and state", "", "?code=c&state=s", "", "?code=c&state=s", 0},
		{"foreign state, pending", pending, "?code=c&state=s", "", "?code=c&state=s", 0},
		{"foreign error", "", "?error=access_denied", "", "?error=access_denied", 0},
		{"foreign error, pending", pending, "?error=access_denied&state=s", "", "?error=access_denied&state=s", 0},
		{"another tab's", "", "?a=%20b&code=c&state=orkey-other", "attempt_missing", "?a=+b", 0},
		{"another attempt's", pending, "?code=c&state=orkey-other", "state_mismatch", "?mine", 0},
		{"ours", pending, "?code=c&state=orkey-mine", "code_rejected", "?mine", 1},
		{"without state", pending, "?code=c", "code_rejected", "?mine", 1},
		{"denied", pending, "?error=access_denied", "denied", "?mine", 0},
		{"denied, with description and code", pending, "?error=access_denied&error_description=d&code=c", "denied", "?mine", 0},
		{"server error", pending, "?error=server_error&state=orkey-mine", "unavailable", "?mine", 0},
		{"state alone", pending, "?state=orkey-mine", "denied", "?mine", 0},
		{"drop-in's", dropIn, "?code=c&x=1", "code_rejected", "?x=1", 1},
		{"drop-in's, foreign state", dropIn, "?code=c&state=s", "", "?code=c&state=s", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, "", "")
			tab := chromiumtest.New(t)
			s.comeBack(tab, tc.before, "/"+tc.query+"#h")
			if tc.want != "" {
				all(tab, failed, noVerifier)
			}
			all(tab, signedOut, "orkey.completeSignIn().then(() => true)")
			if got := errorsSaid(tab); got != tc.want {
				t.Errorf("errors are %q, want %q", got, tc.want)
			}
			if got := chromiumtest.Eval[string](tab, "location.search"); got != tc.after {
				t.Errorf("the query is %q, want %q", got, tc.after)
			}
			if n := s.exchanges(); n != tc.exchanges {
				t.Errorf("%d exchanges, want %d", n, tc.exchanges)
			}
		})
	}
}

// Older deployments of OpenRouter send no state.
func TestStateLeftOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	if err := s.Configure(func(c *orkeytest.Config) { c.Quirks.OmitState = true }); err != nil {
		t.Fatal(err)
	}
	tab := s.open(t, "/")
	signIn(tab, authorize)
	all(tab, signedIn, cleanAddr)
}
