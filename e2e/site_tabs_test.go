package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

const authorizeOnce = `window.authorized = true, setTimeout(() => document.querySelector('button[value=authorize]').click())`

// Ten tabs that somebody's browser restores all ask for a sign-in at once, and
// each ends on the page that it was to show.
func TestTenTabs(t *testing.T) {
	t.Parallel()
	for _, approve := range []orkeytest.Approve{orkeytest.Ask, orkeytest.Always} {
		t.Run(approve.String(), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, orkeytest.Config{Approve: approve})
			var open, paths []string
			for i := range 10 {
				open = append(open, "/open/")
				paths = append(paths, fmt.Sprintf("/page?tab=%d", i))
			}
			tabs := s.open(open...)
			for i, tab := range tabs {
				// A page that left before it answered is asked again: the next one stays.
				tab.Run(`location.pathname === '/open/' && setTimeout(() => location.assign(` + quote(paths[i]) + `))`)
			}
			if approve == orkeytest.Ask {
				for _, tab := range tabs {
					tab.Wait(onConsent)
				}
				for _, tab := range tabs {
					tab.Run(authorizeOnce)
				}
			}
			for i, tab := range tabs {
				// Of ten attempts five are remembered. A tab whose attempt is not asks
				// again, if nobody is signed in by then.
				for there := landed(paths[i]); ; tab.Run(authorizeOnce) {
					tab.Wait(`(` + onConsent + ` && !window.authorized) || ` + there)
					if chromiumtest.Eval[bool](tab, there) {
						break
					}
				}
			}
			for i, tab := range tabs {
				if !chromiumtest.Eval[bool](tab, known) {
					t.Errorf("tab %d is signed out", i)
				}
			}
			if n := s.exchanges(); n > len(tabs) {
				t.Errorf("%d keys were made for %d tabs", n, len(tabs))
			}
		})
	}
}

// A callback that is loaded in two tabs at once, again when all is over, and after
// the person has signed out, exchanges its code once.
func TestCallbackLoadedTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t, orkeytest.Config{})
	tabs := s.open("/open/", "/page", "/open/")
	tabs[1].Wait(onConsent)
	callback, err := s.emu.Approve(tabs[1].URL())
	if err != nil {
		t.Fatal(err)
	}
	rule := s.emu.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Delay: 200 * time.Millisecond})
	for _, tab := range tabs[:2] {
		tab.Run(`setTimeout(() => location.assign(` + quote(callback) + `))`)
	}
	for _, tab := range tabs[:2] {
		tab.Wait(landed("/page"))
	}
	tabs[2].Navigate(callback)
	tabs[2].Wait(landed("/page"))
	if n := s.exchanges(); n != 1 || rule.Served() != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}

	tabs[2].Click("form button")
	tabs[2].Wait(nobody)
	tabs[2].Navigate(callback)
	tabs[2].Wait(`document.body.innerText.includes('used already')`)
	if n := s.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
	tabs[2].Click(".openrouter-button")
	tabs[2].Wait(onConsent)
	tabs[2].Click(authorize)
	tabs[2].Wait(landed("/page"))
}

// Whoever goes back after a sign-in is signed in wherever they get to, and what
// they authorise once more does no harm.
func TestBackButton(t *testing.T) {
	t.Parallel()
	s := newSite(t, orkeytest.Config{})
	tab := s.open("/open/page?x=1")[0]
	tab.Wait(nobody)
	tab.Click("a")
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(landed("/page?x=1"))

	tab.Back()
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(landed("/page?x=1"))
	if n := s.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
	tab.Back()
	tab.Wait(onConsent)
	tab.Back()
	tab.Wait(`location.pathname === '/open/page'`)
	tab.Reload()
	tab.Wait(landed("/open/page?x=1"))
	tab.Forward()
	tab.Wait(onConsent)
	tab.Forward()
	tab.Wait(landed("/page?x=1"))
}

// What one tab does holds for all, and for copies of the cookie. No page of
// another site can sign anybody out.
func TestSignedInAndOutEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t, orkeytest.Config{})
	tabs := s.open("/open/first", "/open/second")
	tabs[0].Click("a")
	tabs[0].Wait(onConsent)
	tabs[0].Click(authorize)
	tabs[0].Wait(landed("/first"))
	if !chromiumtest.Eval[bool](tabs[1], known) {
		t.Error("the other tab's scripts are told that nobody is signed in")
	}
	tabs[1].Reload()
	tabs[1].Wait(landed("/open/second"))

	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="data:,"><form method="post" action="%s/auth/logout"><button>Win a prize</button></form>`, s.url)
	}))
	t.Cleanup(stranger.Close)
	tabs[0].Navigate(strings.Replace(stranger.URL, "127.0.0.1", "stranger.test", 1))
	tabs[0].Click("button")
	tabs[0].Wait(`location.pathname === '/auth/logout'`)
	if !chromiumtest.Eval[bool](tabs[1], known) {
		t.Error("a page of another site has signed the person out")
	}

	tabs[1].Click("form button")
	tabs[1].Wait(nobody + ` && location.pathname === '/open/bye'`)
	tabs[0].Navigate(s.url + "/first")
	tabs[0].Wait(onConsent)
	tabs[0].Navigate(s.url + "/open/")
	status := chromiumtest.Eval[int](tabs[0], `(async () => (await fetch('/first')).status)()`)
	if status != http.StatusUnauthorized {
		t.Errorf("a script of the other tab gets %d, want 401", status)
	}
}
