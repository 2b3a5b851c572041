package button

import "strings"

// A dialect finds the parts of the button in one kind of markup. States are
// named by the attributes of <openrouter-sign-in>, as in "variant=branded", and
// "" is every button.
type dialect interface {
	host(state string) string           // what carries the states
	button(state, pseudo string) string // what is seen and pressed
	idle(pseudo string) string          // the button while a press does something
	disabled() string
	part(name string) string // logo, label or spinner
	spacers() string         // before and after them
}

// inShadow is the shadow tree of <openrouter-sign-in>. Tags find its parts:
// nothing else is in there, and tags are shorter than part attributes.
type inShadow struct{}

func (inShadow) host(state string) string {
	if state == "" {
		return ":host"
	}
	return ":host([" + state + "])"
}

func (d inShadow) button(state, pseudo string) string {
	if state == "" {
		return "button" + pseudo
	}
	return d.host(state) + " button" + pseudo
}

func (inShadow) idle(pseudo string) string { return ":enabled:not([aria-busy=true])" + pseudo }
func (inShadow) disabled() string          { return ":disabled" }
func (inShadow) spacers() string           { return "button:before,button:after" }

func (inShadow) part(name string) string {
	return map[string]string{"logo": "svg", "label": "span", "spinner": "i"}[name]
}

// inPage is what [HTML] makes, found by classes, and also the whole of an
// <openrouter-sign-in> that no script has upgraded yet.
type inPage struct{}

// prefix begins the name of every class of ours.
const prefix = "openrouter-"

// waiting finds elements that no script has upgraded yet.
const waiting = "openrouter-sign-in:not(:defined)"

func (d inPage) host(state string) string { return d.button(state, "") }

func (inPage) button(state, pseudo string) string {
	if state == "" {
		// [class] makes it weigh two classes, more than a page's a:hover.
		return "." + prefix + "button[class]" + pseudo + "," + waiting + pseudo
	}
	return "." + prefix + "button." + className(state) + pseudo + "," + waiting + "[" + state + "]" + pseudo
}

func (inPage) idle(pseudo string) string {
	return "." + prefix + "button:not(." + className("disabled") + ",." + className("loading") + ")" + pseudo
}

func (d inPage) disabled() string      { return d.button("disabled", "") }
func (inPage) part(name string) string { return "." + prefix + name }
func (inPage) spacers() string         { return "." + prefix + "button:before,." + prefix + "button:after" }

// className is the class for a state: openrouter-branded for variant=branded.
func className(state string) string {
	if _, value, ok := strings.Cut(state, "="); ok {
		state = value
	}
	return prefix + state
}
