package button_test

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/button/internal/pseudo"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A specimen is one button in one state.
type specimen struct {
	variant button.Variant
	size    button.Size
	state   string
}

func (s specimen) id() string {
	return strings.ReplaceAll(fmt.Sprintf("%s-%s-%s", s.variant, s.size, s.state), " ", "-")
}

// forced are the pseudo-classes of the state.
func (s specimen) forced() string {
	return map[string]string{
		"hover": "hover", "active": "hover active", "focus": "focus focus-visible", "focus hover": "focus focus-visible hover",
	}[s.state]
}

func specimens() (all []specimen) {
	for _, variant := range button.Variants() {
		for _, size := range button.Sizes() {
			for _, state := range []string{"normal", "hover", "focus", "disabled", "loading"} {
				all = append(all, specimen{variant, size, state})
			}
		}
		for _, state := range []string{"active", "focus hover"} {
			all = append(all, specimen{variant, button.Medium, state})
		}
	}
	return all
}

// A way shows a specimen.
type way struct {
	name, head string
	show       func(s specimen) (template.HTML, error)
}

func ways() []way {
	rendered := func(method button.Method) func(s specimen) (template.HTML, error) {
		return func(s specimen) (template.HTML, error) {
			return button.HTML(button.Options{
				Variant: s.variant, Size: s.size, Method: method, Disabled: s.state == "disabled", Loading: s.state == "loading",
				Attributes: map[string]string{"id": s.id(), "variant": string(s.variant), pseudo.Attribute: s.forced()},
			})
		}
	}
	return []way{
		{"Tailwind", `<link rel="stylesheet" href="tailwind.css">`, func(s specimen) (template.HTML, error) {
			label, more := "Sign in with OpenRouter", ""
			if s.variant == button.Icon {
				label, more = "", ` aria-label="Sign in with OpenRouter"`
			}
			if s.state == "disabled" {
				more += " disabled"
			}
			return template.HTML(fmt.Sprintf(`<button id="%s" data-force="%s" class="%s"%s>%s%s</button>`,
				s.id(), s.forced(), button.Classes(s.variant, s.size), more, button.LogoSVG(s.size), label)), nil
		}},
		{"link", `<link rel="stylesheet" href="button.css">`, rendered(button.Link)},
		{"form", `<link rel="stylesheet" href="button.css">`, rendered(button.Post)},
		{"element", `<script type="module" src="element.js"></script>`, func(s specimen) (template.HTML, error) {
			return template.HTML(fmt.Sprintf(`<openrouter-sign-in id="%s" data-force="%s" variant="%s" size="%s" %s></openrouter-sign-in>`,
				s.id(), s.forced(), s.variant, s.size, s.state)), nil
		}},
	}
}

// open shows specimens in a way.
func (w way) open(t *testing.T, all []specimen) *chromiumtest.Tab {
	t.Helper()
	var body strings.Builder
	for _, s := range all {
		html, err := w.show(s)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&body, "<div>%s</div>\n", html)
	}
	tab := page(t, w.head, body.String())
	if w.name == "element" {
		tab.Wait("customElements.get('openrouter-sign-in')")
	}
	return tab
}

// snapshot is all that can be seen of each specimen, by id.
type snapshot map[string]map[string]string

func take(t *testing.T, tab *chromiumtest.Tab) snapshot {
	t.Helper()
	return chromiumtest.Eval[snapshot](tab, fmt.Sprintf("(%s)()", read(t, "testdata/snapshot.js")))
}

// measure is how well a specimen can be seen and hit.
type measure struct {
	Text, RingButton, Ring   float64 // contrasts
	Width, Height, RingWidth float64
}

// observation is all there is to know of a way.
type observation struct {
	looks    map[string]snapshot           // by theme
	measures map[string]map[string]measure // by theme and id
	forced   snapshot                      // under forced colours
	moving   map[string][]string           // what moves, by preference
}

func observe(t *testing.T, w way, all []specimen) observation {
	t.Helper()
	tab := w.open(t, all)
	if err := chromedp.Do(tab.Context(), pseudo.Force); err != nil {
		t.Fatal(err)
	}
	o := observation{map[string]snapshot{}, map[string]map[string]measure{}, nil, map[string][]string{}}
	moving := func() []string {
		return chromiumtest.Eval[[]string](tab, fmt.Sprintf("(%s)()", read(t, "testdata/moving.js")))
	}
	for _, theme := range []string{"light", "dark"} {
		tab.Media("prefers-color-scheme", theme)
		o.moving["no-preference"] = append(o.moving["no-preference"], moving()...)
		o.looks[theme] = take(t, tab)
		o.measures[theme] = chromiumtest.Eval[map[string]measure](tab, fmt.Sprintf("(%s)()", read(t, "testdata/contrast.js")))
	}
	tab.Media("forced-colors", "active")
	o.forced = take(t, tab)
	tab.Media("prefers-reduced-motion", "reduce")
	o.moving["reduce"] = moving()
	tab.NoErrors()
	return o
}

