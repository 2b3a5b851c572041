package button_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/button/internal/pseudo"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

const both = `<link rel="stylesheet" href="/button.css"><script type="module" src="/element.js"></script>`

// pair is a button from the server and, on a line of its own, the element with
// the same options.
func pair(t *testing.T, id string, o button.Options) string {
	t.Helper()
	state := map[bool]string{o.Loading: "loading", o.Disabled: "disabled"}[true]
	label := ""
	if o.Label != "" {
		label = fmt.Sprintf(`label="%s"`, o.Label)
	}
	o.Attributes = map[string]string{"id": id + "-page"}
	return html(t, o) + fmt.Sprintf("\n"+`<openrouter-sign-in id="%s-element" variant="%s" size="%s" logo="%s" theme="%s" %s %s></openrouter-sign-in>`,
		id, o.Variant, o.Size, o.Logo, o.Theme, label, state)
}

// probe evaluates an expression over the button of every element with an id. It
// knows host, button and style.
func probe[T any](tab *chromiumtest.Tab, expression string) map[string]T {
	return chromiumtest.Eval[map[string]T](tab, `Object.fromEntries([...document.querySelectorAll("[id]")].map(host => {
		const button = host.shadowRoot?.querySelector("button") ?? host, style = getComputedStyle(button);
		for (const animation of button.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
		return [host.id, `+expression+`];
	}))`)
}

// In a column of 100 pixels the padding gives way, the label wraps, and nothing
// sticks out, whatever the label.
func TestNarrow(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for _, variant := range button.Variants() {
		for _, size := range button.Sizes() {
			for i, label := range []string{"", "A rather long label that says a great deal more than it needs to", "Donaudampfschifffahrtsgesellschaft"} {
				for _, wrap := range []string{"", "nowrap"} {
					two := pair(t, fmt.Sprintf("%s-%s-%d%s", variant, size, i, wrap), button.Options{Variant: variant, Size: size, Label: label})
					for one := range strings.SplitSeq(two, "\n") {
						fmt.Fprintf(&body, `<div class="narrow %s">%s</div>`, wrap, one)
					}
				}
			}
		}
	}
	tab := page(t, both, body.String())
	tab.Wait("document.querySelector('main > div:last-child > :last-child').shadowRoot")
	for id, problem := range probe[string](tab, `(() => {
		const column = host.parentElement.getBoundingClientRect(), box = button.getBoundingClientRect();
		if (host.parentElement.scrollWidth > 100) return "the column scrolls";
		if (box.left < column.left || box.right > column.right + .01) return "the button sticks out of the column";
		if (host.getAttribute("variant") === "icon" || host.matches(".openrouter-icon")) return box.width === box.height ? "" : "no square";
		const range = document.createRange(), texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
		texts.nextNode();
		range.selectNodeContents(texts.currentNode);
		for (const line of range.getClientRects())
			if (line.left < box.left || line.right > box.right || line.top < box.top || line.bottom > box.bottom) return "the label sticks out of the button";
		const mark = button.querySelector("svg");
		if (mark.clientWidth < parseFloat(style.fontSize)) return "the logo has shrunk to " + mark.clientWidth;
		const {data} = texts.currentNode;
		for (const {0: word, index} of data.matchAll(/\S+/g)) {
			range.setStart(texts.currentNode, index);
			range.setEnd(texts.currentNode, index + word.length);
			const pieces = [...range.getClientRects()];
			if (pieces.length > 1 && pieces.reduce((sum, {width}) => sum + width, 0) < 60) return "the padding has not made room for " + word;
		}
		return "";
	})()`) {
		if problem != "" {
			t.Errorf("%s: %s", id, problem)
		}
	}
}

