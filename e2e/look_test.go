package e2e

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	built "github.com/orkey-dev/orkey/button" // button is a selector here
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// What the section of the look shows.
const (
	specimen = `document.querySelector('#specimen')`
	snippet  = `document.querySelector('#snippet code').textContent`
	inShadow = specimen + `.shadowRoot`
)

// attribute checks an attribute of the button on the stage, what is said of it in
// the address, and what in the code. "" is none.
func (v *visit) attribute(name, want, inAddress, inCode string) {
	v.t.Helper()
	if got := v.text(specimen + `.getAttribute(` + quote(name) + `)`); got != want {
		v.t.Errorf("%s is %q, want %q", name, got, want)
	}
	at, err := url.Parse(v.URL())
	if err != nil {
		v.t.Fatal(err)
	}
	if got := at.Query().Get(name); got != inAddress {
		v.t.Errorf("%s is %q in the address, want %q", name, got, inAddress)
	}
	if code := v.text(snippet); inCode != "" && !strings.Contains(code, inCode) || inCode == "" && strings.Contains(code, " "+name) {
		v.t.Errorf("the code for %s=%q is %s", name, want, code)
	}
}

// Every value of every choice of package button is there and does what it says.
func TestLookChoices(t *testing.T) {
	t.Parallel()
	v := newLook(t)
	for _, choice := range append(built.Choices(), built.Choice{Attribute: "signed-in", Values: []string{"hidden", "menu"}}) {
		name := choice.Attribute
		for _, value := range append(choice.Values[1:], choice.Values[0]) { // the default last, again
			v.Click(fmt.Sprintf("#look [name=%s][value=%s]", name, value))
			if value == choice.Values[0] {
				v.attribute(name, "", "", "")
			} else {
				v.attribute(name, value, value, fmt.Sprintf(" %s=%q", name, value))
			}
		}
		if offered := v.text(`document.querySelectorAll('#look [name="` + name + `"]').length`); offered != fmt.Sprint(len(choice.Values)) {
			t.Errorf("%s has %s values, want %q", name, offered, choice.Values)
		}
	}
	if at := v.URL(); at != v.page {
		t.Errorf("with all as usual, the address is %s", at)
	}
	v.NoErrors()
}

