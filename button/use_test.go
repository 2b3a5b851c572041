package button_test

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A click goes where the options say, with the mouse and with the keyboard,
// without any script.
func TestPress(t *testing.T) {
	t.Parallel()
	fields := map[string]string{"csrf": `t"o&k`}
	const want = "csrf=t%22o%26k&return_to=%2Fa%3Fb%3Dc%26d%23e"
	for method, verb := range map[button.Method]string{button.Link: "GET", button.Get: "GET", button.Post: "POST"} {
		for _, how := range []string{"mouse", "keyboard"} {
			tab := page(t, `<link rel="stylesheet" href="/button.css">`, html(t, button.Options{Method: method, ReturnTo: "/a?b=c&d#e", Fields: fields}))
			if how == "mouse" {
				tab.Click(".openrouter-button")
			} else {
				tab.Press(chromiumtest.TabKey)
				tab.Wait("document.activeElement.matches('.openrouter-button:focus-visible')")
				tab.Press(chromiumtest.Enter)
			}
			tab.Wait("location.pathname === '/auth/login'")
			if got := chromiumtest.Eval[string](tab, "document.body.innerText"); got != verb+" "+want {
				t.Errorf("%s by %s: %s", method, how, got)
			}
		}
	}
}

// What is disabled or loading does nothing.
func TestPressNothing(t *testing.T) {
	t.Parallel()
	for _, o := range []button.Options{
		{Disabled: true}, {Loading: true}, {Method: button.Post, Disabled: true}, {Method: button.Post, Loading: true}, {Method: button.Get, Loading: true},
	} {
		o.Attributes = map[string]string{"id": "o"}
		tab := page(t, `<link rel="stylesheet" href="/button.css">`, html(t, o)+`<p>elsewhere</p>`)
		middle := probe[[]float64](tab, "(({x, y, width, height}) => [x + width / 2, y + height / 2])(button.getBoundingClientRect())")["o"]
		tab.ClickAt(middle[0], middle[1])
		tab.Press(chromiumtest.TabKey + chromiumtest.Enter)
		tab.Click("p")
		if url := tab.URL(); !strings.HasSuffix(url, "/") {
			t.Errorf("%+v went to %s", o, url)
		}
	}
}

// The styles of hover and focus come with a real mouse and a real keyboard too.
func TestRealInput(t *testing.T) {
	t.Parallel()
	tab := page(t, both, pair(t, "a", button.Options{Variant: button.CTA})+`<p>elsewhere</p>`)
	tab.Wait("document.querySelector('#a-element').shadowRoot")
	for _, one := range []struct{ selector, find string }{ // as the Tab key comes to them
		{"#a-page", "document.querySelector('#a-page')"},
		{"#a-element >>> button", "document.querySelector('#a-element').shadowRoot.querySelector('button')"},
	} {
		style := func(property string) string { return "getComputedStyle(" + one.find + ")." + property }
		tab.Hover(one.selector)
		tab.Wait(style("scale") + " === '1.02' && " + style("backgroundColor") + " === 'oklch(0.269 0 none)'")
		tab.Hover("p")
		tab.Wait(style("scale") + " === 'none' && " + style("outlineStyle") + " === 'none'")
		tab.Press(chromiumtest.TabKey)
		tab.Wait(style("outlineStyle") + " === 'solid' && " + style("outlineWidth") + " === '2px'")
	}
}