// With room, the padding is as wide as it should be and the label on one line;
// in a crowded row no word is torn apart.
func TestRoom(t *testing.T) {
	t.Parallel()
	tab := page(t, both, `<div class="room">`+pair(t, "room", button.Options{})+`</div>
		<div class="row"><div>`+strings.Repeat("crowd ", 60)+`</div>`+pair(t, "row", button.Options{Size: button.ExtraLarge})+`</div>`)
	tab.Wait("document.querySelector('#row-element').shadowRoot")
	height := probe[float64](tab, "button.offsetHeight")
	width := probe[float64](tab, "button.querySelector('span, slot').offsetWidth")
	for _, kind := range []string{"-page", "-element"} {
		if height["room"+kind] != 40 {
			t.Errorf("%s: %.0f pixels high, want 40", kind, height["room"+kind])
		}
		if width["row"+kind] < 80 {
			t.Errorf("%s: a label %.0f pixels wide can't hold the word OpenRouter", kind, width["row"+kind])
		}
	}
}

// Loading keeps the size of the button, with every place of the logo.
func TestLoadingKeepsTheSize(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for _, logo := range []button.Logo{button.Left, button.Right, button.None} {
		for _, loading := range []bool{false, true} {
			fmt.Fprintf(&body, "<div>%s</div>", pair(t, fmt.Sprintf("%s-%v", logo, loading), button.Options{Logo: logo, Loading: loading}))
		}
	}
	tab := page(t, both, body.String())
	tab.Wait("document.querySelector('main > div:last-child > :last-child').shadowRoot")
	box := probe[[]float64](tab, "[button.getBoundingClientRect().width, button.getBoundingClientRect().height]")
	// The middle of the label and of what is before or after it, from the left.
	middles := probe[[]float64](tab, `[...button.querySelectorAll("span, slot, svg")]
		.filter(part => part.getClientRects().length)
		.map(part => part.getBoundingClientRect()).map(({left, right}) => (left + right) / 2 - button.getBoundingClientRect().left).map(Math.round).sort((a, b) => a - b)`)
	opacity := probe[string](tab, `getComputedStyle(button.querySelector("span, slot")).opacity`)
	for _, logo := range []string{"left", "right", "none"} {
		for _, kind := range []string{"-page", "-element"} {
			still, busy := logo+"-false"+kind, logo+"-true"+kind
			if fmt.Sprint(box[still]) != fmt.Sprint(box[busy]) {
				t.Errorf("%s: %v, loading %v", logo+kind, box[still], box[busy])
			}
			want := fmt.Sprint(middles[still])
			if logo == "none" { // the spinner is where the label is, which can't be seen
				want = fmt.Sprint(append(middles[still], middles[still]...))
				if opacity[busy] != "0" || opacity[still] != "1" {
					t.Errorf("%s: opacity of the label %s, loading %s", logo+kind, opacity[still], opacity[busy])
				}
			}
			if fmt.Sprint(middles[busy]) != want {
				t.Errorf("%s: parts are at %v, loading at %v", logo+kind, middles[still], middles[busy])
			}
		}
	}
}

// Where text runs from right to left the logo is on the other side, and left
// and right change places.
func TestRightToLeft(t *testing.T) {
	t.Parallel()
	logoIsLeft := `button.querySelector("svg").getBoundingClientRect().left < button.querySelector("span, slot").getBoundingClientRect().left`
	body := `<div dir="ltr">` + pair(t, "ltr-left", button.Options{Logo: button.Left}) + pair(t, "ltr-right", button.Options{Logo: button.Right}) + `</div>` +
		`<div dir="rtl">` + pair(t, "rtl-left", button.Options{Logo: button.Left}) + pair(t, "rtl-right", button.Options{Logo: button.Right}) + `</div>`
	tab := page(t, both, body)
	tab.Wait("document.querySelector('main > div:last-child > :last-child').shadowRoot")
	for id, left := range probe[bool](tab, logoIsLeft) {
		if want := strings.HasPrefix(id, "ltr-left") || strings.HasPrefix(id, "rtl-right"); left != want {
			t.Errorf("%s: the logo is to the left of the label: %v", id, left)
		}
	}
}

