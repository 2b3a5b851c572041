//go:build linux

package attacks

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// 9. State checked after the exchange; attacker-chosen state accepted; login CSRF;
// session fixation.
func TestAttack09State(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 9)
	t.Run("before anything is sent", func(t *testing.T) {
		t.Parallel()
		d := deploy(t)
		evil, victim := d.browser(), d.browser()
		callback := evil.begin("/")
		u, err := url.Parse(callback)
		if err != nil {
			t.Fatal(err)
		}
		code, state := u.Query().Get("code"), u.Query().Get("state")
		own, err := url.Parse(victim.begin("/"))
		if err != nil {
			t.Fatal(err)
		}
		for name, query := range map[string]url.Values{
			"the attacker's callback":                       {"code": {code}, "state": {state}},
			"the attacker's code without a state, of two":   nil,
			"the attacker's code with a state of their own": {"code": {code}, "state": {"evil"}},
			"two states":                                {"code": {code}, "state": {own.Query().Get("state"), state}},
			"two codes":                                 {"code": {own.Query().Get("code"), code}, "state": {own.Query().Get("state")}},
			"the victim's state, cut":                   {"code": {code}, "state": {own.Query().Get("state")[1:]}},
			"the victim's state, longer":                {"code": {code}, "state": {own.Query().Get("state") + "A"}},
			"the attacker's state in another parameter": {"code": {code}, "state": {state}, "attempt": {own.Query().Get("state")}},
		} {
			if query == nil {
				victim.begin("/") // of several sign-ins under way it could be any
				query = url.Values{"code": {code}}
			}
			res, _ := victim.visit("/_orkey/callback?" + query.Encode())
			if res.StatusCode < 400 || victim.status() != http.StatusUnauthorized {
				t.Errorf("%s is answered %d, and a page %d", name, res.StatusCode, victim.status())
			}
		}
		if sent, _ := d.exchanges(); sent != 0 {
			t.Errorf("%d codes were sent to OpenRouter", sent)
		}
		// None of this has ended the sign-in that was the victim's own.
		if res, _ := victim.visit(own.String()); res.StatusCode != http.StatusSeeOther || victim.status() != http.StatusOK {
			t.Errorf("the victim's own callback is answered %d", res.StatusCode)
		}
	})
}

// 10. Ten tabs opened at once: each must finish; attempts are capped; only
// navigations begin one; fetches get 401 JSON.
func TestAttack10TenTabs(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 10)
	t.Run("in Chromium", func(t *testing.T) {
		t.Parallel()
		d := newPlace(t, orkeytest.Config{Approve: orkeytest.Always}).deploy(t, "--auto")
		tabs := []*chromiumtest.Tab{chromiumtest.New(t)}
		for len(tabs) < 10 {
			tabs = append(tabs, tabs[0].NewTab())
		}
		for i, tab := range tabs { // none waits for another
			tab.Run(fmt.Sprintf("void setTimeout(() => location.href = '%s/tab/%d')", d.url, i))
		}
		for i, tab := range tabs {
			tab.Wait(fmt.Sprintf("location.pathname === '/tab/%d' && document.body?.innerText.includes('%s')", i, d.ada()))
		}
	})
}

// 11. A callback loaded twice exchanges once, and the second load still lands signed
// in.
func TestAttack11CallbackTwice(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 11)
	const loads = 8
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		d := deploy(t)
		b := d.browser()
		land(t, b.begin("/home"), loads, func(int) *http.Client { return b.client })
		if sent, good := d.exchanges(); sent != 1 || good != 1 {
			t.Errorf("%d codes were sent, and %d were good", sent, good)
		}
	})
	t.Run("at two replicas", func(t *testing.T) {
		t.Parallel()
		place, public := newPlace(t), "http://"+servertest.Reserve(t)
		one, other := place.deploy(t, "--public-url", public), place.deploy(t, "--public-url", public)
		b := one.browser()
		clients := []*http.Client{b.client, b.to(other).client}
		land(t, b.begin("/home"), loads, func(i int) *http.Client { return clients[i%len(clients)] })
		if _, good := place.exchanges(); good != 1 {
			t.Errorf("%d sign-ins have brought a key", good)
		}
	})
}

// land loads a callback so often at once, and follows each to the app's page.
func land(t *testing.T, callback string, loads int, client func(int) *http.Client) {
	t.Helper()
	var loading sync.WaitGroup
	for i := range loads {
		follows := *client(i)
		follows.CheckRedirect = nil
		loading.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, callback, nil)
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Accept", "text/html")
			req.Header.Set("Sec-Fetch-Mode", "navigate")
			res, err := follows.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK || res.Request.URL.Path != "/home" {
				t.Errorf("load %d ends at %s with %d (%v): %.300s", i, res.Request.URL.Path, res.StatusCode, err, body)
			}
		})
	}
	loading.Wait()
}
