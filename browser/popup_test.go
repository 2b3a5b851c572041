package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

const popupElement = `<openrouter-sign-in mode=popup></openrouter-sign-in>`

// A window asks for consent; the page stays, and goes on when it closes itself.
func TestPopup(t *testing.T) {
	t.Parallel()
	s := newSite(t, popupElement+popupElement, "")
	tab := s.open(t, "/?a#b")
	tab.Run("window.here = true")
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait(onConsent)
	tab.Wait("inside('button').ariaBusy === 'true' && " + noVerifier)
	popup.Click(deny)
	popup.Closed()
	all(tab, failed, "said('error')[0].code === 'denied'")

	popup = tab.Popup(func() { tab.Click(button) })
	popup.Wait(onConsent)
	popup.Click(authorize)
	popup.Closed()
	all(tab, signedIn, "here", "said('signin').length === 2", noVerifier, "location.href.endsWith('/?a#b')")
	if n := s.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
	tab.NoErrors()
	if log := strings.Join(tab.Console(), "\n"); strings.Contains(log, "may close") {
		t.Errorf("the page wanted to close itself: %s", log)
	}
}

// The person closes the window.
func TestPopupClosed(t *testing.T) {
	t.Parallel()
	s := newSite(t, popupElement, "")
	tab := s.open(t, "/")
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait(onConsent)
	// It is closed and they are elsewhere; then they are back.
	tab.Run("asked = 0; back = false; document.hasFocus = () => (asked++, back)")
	popup.Close()
	tab.Wait("asked > 1")
	if got := errorsSaid(tab); got != "" {
		t.Errorf("errors before they are back are %q", got)
	}
	tab.Run("back = true")
	tab.Wait(failed)
	if got := errorsSaid(tab); got != "popup_closed" {
		t.Errorf("errors are %q, want popup_closed", got)
	}
	popup = tab.Popup(func() { tab.Click(button) })
	popup.Wait(onConsent)
	popup.Click(authorize)
	all(tab, signedIn, "said('error').length === 1")
}

// Where the browser blocks the window, the page itself goes.
func TestPopupBlocked(t *testing.T) {
	t.Parallel()
	s := newSite(t, popupElement, "mode: 'popup'")
	tab := s.open(t, "/?a")
	tab.Run("window.open = () => null; orkey.initiateOAuth()")
	tab.Wait(onConsent)
	tab.Click(authorize)
	all(tab, signedIn, "location.search === '?a'")
	if log := strings.Join(tab.Console(), "\n"); strings.Contains(log, "may close") {
		t.Errorf("the page wanted to close itself: %s", log)
	}
}

// A consent page with Cross-Origin-Opener-Policy loses the window to the page
// that opened it. It looks closed there, finishes by itself, and the page hears of it.
func TestPopupCutOff(t *testing.T) {
	t.Parallel()
	s := newSite(t, popupElement, "")
	s.Inject(orkeytest.Fault{Path: "/auth", Serve: -1, Header: map[string]string{"Cross-Origin-Opener-Policy": "same-origin"}})
	tab := s.open(t, "/")
	tab.Run("asked = 0; document.hasFocus = () => (asked++, false)") // as the window has it
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait(onConsent)
	tab.Wait("asked > 1")
	popup.Click(authorize)
	all(tab, signedIn, "shown().display === 'none'", "said('signin').length === 1", "said('error').length === 0")
	if n := s.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
}

// tell tells the top window what happens in a frame, out of sight of the test
// as it is.
const tell = `if (top !== window) {
	const say = () => top.postMessage(inside('button').getBoundingClientRect().toJSON(), '*')
	addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(say))) // once it can be clicked
	for (const name of ['signin', 'error'])
		document.addEventListener('openrouter-' + name, ({detail}) => top.postMessage({name: name + (detail.code ?? '')}, '*'))
}`

// Point 8: in a frame of another site, where storage is partitioned and consent
// can't be asked for, the sign-in opens a window and ends in the frame.
func TestFrame(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in></openrouter-sign-in><script>`+tell+`</script>`, "")
	s.csp = ""
	for _, tc := range []struct{ name, host, sandbox string }{
		{"same site", "localhost", ""},
		{"another site", "127.0.0.1", ""},
		{"sandboxed", "localhost", `sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			frame := s.page + "/frame?in=1"
			outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, `<!doctype html><script>told = []; onmessage = ({data}) => data.name ? told.push(data.name) : box = data</script>
					<iframe style="border:0;width:400px;height:200px;position:absolute;left:0;top:0" %s src=%q></iframe>`, tc.sandbox, frame)
			}))
			t.Cleanup(outer.Close)
			tab := chromiumtest.New(t)
			tab.Navigate(strings.Replace(outer.URL, "127.0.0.1", tc.host, 1))
			tab.Wait("window.box?.width > 0")
			x := chromiumtest.Eval[float64](tab, "box.x + box.width / 2")
			y := chromiumtest.Eval[float64](tab, "box.y + box.height / 2")
			popup := tab.Popup(func() { tab.ClickAt(x, y) })
			popup.Wait(onConsent)
			popup.Click(authorize)
			popup.Closed()
			tab.Wait("told.length > 0")
			if got := chromiumtest.Eval[string](tab, "told.join()"); got != "signin" {
				t.Errorf("the frame tells %s", got)
			}
		})
	}
}

// In a frame that may open no window, the element says so.
func TestFrameWithoutWindows(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	s.csp = ""
	s.body = `<script>if (top === window) document.write('<iframe sandbox="allow-scripts allow-same-origin" src="/frame"></iframe>')
		else document.write('<openrouter-sign-in></openrouter-sign-in>')</script>`
	tab := s.open(t, "/")
	tab.Click("iframe >>> openrouter-sign-in >>> button")
	tab.Wait("document.querySelector('iframe').contentWindow.said('error')[0]?.code === 'popup_blocked'")
}