// The nearest mark of a theme counts, then the page's color-scheme, then the
// person's preference; and theme before them all.
func TestThemes(t *testing.T) {
	t.Parallel()
	type want struct{ light, dark string } // by the person's preference
	places := map[string]struct {
		around string // class or data-theme of ancestors, outermost first
		theme  button.Theme
		want   want
	}{
		"plain":             {"", "", want{"light", "dark"}},
		"auto":              {"", button.Auto, want{"light", "dark"}},
		"light":             {"", button.Light, want{"light", "light"}},
		"dark":              {"", button.Dark, want{"dark", "dark"}},
		"class-dark":        {"dark", "", want{"dark", "dark"}},
		"class-light":       {"light", "", want{"light", "light"}},
		"data-dark":         {"=dark", "", want{"dark", "dark"}},
		"data-light":        {"=light", "", want{"light", "light"}},
		"light-in-dark":     {"dark =light", "", want{"light", "light"}},
		"dark-in-light":     {"=light dark", "", want{"dark", "dark"}},
		"theme-in-dark":     {"dark", button.Light, want{"light", "light"}},
		"scheme-dark":       {"says-dark", "", want{"dark", "dark"}},
		"named-dark-theme":  {"=dracula says-dark", "", want{"dark", "dark"}},
		"named-light-theme": {"=cupcake says-light", "", want{"light", "light"}},
		"dark-marks-scheme": {"says-light dark", "", want{"dark", "dark"}},
	}
	var body strings.Builder
	for id, place := range places {
		opened := strings.Fields(place.around)
		for _, mark := range opened {
			if name, ok := strings.CutPrefix(mark, "="); ok {
				fmt.Fprintf(&body, `<div data-theme="%s">`, name)
			} else {
				fmt.Fprintf(&body, `<div class="%s">`, mark)
			}
		}
		body.WriteString(pair(t, id, button.Options{Theme: place.theme}) + strings.Repeat("</div>", len(opened)))
	}
	tab := page(t, both, body.String())
	tab.Wait("[...document.querySelectorAll('openrouter-sign-in')].at(-1).shadowRoot")
	for _, preference := range []string{"light", "dark"} {
		tab.Media("prefers-color-scheme", preference)
		background := probe[string](tab, "style.backgroundColor")
		for id, place := range places {
			want := map[string]string{"light": "rgb(255, 255, 255)", "dark": "oklch(0.205 0 none)"}[map[string]string{"light": place.want.light, "dark": place.want.dark}[preference]]
			for _, kind := range []string{"-page", "-element"} {
				if background[id+kind] != want {
					t.Errorf("%s, %s preferred: the background is %s, want %s", id+kind, preference, background[id+kind], want)
				}
			}
		}
	}
}

// What says light or dark may change its mind.
func TestThemeChanges(t *testing.T) {
	t.Parallel()
	tab := page(t, both, `<div id="around">`+pair(t, "in", button.Options{})+`</div>`)
	tab.Wait("document.querySelector('#in-element').shadowRoot")
	for _, change := range []struct{ do, want string }{
		{"", "light"},
		{"around.className = 'dark'", "dark"},
		{"around.className = ''", "light"},
		{"around.dataset.theme = 'dark'", "dark"},
		{"around.dataset.theme = 'cupcake'", "light"},
		{"document.documentElement.style.colorScheme = 'dark'", "dark"},
		{"around.dataset.theme = 'light'", "light"},
		{"document.documentElement.style.colorScheme = ''; delete around.dataset.theme", "light"},
		{"document.querySelector('#in-element').setAttribute('theme', 'dark'); document.querySelector('#in-page').classList.add('openrouter-dark')", "dark"},
	} {
		tab.Run(change.do)
		want := map[string]string{"light": "rgb(255, 255, 255)", "dark": "oklch(0.205 0 none)"}[change.want]
		got := probe[string](tab, "style.backgroundColor")
		if got["in-page"] != want || got["in-element"] != want {
			t.Errorf("after %s: the page's button is %s, the element %s, want %s", change.do, got["in-page"], got["in-element"], want)
		}
	}
}

