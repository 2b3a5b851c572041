// Package snippets runs the code that the playground shows for a look, in every
// stack, and holds what comes out against the button on the playground's stage.
package snippets

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// A look is a query of the playground, and what it shows for that.
type look struct {
	name, query string
	code        map[string]string // by stack
	portrait    portrait
	attributes  string // of the element on the stage
}

// looks have everything that can be chosen, each at least once.
func looks() []look {
	awkward := url.QueryEscape("\"A\" & {b} <c> \\d `e` {{f}}")
	return []look{
		{name: "usual", query: ""},
		{name: "awkward label", query: "variant=cta&size=lg&logo=right&theme=dark&width=20rem&signed-in=menu&label=" + awkward},
		{name: "loading", query: "variant=branded&size=sm&theme=light&lang=fr&loading=true"},
		{name: "icon", query: "variant=icon&size=xl&disabled=true&label=" + awkward},
		{name: "full width", query: "variant=minimal&logo=none&width=100%25&lang=ar"},
		{name: "disabled", query: "theme=dark&disabled=true&lang=zh-Hant"},
	}
}

// Every snippet runs as it stands there, and makes what the stage shows.
func TestSnippets(t *testing.T) {
	t.Parallel()
	site, err := playground.New(playground.Config{BaseURL: "https://openrouter.ai"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	tab := open(t)
	all := looks()
	for i := range all {
		all[i].read(tab, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)+"/?"+all[i].query)
	}

	for _, stack := range []struct {
		name string
		run  func(*testing.T, []look) (page func(i int) string)
		in   parts
	}{
		{"html", html, element},
		{"react", vite, element},
		{"vue", vite, element},
		{"svelte", vite, element},
		{"template", template, link},
		{"templ", templ, link},
		{"tailwind", tailwind, utility},
	} {
		t.Run(stack.name, func(t *testing.T) {
			page := stack.run(t, all)
			for i, look := range all {
				look.hold(t, tab, page(i), stack.in)
			}
		})
	}
}

// open opens a tab in which nothing moves.
func open(t *testing.T) *chromiumtest.Tab {
	t.Helper()
	tab := chromiumtest.New(t)
	tab.Media("prefers-reduced-motion", "reduce")
	tab.Viewport(1280, 900)
	return tab
}

// read reads what the playground says at an address.
func (l *look) read(tab *chromiumtest.Tab, address string) {
	tab.Navigate(address)
	tab.Wait(`document.querySelectorAll('#snippet [role=tab]').length > 0`)
	l.portrait = element.draw(tab, "#specimen")
	l.attributes = attributesOf(tab, "#specimen")
	l.code = chromiumtest.Eval[map[string]string](tab, `Object.fromEntries([...document.querySelectorAll('#snippet [role=tab]')].map(tab => {
		tab.click()
		return [tab.value, document.querySelector('#snippet code').textContent]
	}))`)
}

// hold holds the button of a page against that of the stage.
func (l *look) hold(t *testing.T, tab *chromiumtest.Tab, page string, in parts) {
	t.Helper()
	tab.Navigate(page)
	tab.Wait(`!!document.querySelector('` + in.host + `')`)
	if got := in.draw(tab, in.host); got != l.portrait {
		t.Errorf("%s: the button is\n%+v, want\n%+v", l.name, got, l.portrait)
	}
	if in == element {
		if got := attributesOf(tab, in.host); got != l.attributes {
			t.Errorf("%s: its attributes are %s, want %s", l.name, got, l.attributes)
		}
	}
	leads := map[string]string{element.host: "https://openrouter.ai/auth?", link.host: "/auth/login", utility.host: "/auth/login"}[in.host]
	if strings.Contains(l.query, "loading") || strings.Contains(l.query, "disabled") {
		leads = ""
	}
	if got := in.click(tab, leads != ""); (got == "") != (leads == "") || !strings.Contains(got, leads) {
		t.Errorf("%s: a click leads to %q, want %q", l.name, got, leads)
	}
	tab.NoErrors()
}

// serve serves files by their paths, and those of a handler.
func serve(t *testing.T, files map[string]string, others http.Handler) (base string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if content, ok := files[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write([]byte(content))
			return
		}
		others.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}
