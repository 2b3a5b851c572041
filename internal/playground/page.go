package playground

import (
	"embed"
	"errors"
	"html"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/coding"
)

//go:embed dist brotli
var embedded embed.FS

var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// files returns what the page loads but for moduleFiles, by name.
var files = sync.OnceValue(func() map[string]*coding.File {
	all := map[string]*coding.File{}
	entries, err := embedded.ReadDir("dist")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, entry := range entries {
		if name := entry.Name(); path.Ext(name) != ".html" { // that has blanks
			all[name] = coding.New(contentTypes[path.Ext(name)], read("dist/"+name), read("brotli/"+name+".br"))
		}
	}
	return all
})

func read(name string) []byte {
	content, err := embedded.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return content
}

// moduleFiles are those of package browser that the page loads.
var moduleFiles = []string{"orkey.css", "orkey.min.js", "orkey.languages.js"}

// A page is index.html for one OpenRouter.
type page struct {
	base, host string
	emulator   bool
	ways       Ways
}

// newPage checks what a page is to be.
func newPage(c Config) (page, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return page{}, errors.New("playground: BaseURL must be an origin such as https://openrouter.ai")
	}
	return page{base.Scheme + "://" + base.Host, base.Host, c.Emulator, c.Ways}, nil
}

// html is index.html.
func (p page) html() string {
	return strings.Replace(p.fill(string(read("dist/index.html"))), "{{sheet}}", sheet(), 1)
}

// fill fills the blanks that index.html and the example beside it have.
func (p page) fill(page string) string {
	base, mode, where := html.EscapeString(p.base), "other", p.base
	switch {
	case p.emulator:
		mode, where = "emulator", p.base+"/_emulator/"
	case p.base == orkey.DefaultBaseURL:
		mode = "live"
	}
	page = only(p.emulator, "emulator", page)
	page = only(!p.emulator, "live", page)
	page = only(mode == "live", "openrouter", page)
	page = only(p.ways != Ways{}, "running", page)
	// Away from OpenRouter, the examples are told whom to ask, and leave a person's
	// own key alone.
	attribute, variable, export, profile, answer := "", "", "", "", "…"
	if p.base != orkey.DefaultBaseURL {
		attribute = ` base-url="` + base + `"`
		variable = "OPENROUTER_BASE_URL=" + base + " \\\n  "
		export = "$ export OPENROUTER_BASE_URL=" + base + " ORKEY_PROFILE=demo\n"
		profile = "Profile:  demo\n"
		answer = "You said: What is a key?"
	}
	return strings.NewReplacer(
		"{{base}}", base,
		"{{host}}", html.EscapeString(p.host),
		"{{where}}", html.EscapeString(where),
		"{{mode}}", mode,
		"{{server}}", html.EscapeString(p.ways.Server),
		"{{gateway}}", html.EscapeString(p.ways.Gateway),
		"{{app}}", html.EscapeString(p.ways.App),
		"{{base-url}}", attribute,
		"{{variable}}", variable,
		"{{export}}", export,
		"{{profile}}", profile,
		"{{answer}}", answer,
	).Replace(page)
}

// only keeps what is between {{name}} and {{/name}}, or leaves it out.
func only(keep bool, name, page string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(page, "{{"+name+"}}")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		within, after, _ := strings.Cut(rest, "{{/"+name+"}}")
		if keep {
			b.WriteString(within)
		}
		page = after
	}
}

func (p page) file() *coding.File { return coding.New(contentTypes[".html"], []byte(p.html()), nil) }
