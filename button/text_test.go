package button_test

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/button"
)

func TestTextIn(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{
		"": "en", "en": "en", "en-GB": "en", "EN_us": "en",
		"fr": "fr", "fr-CA": "fr", "pt-BR": "pt", "pt_PT": "pt", "es-419": "es", "AR-eg": "ar", "id": "id",
		"zh": "zh", "zh-CN": "zh", "zh-SG": "zh", "zh-Hans": "zh", "zh-Hans-HK": "zh",
		"zh-Hant": "zh-Hant", "zh-TW": "zh-Hant", "zh_HK": "zh-Hant", "zh-MO": "zh-Hant", "zh-Hant-CN": "zh-Hant",
		"de": "en", "x": "en", "-": "en", "fra": "en", "frfr": "en", `"><script>`: "en", "fr\x00": "en",
	} {
		if got := button.TextIn(lang).Lang; got != want {
			t.Errorf("TextIn(%q) is in %s, want %s", lang, got, want)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	texts := button.Texts()
	if texts[0].Lang != "en" || texts[0].SignIn != "Sign in with OpenRouter" {
		t.Errorf("the first text is %+v", texts[0])
	}
	seen := map[string]bool{}
	for _, text := range texts {
		primary, _, _ := strings.Cut(text.Lang, "-")
		seen[primary] = true
		if button.TextIn(text.Lang) != text {
			t.Errorf("%s is not found by its own tag", text.Lang)
		}
		if !strings.Contains(text.SignIn, "OpenRouter") {
			t.Errorf("%s does not name OpenRouter: %s", text.Lang, text.SignIn)
		}
		for _, s := range []string{text.SignIn, text.SigningIn, text.SignedIn, text.SignOut} {
			if s == "" || s != strings.TrimSpace(s) || strings.ContainsAny(s, `"\<&`) {
				t.Errorf("%s: %q", text.Lang, s)
			}
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d languages, want ten", len(seen))
	}
}
