package browser_test

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// Point 7: where the person blocks site data, the module loads, the element is
// there, and a click says what is wrong.
func TestStorageBlocked(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := chromiumtest.New(t)
	tab.BlockStorage()
	tab.Navigate(s.page + "/?code=c&state=s")
	tab.Wait(signedOut)
	if !chromiumtest.Eval[bool](tab, "orkey.getUserId() === null && orkey.hasOAuthCallbackPending() === false") {
		t.Error("something is stored where nothing can be")
	}
	tab.Run("orkey.clearApiKey()")
	tab.Click(button)
	tab.Wait(failed)
	if got := errorsSaid(tab); got != "storage" {
		t.Errorf("errors are %q, want storage", got)
	}
	if message := chromiumtest.Eval[string](tab, "message()"); !strings.Contains(message, "site data") {
		t.Errorf("it does not say what to do: %s", message)
	}
	tab.NoErrors()
}

// The same in a window: the key lasts as long as the page.
func TestStorageBlockedPopup(t *testing.T) {
	t.Parallel()
	s := newSite(t, `<openrouter-sign-in mode=popup></openrouter-sign-in>`, "")
	tab := chromiumtest.New(t)
	tab.BlockStorage()
	tab.Navigate(s.page)
	tab.Wait(signedOut)
	popup := tab.Popup(func() { tab.Click(button) })
	popup.BlockStorage()
	popup.Wait(onConsent)
	popup.Click(authorize)
	popup.Closed()
	all(tab, signedIn, "said('signin').length === 1", "said('error').map(({code}) => code).join() === 'storage'")
}

// Full storage: the key that was minted is not lost, and it is told that it
// will not last.
func TestStorageFull(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := chromiumtest.New(t)
	tab.Before(`if (location.search.includes('code=')) {
		const setItem = Storage.prototype.setItem
		Storage.prototype.setItem = function(name, value) {
			if (this === localStorage) throw new DOMException('full', 'QuotaExceededError')
			setItem.call(this, name, value)
		}
	}`)
	tab.Navigate(s.page)
	tab.Wait(ready)
	tab.Run("localStorage.openrouter_api_key = ''") // another tab may have signed out
	signIn(tab, authorize)
	all(tab, signedIn, "said('signin').length === 1", "localStorage.openrouter_api_key === ''")
	if got := errorsSaid(tab); got != "storage" {
		t.Errorf("errors are %q, want storage", got)
	}
	// Another tab that stores a key has the newer word.
	other := tab.NewTab()
	other.Navigate(s.page)
	other.Wait(ready)
	other.Run("orkey.setApiKey('sk-or-v1-newer')")
	tab.Wait("orkey.getApiKey() === 'sk-or-v1-newer'")
	tab.Run("try { orkey.setApiKey('sk-or-v1-newest') } catch (error) { thrown = error.code }")
	tab.Wait("thrown === 'storage' && orkey.getApiKey() === 'sk-or-v1-newest'")
	tab.Run("orkey.clearApiKey()")
	tab.Wait("orkey.getApiKey() === null")
}

// Without https there is no crypto.subtle, and the page says so.
func TestInsecurePage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", "")
	tab := chromiumtest.New(t)
	tab.Navigate(strings.Replace(s.page, "localhost", "app.test", 1))
	tab.Wait(signedOut)
	tab.Click(button)
	tab.Wait(failed)
	if message := chromiumtest.Eval[string](tab, "message()"); !strings.Contains(message, "https") || !strings.Contains(message, "localhost") {
		t.Errorf("it does not say what to do: %s", message)
	}
	if got := errorsSaid(tab); got != "insecure_context" {
		t.Errorf("errors are %q, want insecure_context", got)
	}
	tab.NoErrors()
}
