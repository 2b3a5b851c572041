package examples_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// compile prints a stylesheet for browsers from before light-dark(), as Vite has
// it compiled unless it is told otherwise.
const compile = `
	import {transform} from 'lightningcss'
	import {readFileSync} from 'node:fs'
	const {code} = transform({filename: 'orkey.css', code: readFileSync('node_modules/orkey/orkey.css'), minify: true,
		targets: {chrome: 111 << 16, firefox: 114 << 16, safari: 16 << 16 | 4 << 8}})
	console.log(code.toString())`

// A bundler that replaces light-dark() leaves the button its colours, in every
// theme.
func TestCompiledStylesheet(t *testing.T) {
	t.Parallel()
	installed(t)
	compiled := run(t, examples, nil, "node", "--input-type=module", "--eval", compile)
	if strings.Contains(compiled, "light-dark(") {
		t.Fatal("nothing was compiled")
	}
	sheets := map[string]string{"/ours.css": read(t, modules+"/orkey/orkey.css"), "/compiled.css": compiled}
	var body strings.Builder
	for _, mark := range []string{"", `class="dark"`, `class="light"`, `data-theme="dark"`, `data-theme="light"`} {
		fmt.Fprintf(&body, "<div %s>", mark)
		for _, variant := range button.Variants() {
			for _, theme := range []button.Theme{button.Auto, button.Light, button.Dark} {
				signIn, err := button.HTML(button.Options{Variant: variant, Theme: theme})
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&body, `%s<openrouter-sign-in variant="%s" theme="%s"></openrouter-sign-in>`, signIn, variant, theme)
			}
		}
		body.WriteString("</div>")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		if css, ok := sheets[r.URL.Path]; ok {
			fmt.Fprint(w, css)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><link rel="stylesheet" href="%s">%s`, r.URL.Query().Get("css"), &body)
	}))
	t.Cleanup(server.Close)
	tab := chromiumtest.New(t)
	for _, scheme := range []string{"light", "dark"} {
		tab.Media("prefers-color-scheme", scheme)
		looks := map[string][]string{}
		for sheet := range sheets {
			tab.Navigate(server.URL + "?css=" + sheet)
			looks[sheet] = chromiumtest.Eval[[]string](tab, `[...document.querySelectorAll('.openrouter-button, openrouter-sign-in')].map(button => {
				const {color, backgroundColor, borderColor} = getComputedStyle(button)
				return [button.parentElement.outerHTML.split('>')[0], button.outerHTML.split('>')[0], color, backgroundColor, borderColor].join(' ')
			})`)
		}
		for i, want := range looks["/ours.css"] {
			if got := looks["/compiled.css"][i]; got != want {
				t.Errorf("%s: compiled\n%s, want\n%s", scheme, got, want)
			}
		}
		if len(looks["/ours.css"]) != 2*3*5*len(button.Variants()) {
			t.Errorf("%d buttons", len(looks["/ours.css"]))
		}
	}
}
