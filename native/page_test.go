package native_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

// shot keeps a picture where SCREENSHOTS says, for people to look at.
func shot(t *testing.T, tab *chromiumtest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		tab.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// In a real browser, with the real buttons: the person ends on a page that says
// what happened, has no code in its address, and broke no rule of its own.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, button, title, scheme string
		want                        error
	}{
		{"authorize", "button[value=authorize]", "Signed in", "light", nil},
		{"authorize in the dark", "button[value=authorize]", "Signed in", "dark", nil},
		{"deny", "button[value=deny]", "Not signed in", "light", orkey.ErrDenied},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t)
			s := begin(t, openrouter, native.Config{
				Client: &orkey.Client{BaseURL: openrouter.URL, App: orkey.App{Title: "My tool"}},
			})
			tab := chromiumtest.New(t)
			tab.Media("prefers-color-scheme", test.scheme)
			tab.Navigate(s.pageURL)
			tab.Click(test.button)
			tab.Wait("document.title === '" + test.title + "'")
			if url := tab.URL(); strings.ContainsAny(url, "?#") || !strings.HasPrefix(url, s.at("/callback/")) {
				t.Errorf("the address is %s", url)
			}
			if referrer := chromiumtest.Eval[string](tab, "document.referrer"); strings.Contains(referrer, "code=") {
				t.Errorf("the referrer is %s", referrer)
			}
			if got := chromiumtest.Eval[string](tab, "getComputedStyle(document.querySelector('main')).borderRadius"); got != "16px" {
				t.Errorf("the style does not hold: %s", got)
			}
			_, err := s.end()
			if !errors.Is(err, test.want) {
				t.Error(err)
			}
			shot(t, tab, "native "+test.name)
			tab.NoErrors()
			free(t, s.callbackURL().Port())
		})
	}
}

// A link that was forged, or is old, is not mistaken for the end.
func TestForgedInABrowser(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{})
	tab := chromiumtest.New(t)
	tab.Viewport(360, 640)
	tab.Navigate(s.callbackURL().String() + "?code=x&state=forged")
	tab.Wait("document.title === 'Not this sign-in'")
	shot(t, tab, "native forged")
	s.waits()
	s.signedIn(openrouter)
}
