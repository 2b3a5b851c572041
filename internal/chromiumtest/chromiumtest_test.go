package chromiumtest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// serve answers every path with the same page.
func serve(t *testing.T, page string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<!doctype html><title>page</title>" + page))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestRealInput(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.New(t)
	tab.Navigate(serve(t, `<iframe srcdoc="<button onclick='parent.frame = event.isTrusted'>f</button>"></iframe><x-y></x-y><input>
		<script>
			customElements.define('x-y', class extends HTMLElement {
				constructor() { super(); this.attachShadow({mode: 'open'}).append(document.createElement('button')) }
			});
			clicks = 0;
			document.querySelector('x-y').onclick = e => { trusted = e.isTrusted; clicks++ };
		</script>`))
	tab.Click("x-y >>> button")
	tab.Wait("clicks === 1 && trusted")
	tab.DoubleClick("x-y >>> button")
	tab.Wait("clicks === 3")
	tab.Press(chromiumtest.TabKey + "hello")
	tab.Wait("document.querySelector('input').value === 'hello'")
	tab.Click("iframe >>> button")
	tab.Wait("window.frame === true")
	tab.NoErrors()
}

func TestHold(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.New(t)
	tab.Navigate(serve(t, `<button>hold</button><script>
		seen = []
		button = document.querySelector('button')
		for (const type of ['pointerdown', 'pointerup', 'keydown', 'keyup'])
			addEventListener(type, e => seen.push(type + (e.target === button && e.isTrusted)))
	</script>`))
	release := tab.Hold("button")
	tab.Wait("seen.join() === 'pointerdowntrue'")
	release()
	tab.Wait("seen.join() === 'pointerdowntrue,pointerupfalse'")
	tab.Run("seen = []; button.focus()")
	release = tab.HoldKey(' ')
	tab.Wait("seen.join() === 'keydowntrue'")
	release()
	tab.Wait("seen.join() === 'keydowntrue,keyuptrue'")
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	url := serve(t, "")
	first, other := chromiumtest.New(t), chromiumtest.New(t)
	first.Navigate(url)
	first.Run("localStorage.setItem('a', 'b')")
	second := first.NewTab()
	second.Navigate(url)
	other.Navigate(url)
	if got := chromiumtest.Eval[string](second, "localStorage.getItem('a')"); got != "b" {
		t.Errorf("a second tab of the profile sees %q, want b", got)
	}
	if chromiumtest.Eval[int](other, "localStorage.length") != 0 {
		t.Error("another profile sees this one's storage")
	}
}

func TestWaitOutlivesNavigation(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.New(t)
	tab.Navigate(serve(t, "<script>setTimeout(() => { if (!location.search) location.href = '?2' })</script>"))
	tab.Wait("location.search === '?2'")
	tab.Back()
	tab.Wait("location.search === ''")
}

func TestPopup(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.New(t)
	tab.Navigate(serve(t, `<button onclick="open('/popup', 'p', 'popup,width=300,height=300')">open</button>`))
	popup := tab.Popup(func() { tab.Click("button") })
	popup.Wait("location.pathname === '/popup' && opener !== null")
	popup.Run("setTimeout(() => close())")
	popup.Closed()
}

func TestConsole(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.New(t)
	tab.Navigate(serve(t, "<script>console.error('one', 2); console.log('fine'); throw new Error('three')</script>"))
	tab.Wait("document.readyState === 'complete'")
	got := strings.Join(tab.Console(), "\n")
	for _, want := range []string{"error: one 2", "log: fine", "exception: Uncaught Error: three"} {
		if !strings.Contains(got, want) {
			t.Errorf("console lacks %q:\n%s", want, got)
		}
	}
}

func TestEmulation(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.New(t)
	tab.BlockStorage()
	tab.Media("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce", "forced-colors", "active")
	tab.SlowCPU(2)
	tab.Viewport(320, 200)
	tab.Navigate(strings.Replace(serve(t, "<p>Hello"), "127.0.0.1", "app.test", 1))
	got := chromiumtest.Eval[[]bool](tab, `[
		matchMedia('(prefers-color-scheme: dark)').matches,
		matchMedia('(prefers-reduced-motion: reduce)').matches,
		matchMedia('(forced-colors: active)').matches,
		innerWidth === 320,
		!isSecureContext && crypto.subtle === undefined,
		(() => { try { localStorage } catch (e) { return e.name === 'SecurityError' } })(),
	]`)
	if slices.Contains(got, false) {
		t.Errorf("dark, reduced motion, forced colours, width, insecure, storage blocked: %v", got)
	}
	path := filepath.Join(t.TempDir(), "page.png")
	tab.Screenshot(path)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("screenshot: %v", err)
	}
}