// Custom properties set anywhere around a button go before its own values.
func TestCustomProperties(t *testing.T) {
	t.Parallel()
	tab := page(t, both, `<div class="tinted">`+pair(t, "tinted", button.Options{})+`</div>`)
	tab.Wait("[...document.querySelectorAll('openrouter-sign-in')].at(-1).shadowRoot")
	look := "[style.backgroundColor, style.color, style.borderTopColor, style.borderTopLeftRadius, style.boxShadow].join(' ')"
	const tinted = "rgb(1, 2, 3) rgb(4, 5, 6) rgb(7, 8, 9) 3px none"
	for id, got := range probe[string](tab, look) {
		if got != tinted {
			t.Errorf("%s: %s", id, got)
		}
	}
	tab.Run(`document.querySelectorAll("[id]").forEach(host => host.setAttribute("` + pseudo.Attribute + `", "hover"))`)
	if err := chromedp.Do(tab.Context(), pseudo.Force); err != nil {
		t.Fatal(err)
	}
	for id, got := range probe[string](tab, "style.backgroundColor") {
		if want := "rgb(1, 2, 3)"; got != want { // no colour that nobody chose
			t.Errorf("%s under the mouse: %s, want %s", id, got, want)
		}
	}
}

// A page's own style for all its links and buttons leaves ours alone.
func TestRudePage(t *testing.T) {
	t.Parallel()
	show := func(more string) snapshot {
		var body strings.Builder
		for _, s := range specimens() {
			if s.size != button.Medium {
				continue
			}
			for _, method := range []button.Method{button.Link, button.Post} {
				fmt.Fprintf(&body, "<div>%s</div>", html(t, button.Options{Variant: s.variant, Size: s.size, Method: method, Action: "/",
					Attributes: map[string]string{"id": s.id() + string(method), pseudo.Attribute: s.forced()}}))
			}
		}
		tab := page(t, `<link rel="stylesheet" href="/button.css">`+more, body.String())
		if err := chromedp.Do(tab.Context(), pseudo.Force); err != nil {
			t.Fatal(err)
		}
		return take(t, tab)
	}
	polite, rude := show(""), show(`<link rel="stylesheet" href="/rude.css">`)
	for id, look := range polite {
		for property, want := range look {
			if got := rude[id][property]; got != want {
				t.Errorf("%s: %s is %s, want %s", id, property, got, want)
			}
		}
	}
}

// Until a script upgrades an element it looks as it will, so nothing moves.
func TestUpgradeMovesNothing(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	n := 0
	add := func(attributes, content string) {
		n++
		fmt.Fprintf(&body, `<div><openrouter-sign-in id="e%d" %s>%s</openrouter-sign-in> beside</div>`, n, attributes, content)
	}
	for _, variant := range button.Variants() {
		for _, size := range button.Sizes() {
			add(fmt.Sprintf(`variant="%s" size="%s"`, variant, size), "")
		}
	}
	for _, attributes := range []string{`logo="right"`, `logo="none"`, `variant="icon" logo="none"`, `label="Connect"`, `theme="dark"`, "disabled", "loading", "hidden"} {
		add(attributes, "")
	}
	add("", "A slotted label")
	for _, text := range button.Texts() {
		add(fmt.Sprintf(`lang="%s"`, text.Lang), "")
	}
	for _, lang := range []string{"pt-BR", "zh-TW", "zh-Hans-HK", "de"} {
		add(fmt.Sprintf(`lang="%s"`, lang), "")
	}
	tab := page(t, `<link rel="stylesheet" href="/button.css"><script type="module" src="/languages.js"></script>`, body.String())
	look := `(() => {
		const {x, y, width, height} = host.getBoundingClientRect();
		return [x, y, width, height].map(n => n.toFixed(2)).concat(style.backgroundColor, style.color, style.boxShadow, style.borderTopLeftRadius, style.opacity).join(" ");
	})()`
	before := probe[string](tab, look)
	tab.Run("import('/element.js').then(() => {})")
	tab.Wait("document.querySelector('#e1').shadowRoot")
	after := probe[string](tab, look)
	if len(after) != n {
		t.Fatalf("%d elements, want %d", len(after), n)
	}
	for id, want := range after {
		if before[id] != want {
			t.Errorf("%s: before %s, after %s", id, before[id], want)
		}
	}
}
