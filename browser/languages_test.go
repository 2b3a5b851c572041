package browser_test

import (
	"fmt"
	"testing"

	built "github.com/orkey-dev/orkey/button" // button is a selector here
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// orkey.languages.js brings the texts of package button, by the nearest lang,
// before the module or after it, and follows when lang changes.
func TestLanguages(t *testing.T) {
	t.Parallel()
	const early, late = `<script type=module src=/lib/orkey.languages.js></script>`, `import('/lib/orkey.languages.js').then(() => {})`
	tags := []string{"", "en", "fr", "fr-CA", "pt-BR", "es-419", "ar", "bn", "hi", "id", "ru", "zh", "zh-CN", "zh-Hans-HK", "zh-Hant", "zh-TW", "zh-HK", "zh-MO",
		"zh-Hant-CN", "de", "nl", "fra", "x", "ZH-tw"}
	var body string
	for _, lang := range tags {
		body += fmt.Sprintf(`<p lang="%s"><openrouter-sign-in></openrouter-sign-in></p>`, lang)
	}
	const said = `Array.from(document.querySelectorAll('openrouter-sign-in'), one => one.shadowRoot.querySelector('slot').textContent)`
	for _, when := range []string{"before", "after"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, body, "")
			if when == "before" {
				s.head = early
			}
			tab := s.open(t, "/")
			tab.Wait(signedOut)
			if when == "after" {
				tab.Run(late)
			}
			tab.Wait("orkeyTexts")
			got := chromiumtest.Eval[[]string](tab, said)
			for i, lang := range tags {
				if want := built.TextIn(lang).SignIn; got[i] != want {
					t.Errorf("lang=%q: it says %q, want %q", lang, got[i], want)
				}
			}
			tab.Run("document.querySelectorAll('p').forEach(p => p.lang = 'fr'); element().setAttribute('loading', '')")
			fr := built.TextIn("fr")
			all(tab, fmt.Sprintf("%s.every(text => text === %q)", said, fr.SignIn), fmt.Sprintf("message() === %q", fr.SigningIn))
			tab.Run("element().removeAttribute('loading'); element().setAttribute('signed-in', 'menu'); orkey.setApiKey('sk-or-v1-test')")
			tab.Wait(fmt.Sprintf("inside('slot').textContent === %q", fr.SignedIn+" · "+fr.SignOut))
			tab.NoErrors()
		})
	}
}
