package main

import (
	"regexp"
	"slices"
	"strings"
)

var choice = regexp.MustCompile(`\{\{choice ([\w-]+) ([\w -]+)\}\}`)

// withChoices writes radio buttons for {{choice name value value}}: the value
// default is chosen, or where there is none the first.
func withChoices(page string) string {
	return choice.ReplaceAllStringFunc(page, func(found string) string {
		parts := choice.FindStringSubmatch(found)
		name, values := parts[1], strings.Fields(parts[2])
		chosen := max(0, slices.Index(values, "default"))
		var b strings.Builder
		b.WriteString("<div class=\"segmented\">\n")
		for i, value := range values {
			b.WriteString(`<label><input type="radio" name="` + name + `" value="` + value + `"`)
			if i == chosen {
				b.WriteString(" checked")
			}
			b.WriteString("><span>" + value + "</span></label>\n")
		}
		return b.String() + "</div>"
	})
}

// unindented is a page without the spaces that its lines begin with, but where they
// count: in a <pre>.
func unindented(page string) string {
	var b strings.Builder
	kept := false
	for line := range strings.Lines(page) {
		if !kept {
			line = strings.TrimLeft(line, " ")
		}
		b.WriteString(line)
		if begin, end := strings.LastIndex(line, "<pre"), strings.LastIndex(line, "</pre>"); begin != end {
			kept = begin > end
		}
	}
	return b.String()
}