// To a screen reader every button has its label as its name, the icon variant
// included, and says when it is busy.
func TestNames(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for _, variant := range button.Variants() {
		body.WriteString(pair(t, "plain-"+string(variant), button.Options{Variant: variant}))
		body.WriteString(pair(t, "label-"+string(variant), button.Options{Variant: variant, Label: "Connect", Loading: true}))
	}
	tab := page(t, both, body.String())
	tab.Wait("[...document.querySelectorAll('openrouter-sign-in')].at(-1).shadowRoot")
	tree, err := chromedp.Call(tab.Context(), accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, node := range tree.Nodes {
		if node.Role == nil || node.Name == nil {
			continue
		}
		switch role := string(node.Role.Value); role {
		case `"button"`, `"link"`:
			said := string(node.Name.Value)
			for _, property := range node.Properties {
				if property.Name == accessibility.PropertyNameBusy && string(property.Value.Value) == "1" {
					said += " busy"
				}
			}
			found[said]++
		case `"alert"`:
			found["alert"]++
		}
	}
	n := 2 * len(button.Variants())
	want := map[string]int{`"Sign in with OpenRouter"`: n, `"Connect" busy`: n, "alert": n}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("a screen reader finds %v, want %v", found, want)
	}
}

// OpenRouter's logo, path by path as it draws it, and ours give the same
// picture; the element's shorter path does so in the sizes it is shown in.
func TestLogo(t *testing.T) {
	t.Parallel()
	const theirs = `<path d="M3 248.945C18 248.945 76 236 106 219C136 202 136 202 198 158C276.497 102.293 332 120.945 423 120.945" stroke-width="90"/>` +
		`<path d="M511 121.5L357.25 210.268L357.25 32.7324L511 121.5Z"/>` +
		`<path d="M0 249C15 249 73 261.945 103 278.945C133 295.945 133 295.945 195 339.945C273.497 395.652 329 377 420 377" stroke-width="90"/>` +
		`<path d="M508 376.445L354.25 287.678L354.25 465.213L508 376.445Z"/>`
	svg := func(pixels int, viewBox, attributes, paths string) string {
		return fmt.Sprintf(`<div><svg width="%d" height="%[1]d" viewBox="%s" stroke="currentColor" %s>%s</svg></div>`, pixels, viewBox, attributes, paths)
	}
	filled, drawn := `fill="currentColor"`, button.ShadowLogo()
	own := strings.NewReplacer(`width="20"`, `width="300"`, `height="20"`, `height="300"`).Replace(string(button.LogoSVG(button.ExtraLarge)))
	tab := page(t, "", svg(300, button.LogoViewBox, filled, theirs)+`<div>`+own+`</div>`+
		svg(20, button.LogoViewBox, filled, theirs)+svg(20, drawn.ViewBox, `fill="none" stroke-width="16"`, `<path d="`+drawn.D+`"/>`))
	shot := func(n int) image.Image {
		png, err := chromedp.Run(tab.Context(), chromedp.Screenshot(chromedp.CSS(fmt.Sprintf("main > div:nth-child(%d) svg", n))))
		if err != nil {
			t.Fatal(err)
		}
		picture, _, err := image.Decode(bytes.NewReader(png))
		if err != nil {
			t.Fatal(err)
		}
		return picture
	}
	for _, c := range []struct {
		name         string
		want, got    image.Image
		size         int
		most, pixels uint32 // how far a pixel may be off, of 65535, and how many may be further
	}{
		// Where the two curves meet, one path has smoother edges than two.
		{"on a server", shot(1), shot(2), 300, 0x3000, 10},
		// An edge that is half a pixel off makes a difference of half of all.
		{"in the element", shot(3), shot(4), 20, 0x8000, 0},
	} {
		if c.got.Bounds().Dx() != c.size || c.want.Bounds().Dx() != c.size {
			t.Fatalf("%s: %v, want %v", c.name, c.got.Bounds(), c.want.Bounds())
		}
		dark, different := 0, uint32(0)
		for y := range c.size {
			for x := range c.size {
				a, _, _, _ := c.got.At(x, y).RGBA()
				b, _, _, _ := c.want.At(x, y).RGBA()
				if b < 0x8000 {
					dark++
				}
				if max(a, b)-min(a, b) > c.most {
					different++
				}
			}
		}
		if different > c.pixels || dark < c.size*c.size/9 {
			t.Errorf("%s: %d pixels differ, %d are dark", c.name, different, dark)
		}
	}
}
