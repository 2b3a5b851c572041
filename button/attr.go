package button

import (
	"html/template"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// attribute writes an attribute, unless its value is empty.
func attribute(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString(" " + name + `="` + template.HTMLEscapeString(value) + `"`)
	}
}

// attributeName is what may stand as the name of an attribute, @click and
// x-on:click.once of frameworks included.
var attributeName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z@:][-A-Za-z0-9_:.@]*$`) })

// own are the attributes that the button sets itself.
var own = []string{
	"aria-busy", "aria-disabled", "aria-label", "aria-labelledby", "class", "disabled", "href", "lang", "ping", "rel", "role", "type",
}

// refused says why an attribute may not be added to the button, or "".
func refused(name string) string {
	lower := strings.ToLower(name)
	switch {
	case !attributeName().MatchString(name):
		return "is no name of an attribute"
	case slices.Contains(own, lower):
		return "is set by the button itself"
	case strings.HasPrefix(lower, "form"):
		return "would send the form elsewhere; use Action and Method"
	case lower == "style" || strings.HasPrefix(lower, "on"):
		return "breaks a strict Content-Security-Policy; use a class, or a script that listens"
	}
	return ""
}
