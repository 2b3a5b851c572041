package button

import (
	"cmp"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// writeAttributes writes those of link and button alike.
func (o Options) writeAttributes(b *strings.Builder) {
	attribute(b, "class", o.classes())
	label, lang := o.label()
	attribute(b, "lang", lang)
	if o.Variant == Icon {
		attribute(b, "aria-label", label)
	}
	if o.Loading {
		attribute(b, "aria-busy", "true")
	}
	for _, name := range slices.Sorted(maps.Keys(o.Attributes)) {
		b.WriteString(" " + name + `="` + template.HTMLEscapeString(o.Attributes[name]) + `"`)
	}
}

func (o Options) classes() string {
	classes := []string{prefix + "button"}
	add := func(when bool, name string) {
		if when {
			classes = append(classes, prefix+name)
		}
	}
	add(o.Variant != "" && o.Variant != Default, string(o.Variant))
	add(o.Size != "" && o.Size != Medium, string(o.Size))
	add(o.Theme != "" && o.Theme != Auto, string(o.Theme))
	add(o.Logo == None, string(None))
	add(o.Loading, "loading")
	add(o.Disabled, "disabled")
	return strings.Join(append(classes, strings.Fields(o.Class)...), " ")
}

// label returns the label and its language, which is "" where the page's is.
func (o Options) label() (text, lang string) {
	if o.Label != "" {
		return o.Label, o.Lang
	}
	own := TextIn(o.Lang)
	if o.Lang == "" {
		return own.SignIn, ""
	}
	return own.SignIn, own.Lang
}

// writeContent ends the start tag and writes what is inside.
func (o Options) writeContent(b *strings.Builder) {
	b.WriteString(">")
	text, _ := o.label()
	// dir keeps a label together that runs against the page.
	label := `<span class="` + prefix + `label" dir="auto">` + template.HTMLEscapeString(text) + "</span>"
	if o.Variant == Icon {
		label = ""
	}
	logo := string(logoSVG(cmp.Or(o.Size, Medium), prefix+"logo"))
	switch {
	case o.Loading:
		logo = string(spinnerSVG(cmp.Or(o.Size, Medium)))
	case o.Logo == None:
		logo = ""
	}
	if o.Logo == Right {
		b.WriteString(label + logo)
	} else {
		b.WriteString(logo + label)
	}
}
