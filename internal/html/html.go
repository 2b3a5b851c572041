// Package html writes pages in plain Go. No template is executed: those look up
// methods by name, and a program in which that can happen keeps every exported
// method of every type, half as much again of a large one.
//
// Markup is an [HTML] and text is a string, so the compiler tells them apart. A
// constant in the source passes for both; a text from elsewhere becomes markup by
// [Text] and [Attr], which escape it.
package html

import (
	"html/template"
	"slices"
	"strings"
)

// HTML is markup that is safe to show.
type HTML = template.HTML

// Text returns markup that shows s, in an element or as the value of an attribute
// in quotes. For attributes with a URL there is [Attr].
func Text(s string) HTML { return HTML(template.HTMLEscapeString(s)) }

// Attr returns an attribute, after a space. A URL with a scheme that a browser
// might run, or does not know, is replaced by one that leads nowhere.
func Attr(name HTML, value string) HTML {
	if slices.Contains(leading, name) && !isSafe(value) {
		value = "about:invalid"
	}
	return " " + name + `="` + Text(value) + `"`
}

// leading are the attributes whose value is a URL.
var leading = []HTML{"action", "formaction", "href", "src"}

// isSafe reports whether a URL is relative or of the web. Whatever a browser takes
// out of a URL, such as line breaks, makes of "http" another scheme here.
func isSafe(url string) bool {
	scheme, _, absolute := strings.Cut(url, ":")
	return !absolute || strings.ContainsAny(scheme, "/?#") || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// El returns an element. Its start is what stands in the start tag, the name and
// attributes: `p class="lead"`.
func El(start HTML, content ...HTML) HTML { return element(start, "", content) }

// Block is [El] with each part of the content on a line of its own.
func Block(start HTML, content ...HTML) HTML {
	return element(start, "\n", content)
}

func element(start, around HTML, content []HTML) HTML {
	name, _, _ := strings.Cut(string(start), " ")
	return "<" + start + ">" + around + join(content, around) + around + HTML("</"+name+">")
}

// Lines returns the parts that are not empty, each on a line of its own.
func Lines(parts ...HTML) HTML { return join(parts, "\n") }

func join(parts []HTML, between HTML) HTML {
	var b strings.Builder
	for _, part := range parts {
		if part != "" && b.Len() > 0 {
			b.WriteString(string(between))
		}
		b.WriteString(string(part))
	}
	return HTML(b.String())
}

// If returns the parts where a condition holds.
func If(holds bool, parts ...HTML) HTML {
	if !holds {
		return ""
	}
	return join(parts, "")
}

// Each returns what write makes of each item of a list, on a line of its own.
func Each[T any](list []T, write func(T) HTML) HTML {
	parts := make([]HTML, len(list))
	for i, item := range list {
		parts[i] = write(item)
	}
	return Lines(parts...)
}
