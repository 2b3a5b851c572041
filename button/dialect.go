package button

import (
	"slices"
	"strconv"
	"strings"
)

// A dialect finds the parts of the button in one kind of markup. States are
// named by the attributes of <openrouter-sign-in>, as in "variant=branded".
type dialect interface {
	button(pseudo string) string               // every button
	focused() string                           // the one that the keyboard is on
	in(states ...string) string                // those in all of these states
	variants(vs []Variant, p string) string    // those of any of these variants
	part(name string, states ...string) string // label, logo, spinner or mark, which is both, of a button in these states
}

// inShadow is the shadow tree of <openrouter-sign-in>. Tags find its parts:
// nothing else is in there. The element gives its button a class for each
// attribute of [Choices]: the first letter of its name and the place of its
// value, as in v2 for variant="branded"; and b while it is busy.
type inShadow struct{}

func (inShadow) button(pseudo string) string { return "button" + pseudo }
func (inShadow) focused() string             { return ":focus-visible" }

func (inShadow) in(states ...string) string {
	selector := ""
	for _, state := range states {
		name, value, _ := strings.Cut(state, "=")
		switch i := slices.IndexFunc(Choices(), func(c Choice) bool { return c.Attribute == name }); {
		case i >= 0:
			selector += "." + name[:1] + strconv.Itoa(slices.Index(Choices()[i].Values, value))
		case name == "disabled":
			selector += ":disabled"
		case name == "loading":
			selector += ".b"
		}
	}
	return selector
}

func (d inShadow) variants(vs []Variant, pseudo string) string {
	if slices.Contains(vs, Default) {
		return "button" + except(vs, func(v Variant) string { return d.in("variant=" + string(v)) }) + pseudo
	}
	var selectors []string
	for _, v := range vs {
		selectors = append(selectors, "button"+d.in("variant="+string(v))+pseudo)
	}
	return strings.Join(selectors, ",")
}

// except leaves out the variants that are not among vs. That is how the default
// one is found: a value that nobody knows gives it, too.
func except(vs []Variant, selector func(Variant) string) string {
	left := ""
	for _, v := range Variants() {
		if !slices.Contains(vs, v) {
			left += ":not(" + selector(v) + ")"
		}
	}
	return left
}

func (d inShadow) part(name string, states ...string) string {
	tag := "svg"
	if name == "label" {
		tag = "slot"
	}
	return strings.TrimSpace(d.in(states...) + " " + tag)
}

// inPage is what [HTML] makes, found by classes, and also the whole of an
// <openrouter-sign-in> that no script has upgraded yet.
type inPage struct{}

// prefix begins the name of every class of ours.
const prefix = "openrouter-"

// waiting finds elements that no script has upgraded yet.
const waiting = "openrouter-sign-in:not(:defined)"

func (inPage) button(pseudo string) string {
	// [class] makes it weigh two classes, more than a page's a:hover.
	return "." + prefix + "button[class]" + pseudo + "," + waiting + pseudo
}

func (d inPage) focused() string { return d.button(":focus-visible") }

func (inPage) in(states ...string) string {
	class, element := "."+prefix+"button", waiting
	for _, state := range states {
		class += "." + className(state)
		element += "[" + state + "]"
	}
	return class + "," + element
}

func (inPage) variants(vs []Variant, pseudo string) string {
	class := func(v Variant) string { return "." + className("variant="+string(v)) }
	attribute := func(v Variant) string { return "[variant=" + string(v) + "]" }
	if slices.Contains(vs, Default) {
		return "." + prefix + "button" + except(vs, class) + pseudo + "," + waiting + except(vs, attribute) + pseudo
	}
	var selectors []string
	for _, v := range vs {
		selectors = append(selectors, "."+prefix+"button"+class(v)+pseudo, waiting+attribute(v)+pseudo)
	}
	return strings.Join(selectors, ",")
}

func (inPage) part(name string, states ...string) string {
	within := ""
	for _, state := range states {
		within += "." + className(state)
	}
	if name == "mark" {
		return "." + prefix + "logo,." + prefix + "spinner"
	}
	return strings.TrimSpace(within + " ." + prefix + name)
}

// className is the class for a state: openrouter-branded for variant=branded.
func className(state string) string {
	if _, value, ok := strings.Cut(state, "="); ok {
		state = value
	}
	return prefix + state
}
