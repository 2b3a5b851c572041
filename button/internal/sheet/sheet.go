package main

import (
	"bytes"
	_ "embed"
	"html/template"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/button/internal/pseudo"
)

// width of the page in CSS pixels.
const width = 1760

//go:embed sheet.html
var markup string

// A state is a column of the sheet.
type state struct {
	Name   string
	Forced string // pseudo-classes
	option func(*button.Options)
}

var states = []state{
	{"normal", "", func(*button.Options) {}},
	{"hover", "hover", func(*button.Options) {}},
	{"focus", "focus focus-visible", func(*button.Options) {}},
	{"disabled", "", func(o *button.Options) { o.Disabled = true }},
	{"loading", "", func(o *button.Options) { o.Loading = true }},
}

// sheet returns the page.
func sheet() ([]byte, error) {
	show := func(theme button.Theme, variant button.Variant, size button.Size, s state) (template.HTML, error) {
		o := button.Options{Variant: variant, Size: size, Theme: theme, Attributes: map[string]string{pseudo.Attribute: s.Forced}}
		s.option(&o)
		return button.HTML(o)
	}
	page, err := template.New("sheet").Funcs(template.FuncMap{"show": show}).Parse(markup)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{
		"Themes":     []button.Theme{button.Light, button.Dark},
		"Variants":   button.Variants(),
		"Sizes":      button.Sizes(),
		"States":     states,
		"Stylesheet": template.CSS(button.Stylesheet()),
	})
	return b.Bytes(), err
}
