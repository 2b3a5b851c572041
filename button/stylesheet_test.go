package button_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/orkey-dev/orkey/button"
)

func compressed(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// Every visitor of every page loads the styles.
func TestStylesAreSmall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, content string
		most          int
	}{
		{"shadow tree and logo", button.ShadowStylesheet() + button.ShadowLogo().D + button.Spinner().D, 900},
		{"theme", button.ThemeStylesheet(), 100},
		{"page", button.Stylesheet(), 1400},
	} {
		size := compressed(t, c.content)
		t.Logf("%s: %d bytes, brotli %d", c.name, len(c.content), size)
		if size > c.most {
			t.Errorf("%s: %d bytes of brotli, at most %d", c.name, size, c.most)
		}
	}
}

// The stylesheets are whole, minified, and name nothing that is not ours.
func TestStylesheets(t *testing.T) {
	t.Parallel()
	for name, css := range map[string]string{"page": button.Stylesheet(), "shadow": button.ShadowStylesheet(), "theme": button.ThemeStylesheet()} {
		if strings.Count(css, "{") != strings.Count(css, "}") || strings.Contains(css, "  ") || strings.Contains(css, "url(") || strings.Contains(css, "</") {
			t.Errorf("%s: not whole, not minified, or it loads something", name)
		}
		for _, variable := range regexp.MustCompile(`--[A-Za-z_][-\w]*`).FindAllString(css, -1) {
			if !strings.HasPrefix(variable, "--openrouter-") {
				t.Errorf("%s: a custom property %s", name, variable)
			}
		}
		for _, class := range regexp.MustCompile(`\.[a-z][-\w]*`).FindAllString(css, -1) {
			if !strings.HasPrefix(class, ".openrouter-") && class != ".dark" && class != ".light" && (name != "shadow" || len(class) > 3) {
				t.Errorf("%s: a class %s", name, class)
			}
		}
	}
}
