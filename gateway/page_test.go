package gateway_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/web"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// shot keeps a picture where SCREENSHOTS says, for people to look at.
func shot(t *testing.T, tab *chromiumtest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		tab.Screenshot(filepath.Join(dir, name+".png"))
	}
}

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 56 56"><rect width="56" height="56" rx="14" fill="#5b5bd6"/><path d="M18 38V18l20 20V18" fill="none" stroke="#fff" stroke-width="5"/><script>document.title = "evil"</script></svg>`

// A person comes to an app that knows nothing of sign-ins, in both themes.
func TestSignInInABrowser(t *testing.T) {
	t.Parallel()
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!doctype html><title>%s</title><link rel="icon" href="data:,"><h1>%s</h1>
			<form method="post" action="/_orkey/logout"><button>Sign out</button></form>`, r.URL.Path, r.Header.Get(gateway.UserHeader))
	})
	s := newSite(t, func(cfg *gateway.Config) {
		cfg.SignIn.PublicURL = strings.Replace(cfg.SignIn.PublicURL, "127.0.0.1", "localhost", 1)
		cfg.SignIn.Client = &orkey.Client{BaseURL: cfg.SignIn.Client.BaseURL, App: orkey.App{Title: "Field Notes"}}
		cfg.Logo = []byte(logo)
		cfg.Upstream = newApp(t, app)
	})
	for _, scheme := range []string{"light", "dark"} {
		tab := chromiumtest.New(t)
		tab.Media("prefers-color-scheme", scheme)
		tab.Viewport(360, 640)
		tab.Navigate(s.url + "/deep?x=1") // by the other name of this machine
		tab.Wait("document.title === 'Sign in to Field Notes'")
		shot(t, tab, "gateway sign-in "+scheme)
		for what, script := range map[string]string{
			"the page's style holds":   "getComputedStyle(document.querySelector('main')).borderRadius === '16px'",
			"the button's style holds": "document.querySelector('.openrouter-button').getBoundingClientRect().height === 48",
			"the logo is shown":        "document.images[0].naturalWidth > 0",
			"nothing overflows":        "document.documentElement.scrollWidth <= innerWidth",
			"no script is needed":      "document.scripts.length === 0",
			"the theme is heeded":      "getComputedStyle(document.body).backgroundColor === '" + map[string]string{"light": "rgb(243, 243, 246)", "dark": "rgb(19, 20, 24)"}[scheme] + "'",
		} {
			if !chromiumtest.Eval[bool](tab, script) {
				t.Errorf("%s: not so: %s", scheme, what)
			}
		}
		tab.Click(".openrouter-button")
		tab.Click("button[value=authorize]")
		tab.Wait("document.title === '/deep'")
		if user := chromiumtest.Eval[string](tab, "document.querySelector('h1').textContent"); user != s.openrouter.Config().Users[0].ID {
			t.Errorf("%s: the app greets %q", scheme, user)
		}
		tab.Click("form button")
		tab.Wait("document.querySelector('main h1')")
		shot(t, tab, "gateway signed out "+scheme)
		for _, line := range tab.Console() {
			if !strings.HasPrefix(line, "network error:") { // that is the status
				t.Errorf("%s: %s", scheme, line)
			}
		}
	}
}

func TestLogo(t *testing.T) {
	t.Parallel()
	for name, image := range map[string]string{
		"image/png":     "\x89PNG\r\n\x1a\n…",
		"image/jpeg":    "\xff\xd8\xff…",
		"image/gif":     "GIF89a…",
		"image/webp":    "RIFF\x00\x00\x00\x00WEBPVP8 ",
		"image/svg+xml": `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`,
	} {
		b := newSite(t, func(cfg *gateway.Config) { cfg.Logo = []byte(image) }).browser()
		if res := b.visit("/"); !strings.Contains(res.body, `src="data:`+name+`;base64,`) && !strings.Contains(res.body, `src="data:image/svg&#43;xml;base64,`) {
			t.Errorf("%s is not on the page: %s", name, res.body)
		}
	}
}

// The page says what signing in gives away.
func TestNote(t *testing.T) {
	t.Parallel()
	const learns, spends = " learns your OpenRouter user id, not your key.", " While you are signed in, its pages can use models on your account."
	for _, test := range []struct {
		change func(*gateway.Config)
		want   string
	}{
		{func(*gateway.Config) {}, learns + spends + "<"},
		{func(cfg *gateway.Config) { cfg.NoAPI = true }, learns + "<"},
		{func(cfg *gateway.Config) { cfg.SignIn.API = &web.API{Allow: []string{"GET /models"}} }, learns + "<"},
		{func(cfg *gateway.Config) { cfg.SignIn.API = &web.API{MaxConcurrent: 1} }, learns + spends + "<"},
		{func(cfg *gateway.Config) { cfg.PassKey = gateway.PassKeyHeader }, " gets a key with which it can use models on your account.<"},
	} {
		if res := newSite(t, test.change).browser().visit("/"); !strings.Contains(res.body, test.want) {
			t.Errorf("no %q: %s", test.want, res.body)
		}
	}
}