// The other controls.
func TestLookControls(t *testing.T) {
	t.Parallel()
	v := newLook(t)
	says := func() string { return v.text(inShadow + `.querySelector('slot').textContent`) }

	v.Click("#look [name=label]")
	v.Press(`Go "on" <b>`)
	v.attribute("label", `Go "on" <b>`, `Go "on" <b>`, ` label="Go &quot;on&quot; &lt;b&gt;"`)
	if said := says(); said != `Go "on" <b>` {
		t.Errorf("it says %q", said)
	}
	v.Run(`document.querySelector('#look [name=label]').select()`)
	v.Press("\b")
	v.attribute("label", "", "", "")

	var tags []string
	for _, text := range built.Texts()[1:] {
		tags = append(tags, text.Lang)
		v.Run(`(select => { select.value = ` + quote(text.Lang) + `; select.dispatchEvent(new Event('input', {bubbles: true})) })(document.querySelector('#look [name=lang]'))`)
		v.attribute("lang", text.Lang, text.Lang, fmt.Sprintf(" lang=%q", text.Lang))
		if said := says(); said != text.SignIn {
			t.Errorf("in %s it says %q", text.Lang, said)
		}
	}
	if offered := chromiumtest.Eval[[]string](v.Tab, `[...document.querySelector('#look [name=lang]').options].slice(1).map(o => o.value)`); !slices.Equal(offered, tags) {
		t.Errorf("the languages are %q, want %q", offered, tags)
	}
	if !strings.Contains(v.text(snippet), "orkey.languages.js") {
		t.Error("the code lacks the texts in other languages")
	}

	v.Click("#look [name=loading]")
	v.Wait(inShadow + `.querySelector('button').ariaBusy === 'true'`)
	v.Click("#look [name=disabled]")
	v.Wait(inShadow + `.querySelector('button').disabled`)
	if code := v.text(snippet); !strings.Contains(code, " loading disabled>") || !strings.Contains(v.URL(), "loading=true&disabled=true") {
		t.Errorf("at %s the code is %s", v.URL(), code)
	}
	for _, width := range []struct{ value, shown string }{{"20rem", "320"}, {"100%", "stage.clientWidth - 48"}, {"auto", "specimen.shadowRoot.querySelector('button').offsetWidth"}} {
		v.Click(`#look [name=width][value="` + width.value + `"]`)
		if got := v.text(specimen + `.offsetWidth === ` + width.shown); got != "true" {
			t.Errorf("width %s is %s", width.value, v.text(specimen+`.offsetWidth`))
		}
		if in := strings.Contains(v.text(snippet), `style="width: `+width.value+`"`); in != (width.value != "auto") {
			t.Errorf("the code for width %s is %s", width.value, v.text(snippet))
		}
	}
	grounds := map[string]bool{}
	for _, background := range []string{"white", "black", "colour", "page"} {
		v.Click("#look [name=background][value=" + background + "]")
		grounds[v.text(`getComputedStyle(stage).background + getComputedStyle(`+inShadow+`.querySelector('button')).backgroundColor`)] = true
	}
	if len(grounds) != 4 {
		t.Errorf("the backgrounds look like %d", len(grounds))
	}
	// What cannot be seen on the other background says so.
	v.Click("#look [name=variant][value=minimal]")
	for _, theme := range []string{"light", "dark", "auto"} {
		v.Click("#look [name=theme][value=" + theme + "]")
		if said := v.text(`document.querySelector('#stage').innerText`); strings.Contains(said, "for "+theme+" pages") != (theme != "auto") {
			t.Errorf("in the theme %s the stage says %q", theme, said)
		}
	}
	// The logo is all there is of an icon, and an icon is square.
	v.Click("#look [name=variant][value=icon]")
	v.Wait(`document.querySelector('#look [name=logo]').matches(':disabled') && document.querySelector('#look [name=width]').matches(':disabled')`)
	if said := v.text(`document.querySelector('#look-width legend').innerText`); said != "Width: an icon is square" {
		t.Errorf("why there is no width it says %q", said)
	}
	v.Click("#look-reset")
	v.Wait(`location.search === '' && ` + specimen + `.getAttributeNames().sort().join() === 'base-url,id,key-label,style'`)
	v.NoErrors()
}

// A look is in its address: whoever opens that sees it, and so does who signs in
// with it and comes back.
func TestLookIsShared(t *testing.T) {
	t.Parallel()
	const query = "?other=1&variant=cta&size=lg&logo=right&theme=dark&width=20rem&label=Go+%26+see&lang=fr&signed-in=menu&background=black&stack=svelte"
	v := newVisit(t, watchShifts, `navigator.clipboard.writeText = async text => { window.copied = text }`)
	shows := func() string {
		return v.text(`JSON.stringify([Object.fromEntries(new FormData(document.querySelector('#look-controls'))), document.querySelector('#snippet [aria-selected=true]').value, ` + specimen + `.getAttribute('label')])`)
	}
	v.Media("prefers-reduced-motion", "reduce") // what is clicked is not on its way
	v.Navigate(v.page + query + "#look")
	v.Wait(signedOut + ` && ` + specimen + `.hasAttribute('label')`)
	const want = `[{"background":"black","variant":"cta","size":"lg","logo":"right","theme":"dark","width":"20rem","label":"Go & see","lang":"fr","signed-in":"menu"},"svelte","Go & see"]`
	if got := shows(); got != want {
		t.Errorf("it shows\n%s, want\n%s", got, want)
	}
	v.still()
	v.Click("#look [name=theme][value=light]")
	v.Click("#look [name=theme][value=dark]")
	v.Click("#look .stage-head .copy")
	v.Wait(`window.copied !== undefined`)
	if copied := v.text(`window.copied`); copied != v.URL() {
		t.Errorf("copied %s at %s", copied, v.URL())
	}
	v.Navigate(v.text(`window.copied`))
	v.Wait(signedOut + ` && ` + specimen + `.hasAttribute('label')`)
	if got := shows(); got != want {
		t.Errorf("shared, it shows\n%s, want\n%s", got, want)
	}

	// What nobody could choose is not chosen.
	v.Navigate(v.page + "?variant=fancy&size=&lang=tlh&width=1e9px&loading=yes&background=url&stack=cobol&label=" + strings.Repeat("x", 100))
	v.Wait(signedOut + ` && ` + specimen + `.hasAttribute('label')`)
	if got, want := shows(), `[{"background":"page","variant":"default","size":"default","logo":"left","theme":"auto","width":"auto","label":"`+strings.Repeat("x", 60)+`","lang":"","signed-in":"hidden"},"html","`+strings.Repeat("x", 60)+`"]`; got != want {
		t.Errorf("it shows\n%s, want\n%s", got, want)
	}

	// The button of the stage signs in, and the look is there afterwards.
	v.Navigate(v.page + query + "#look")
	v.Wait(signedOut)
	v.Click("#specimen >>> button")
	v.Wait(onConsent)
	if callback := v.text(`new URL(location.href).searchParams.get('callback_url')`); callback != v.page {
		t.Errorf("the callback URL is %s", callback)
	}
	v.Click(authorize)
	v.Wait(loaded)
	if got := v.URL(); got != v.page+query+"#look" {
		t.Errorf("back at %s", got)
	}
	if got := shows(); got != want {
		t.Errorf("signed in, it shows\n%s, want\n%s", got, want)
	}
	v.stillBesideLabels()
	v.NoErrors()
}

