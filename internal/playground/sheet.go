package playground

import (
	"fmt"
	"strings"

	"github.com/orkey-dev/orkey/button"
)

// sheet is every variant in every size, light and dark: radio buttons that choose
// what they show. They are no links, so one stop of the Tab key leads through
// all.
func sheet() string {
	var b strings.Builder
	for _, theme := range []button.Theme{button.Light, button.Dark} {
		fmt.Fprintf(&b, "<div class=\"sheet-theme\" data-theme=\"%s\"><div class=\"sheet-sizes\" aria-hidden=\"true\"><span>%[1]s</span>", theme)
		for _, size := range button.Sizes() {
			fmt.Fprintf(&b, "<span>%s</span>", size)
		}
		b.WriteString("</div>\n")
		for _, variant := range button.Variants() {
			fmt.Fprintf(&b, "<div class=\"sheet-row\"><span aria-hidden=\"true\">%s</span>", variant)
			for _, size := range button.Sizes() {
				fmt.Fprintf(&b, "<label><input type=\"radio\" name=\"sheet\" value=\"%s %s %s\" aria-label=\"%[1]s, %[2]s, %[3]s\">%s</label>",
					variant, size, theme, picture(button.Options{Variant: variant, Size: size}))
			}
			b.WriteString("</div>\n")
		}
		b.WriteString("</div>\n")
	}
	return b.String()
}

// picture is a button that does nothing.
func picture(o button.Options) string {
	html, err := button.HTML(o)
	if err != nil {
		panic(err) // it is one that there is
	}
	return strings.NewReplacer(
		"<a ", "<span ", "</a>", "</span>",
		` href="/auth/login" rel="nofollow"`, "",
		` aria-label="`+button.Texts()[0].SignIn+`"`, "", // the radio button has a name
	).Replace(string(html))
}
