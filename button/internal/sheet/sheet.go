package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io/fs"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/button/internal/pseudo"
)

// width of the page in CSS pixels.
const width = 1960

//go:embed sheet.html
var markup string

// A state is a column of the sheet.
type state struct {
	Name   string
	Forced string // pseudo-classes
}

var states = []state{{"normal", ""}, {"hover", "hover"}, {"focus", "focus focus-visible"}, {"disabled", ""}, {"loading", ""}}

// A way makes a button.
type way struct {
	Name string
	show func(theme button.Theme, variant button.Variant, size button.Size, s state) (template.HTML, error)
}

var ways = []way{{"server", rendered}, {"element", element}}

func rendered(theme button.Theme, variant button.Variant, size button.Size, s state) (template.HTML, error) {
	return button.HTML(button.Options{Variant: variant, Size: size, Theme: theme,
		Disabled: s.Name == "disabled", Loading: s.Name == "loading", Attributes: map[string]string{pseudo.Attribute: s.Forced}})
}

func element(theme button.Theme, variant button.Variant, size button.Size, s state) (template.HTML, error) {
	return template.HTML(fmt.Sprintf(`<openrouter-sign-in theme="%s" variant="%s" size="%s" %s="%s" %s></openrouter-sign-in>`,
		theme, variant, size, pseudo.Attribute, s.Forced, s.Name)), nil
}

// sheet returns the page.
func sheet() ([]byte, error) {
	show := func(w way, theme button.Theme, variant button.Variant, size button.Size, s state) (template.HTML, error) {
		return w.show(theme, variant, size, s)
	}
	page, err := template.New("sheet").Funcs(template.FuncMap{"show": show}).Parse(markup)
	if err != nil {
		return nil, err
	}
	module, err := fs.ReadFile(browser.FS(), "orkey.min.js")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{
		"Ways":       ways,
		"Themes":     []button.Theme{button.Light, button.Dark},
		"Variants":   button.Variants(),
		"Sizes":      button.Sizes(),
		"States":     states,
		"Stylesheet": template.CSS(button.Stylesheet()),
		"Module":     template.JS(module),
	})
	return b.Bytes(), err
}