// Who is signed in sees the look all the same: a picture where the button would
// hide, and the button itself where it would sign out.
func TestLookSignedIn(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	const picture = `document.querySelector('#picture .openrouter-button')`
	v.Click("#look [name=variant][value=cta]")
	v.Click("#look [name=size][value=lg]")
	v.Click("#look [name=logo][value=right]")
	v.Click("#look [name=theme][value=dark]")
	v.Click("#look [name=loading]")
	if got := v.text(picture + `.className`); got != "openrouter-button openrouter-cta openrouter-lg openrouter-dark openrouter-loading" {
		t.Errorf("the picture is %q", got)
	}
	v.Click("#look [name=loading]")
	if got := v.text(picture + `.lastElementChild.tagName`); got != "svg" {
		t.Errorf("the logo is not on the right, but there is %s", got)
	}
	if shown := v.text(specimen + `.checkVisibility()`); shown != "false" {
		t.Error("the button is there, too")
	}
	v.Click("#look [name=signed-in][value=menu]")
	v.Wait(picture + ` === null`)
	v.Click("#specimen >>> button")
	v.Wait(signedOut)
	v.Wait(inShadow + `.querySelector('slot').textContent === 'Sign in with OpenRouter'`)
	v.NoErrors()
}

// Every variant in every size is on the sheet, light and dark, and chosen there by
// mouse and keyboard.
func TestSheet(t *testing.T) {
	t.Parallel()
	v := newLook(t)
	v.Viewport(1600, 1000)
	heights := map[built.Size]string{built.Small: "32", built.Medium: "40", built.Large: "48", built.ExtraLarge: "56"}
	seen := map[string]bool{}
	for _, variant := range built.Variants() {
		for _, size := range built.Sizes() {
			for _, theme := range []built.Theme{built.Light, built.Dark} {
				value := fmt.Sprintf("%s %s %s", variant, size, theme)
				shown := fmt.Sprintf(`document.querySelector('[name=sheet][value="%s"] + .openrouter-button')`, value)
				if got := v.text(shown + `.offsetHeight`); got != heights[size] {
					t.Errorf("%s is %s pixels high", value, got)
				}
				seen[v.text(`(e => (s => [s.backgroundColor, s.color, s.border, s.borderRadius, s.fontSize, s.boxShadow, e.offsetWidth === e.offsetHeight].join())(getComputedStyle(e)))(`+shown+`)`)] = true
			}
		}
	}
	if len(seen) != 40 {
		t.Errorf("40 buttons have %d looks: %q", len(seen), slices.Collect(maps.Keys(seen)))
	}
	v.Click(`[name=sheet][value="branded xl dark"]`)
	v.attribute("variant", "branded", "branded", ` variant="branded"`)
	v.attribute("size", "xl", "xl", ` size="xl"`)
	v.attribute("theme", "dark", "dark", ` theme="dark"`)
	v.Run(`document.querySelector('[name=sheet]:checked').focus()`)
	v.Press(chromiumtest.ArrowRight)
	v.attribute("variant", "icon", "icon", ` variant="icon"`)
	v.attribute("size", "sm", "sm", ` size="sm"`)
	v.NoErrors()
}
