package main

import (
	"strings"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/bundling"
)

// design is what package button says of the button, for the sources to use by
// name: esbuild writes the values in. src/design.d.ts has the types.
func design() map[string]string {
	classes := map[button.Variant]map[button.Size]string{}
	for _, variant := range button.Variants() {
		classes[variant] = map[button.Size]string{}
		for _, size := range button.Sizes() {
			classes[variant][size] = button.Classes(variant, size)
		}
	}
	logos, spinners := map[button.Size]string{}, map[button.Size]string{}
	for _, size := range button.Sizes() {
		logos[size] = string(button.LogoSVG(size))
		spinners[size] = strings.Replace(spinner(size), ` class="openrouter-spinner"`, "", 1)
	}

	return bundling.Define("design", map[string]any{
		"tailwind": classes,
		"logos":    logos,
		"spinners": spinners,
		"signIn":   button.Texts()[0].SignIn,
	})
}

// spinner is what a button shows while it is loading.
func spinner(size button.Size) string {
	_, svg, _ := strings.Cut(markup(button.Options{Size: size, Loading: true}), "<svg")
	svg, _, _ = strings.Cut(svg, "</svg>")
	return "<svg" + svg + "</svg>"
}

// markup is a button that there is.
func markup(o button.Options) string {
	html, err := button.HTML(o)
	if err != nil {
		panic(err)
	}
	return string(html)
}