// TestLooks looks at every button in Chromium, made in every way.
func TestLooks(t *testing.T) {
	t.Parallel()
	all := specimens()
	seen := map[string]observation{}
	for _, way := range ways() {
		seen[way.name] = observe(t, way, all)
	}

	// The same look, to the fraction of a pixel, in every variant, size, theme
	// and state; Tailwind's own compiler says which.
	t.Run("the same", func(t *testing.T) {
		for _, theme := range []string{"light", "dark"} {
			for _, s := range all {
				want := seen["Tailwind"].looks[theme][s.id()]
				if len(want) < 30 {
					t.Fatalf("%s was not looked at: %v", s.id(), want)
				}
				for _, way := range ways()[1:] {
					got := seen[way.name].looks[theme][s.id()]
					for _, property := range slices.Sorted(maps.Keys(want)) {
						if got[property] != want[property] {
							t.Errorf("%s, %s, %s: %s is %q, Tailwind's %q", way.name, theme, s.id(), property, got[property], want[property])
						}
					}
				}
			}
		}
	})

	// States differ from each other, or their comparison would say nothing.
	t.Run("states differ", func(t *testing.T) {
		for _, theme := range []string{"light", "dark"} {
			for _, s := range all {
				normal := seen["Tailwind"].looks[theme][specimen{s.variant, s.size, "normal"}.id()]
				same := maps.Equal(normal, seen["Tailwind"].looks[theme][s.id()])
				if want := s.state == "normal" || s.state == "loading"; same != want {
					t.Errorf("%s, %s: the same as normal: %v", theme, s.id(), same)
				}
			}
		}
	})

	each := func(t *testing.T, check func(at string, s specimen, o observation, theme string)) {
		for _, way := range ways() {
			for _, theme := range []string{"light", "dark"} {
				for _, s := range all {
					check(fmt.Sprintf("%s, %s, %s", way.name, theme, s.id()), s, seen[way.name], theme)
				}
			}
		}
	}

	// WCAG 2.2: text 4.5 to 1 against the button (1.4.3), the focus ring 3 to 1
	// against both button and page (1.4.11), and 24 pixels to hit (2.5.8).
	t.Run("contrast and size", func(t *testing.T) {
		each(t, func(at string, s specimen, o observation, theme string) {
			m := o.measures[theme][s.id()]
			if m.Text < 4.5 && s.state != "disabled" {
				t.Errorf("%s: text has a contrast of %.2f", at, m.Text)
			}
			if strings.HasPrefix(s.state, "focus") && (m.RingWidth < 2 || m.RingButton < 3 || m.Ring < 3) {
				t.Errorf("%s: a ring of %.0f pixels, %.2f to 1 against the button and %.2f against the page", at, m.RingWidth, m.RingButton, m.Ring)
			}
			if m.Width < 24 || m.Height < 24 {
				t.Errorf("%s: a target of %.0f by %.0f pixels", at, m.Width, m.Height)
			}
			if s.variant == button.Icon && m.Width != m.Height {
				t.Errorf("%s: no square, %.0f by %.0f pixels", at, m.Width, m.Height)
			}
		})
	})

	// Where the system chooses the colours, edges and focus are drawn all the same.
	t.Run("forced colours", func(t *testing.T) {
		each(t, func(at string, s specimen, o observation, _ string) {
			look := o.forced[s.id()]
			if look["borderTopWidth"] != "1px" || look["borderTopStyle"] != "solid" || look["borderTopColor"] == look["backgroundColor"] {
				t.Errorf("%s: a border of %s %s %s", at, look["borderTopWidth"], look["borderTopStyle"], look["borderTopColor"])
			}
			if strings.HasPrefix(s.state, "focus") && (look["outlineStyle"] != "solid" || look["outlineWidth"] != "2px" || look["outlineColor"] == look["backgroundColor"]) {
				t.Errorf("%s: an outline of %s %s %s", at, look["outlineWidth"], look["outlineStyle"], look["outlineColor"])
			}
		})
	})

	// Nothing moves for people who asked for less motion.
	t.Run("reduced motion", func(t *testing.T) {
		for _, way := range ways() {
			if len(seen[way.name].moving["no-preference"]) == 0 {
				t.Errorf("%s: nothing moves at all", way.name)
			}
			for _, what := range seen[way.name].moving["reduce"] {
				t.Errorf("%s: %s", way.name, what)
			}
		}
	})
}

// axe-core finds nothing in any button, in either theme.
func TestAxe(t *testing.T) {
	t.Parallel()
	all := slices.DeleteFunc(specimens(), func(s specimen) bool { return s.forced() != "" })
	axe := oracle(t, "axe-core/axe.min.js")
	for _, way := range ways() {
		tab := way.open(t, all)
		tab.Run("document.querySelector('main').prepend(Object.assign(document.createElement('h1'), {textContent: 'Buttons'}))")
		tab.Run(axe)
		themes := []string{"light", "dark"}
		if way.name == "element" {
			themes = append(themes, "signed in")
		}
		for _, theme := range themes {
			if theme == "signed in" {
				tab.Run(`document.querySelectorAll("openrouter-sign-in").forEach(host => host.setAttribute("signed-in", "menu"))`)
				tab.Run(`import("/element.js").then(({setApiKey}) => setApiKey("sk-or-v1-test"))`)
			} else {
				tab.Media("prefers-color-scheme", theme)
			}
			take(t, tab) // ends the transitions between the themes
			// axe is not sure of the colours of texts that only screen readers get.
			found := chromiumtest.Eval[[]string](tab, `axe.run(document, {rules: {'target-size': {enabled: true}}}).then(({violations, incomplete, passes}) =>
				passes.some(({id}) => id === 'color-contrast')
				? [...violations, ...incomplete.filter(({id}) => id !== 'color-contrast')].flatMap(({id, help, nodes}) =>
					nodes.map(({html, failureSummary}) => id + ': ' + help + ': ' + html + ' ' + failureSummary))
				: ['axe did not look at colours'])`)
			for _, finding := range found {
				t.Errorf("%s, %s: %s", way.name, theme, finding)
			}
		}
	}
}
