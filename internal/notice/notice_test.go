package notice

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/html"
)

const hostile = `"'><script>alert(1)</script>`

// body is the inside of main, with the button left out.
func body(t *testing.T, p Page) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<main>\n(.*)\n</main>\n</html>\n$`).FindStringSubmatch(string(p.html()))
	if found == nil {
		t.Fatalf("no page: %s", p.html())
	}
	return regexp.MustCompile(`(?s)<a class="openrouter-button.*?</a>`).ReplaceAllString(found[1], "BUTTON")
}

func TestPage(t *testing.T) {
	t.Parallel()
	escaped := string(html.Text(hostile))
	for _, c := range []struct {
		page  Page
		title string
		body  string
	}{
		{Page{Title: "Too large", Message: "Less."}, "Too large", "<h1>Too large</h1>\n<p>Less.</p>"},
		{Page{Title: "Sign in to it", Message: "Do.", Logo: "data:image/png;base64,AA==", Note: "It learns who you are.", SignIn: "/login"},
			"Sign in to it", `<img src="data:image/png;base64,AA==" alt="" height="56">` + "\n<h1>Sign in to it</h1>\n<p>Do.</p>\n<p>BUTTON</p>\n" + `<p class="note">It learns who you are.</p>`},
		{Page{Title: "Sign out?", Message: "Sure?", App: "It", SignOut: "/logout", Back: "/home"},
			"Sign out? · It", `<p class="app">It</p>` + "\n<h1>Sign out?</h1>\n<p>Sure?</p>\n" +
				`<form method="post" action="/logout"><button>Sign out</button></form>` + "\n" + `<p><a target="_top" href="/home">Back to It</a></p>`},
		{Page{Title: "Signed out", Message: "Delete it.", SignIn: "/login", Keys: "https://openrouter.ai/settings/keys"}, "Signed out",
			"<h1>Signed out</h1>\n<p>Delete it.</p>\n" + `<p><a target="_top" href="https://openrouter.ai/settings/keys">Your keys at OpenRouter</a></p>` + "\n<p>BUTTON</p>"},
		{Page{Title: "Not there", Message: "Soon.", Again: true}, "Not there", "<h1>Not there</h1>\n<p>Soon.</p>\n" + `<p><a href="">Try again</a></p>`},
		{Page{Title: "No", Message: "No.", Back: "javascript:alert(1)"}, "No", "<h1>No</h1>\n<p>No.</p>\n" + `<p><a target="_top" href="about:invalid">Back to the site</a></p>`},
		{Page{Title: hostile, Message: hostile, App: hostile, Note: hostile, SignOut: "/" + hostile, Back: "/" + hostile},
			escaped + " · " + escaped, `<p class="app">` + escaped + "</p>\n<h1>" + escaped + "</h1>\n<p>" + escaped + "</p>\n" +
				`<form method="post" action="/` + escaped + `"><button>Sign out</button></form>` + "\n" +
				`<p><a target="_top" href="/` + escaped + `">Back to ` + escaped + "</a></p>\n" + `<p class="note">` + escaped + "</p>"},
	} {
		if got := body(t, c.page); got != c.body {
			t.Errorf("got\n%s\nwant\n%s", got, c.body)
		}
		page := string(c.page.html())
		if !strings.Contains(page, "\n<title>"+c.title+"</title>\n") {
			t.Errorf("no title %q in %s", c.title, page)
		}
		// Or browsers ask the app for /favicon.ico.
		if !strings.Contains(page, "\n"+`<link rel="icon" href="data:`) {
			t.Errorf("no icon in %s", page)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for method, empty := range map[string]bool{"GET": false, "HEAD": true} {
		w := httptest.NewRecorder()
		Write(w, httptest.NewRequest(method, "/", nil), Page{Status: 403, Title: "No"})
		if w.Code != 403 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" || w.Body.Len() == 0 != empty {
			t.Errorf("%s: %d %v %q", method, w.Code, w.Header(), w.Body)
		}
	}
}

// What the policy allows is the style that is there.
func TestPolicy(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(string(Page{}.html()), "<style>")
	css, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(css))
	if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(Policy(), "'sha256-"+hash+"'") {
		t.Errorf("%s does not allow sha256-%s", Policy(), hash)
	}
}
