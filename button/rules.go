package button

import (
	"slices"
	"strings"
)

// A sheet is a stylesheet being written.
type sheet struct {
	strings.Builder
	dialect
	drawn []string // declarations for the drawing of the logo
	turn  string   // name of the animation
	end   string   // after every rule
}

func (s *sheet) rule(selector string, declarations ...string) {
	s.WriteString(selector + "{" + strings.Join(declarations, ";") + "}" + s.end)
}

func (s *sheet) media(query string, rules func()) {
	end := s.end
	s.end = ""
	s.WriteString("@media(" + query + "){")
	rules()
	s.WriteString("}" + end)
	s.end = end
}

// look writes the rules that all markup shares. Every variant says how it
// differs from the one it is based on; the plainest is what every button is.
//
// Public custom properties, --openrouter-background and so on, go before the
// values of the look, whether set on the button or on anything around it.
func (s *sheet) look(own ...string) {
	s.rule(s.button(""), slices.Concat(own, layout, lookOf(Minimal).declarations(), scaleOf(Medium).declarations())...)
	for _, theme := range []Theme{Light, Dark} {
		s.rule(s.in("theme="+string(theme)), "color-scheme:"+string(theme))
	}
	for _, v := range Variants() {
		if v != Minimal {
			s.rule(s.variants(family(v), ""), without(lookOf(v).declarations(), lookOf(basis(v)).declarations())...)
		}
	}
	for _, size := range Sizes() {
		if size != Medium {
			s.rule(s.in("size="+string(size)), scaleOf(size).declarations()...)
		}
	}
	s.parts()
	s.states()
	s.preferences()
}

var layout = []string{
	"place-content:center",
	"place-items:center",
	"gap:.5rem",
	"min-height:2lh", // more where the label takes more lines
	"padding:0 round(5em - 3.1rem,.25rem)",
	"background:none",
	"font:inherit",
	"font-weight:500",
	"line-height:calc(2em - .5rem)",
	"white-space:normal",
	"cursor:pointer",
	"color-scheme:var(--openrouter-scheme)",
}

// declarations are those of a look at rest.
func (l look) declarations() []string {
	list := []string{"border:0", "color:var(--openrouter-color," + l.text.css() + ")"}
	if !l.border.isZero() {
		list[0] = "border:1px solid var(--openrouter-border-color," + l.border.css() + ")"
	}
	if !l.background.isZero() {
		list = append(list,
			"background:var(--openrouter-background,"+l.background.css()+")",
			"border-radius:var(--openrouter-radius,"+l.radius.css+")",
			"box-shadow:var(--openrouter-shadow,"+l.shadow.css+")")
	}
	if l.square {
		list = append(list, "width:2lh", "padding:0")
	}
	if l.underline {
		list = append(list, "text-underline-offset:4px")
	}
	return list
}

// without returns the declarations that are not among the others.
func without(declarations, others []string) []string {
	return slices.DeleteFunc(declarations, func(d string) bool { return slices.Contains(others, d) })
}

func (s scale) declarations() []string { return []string{"font-size:" + s.text.css} }

// markWidth is that of logo and spinner.
const markWidth = "width:max(.875rem,round(1.1em,.25rem))"

// parts writes the label, which grows into the padding where there is no more
// room, and the logo with the spinner in its place.
func (s *sheet) parts() {
	s.rule(s.part("label"), "display:block", "max-width:calc(100% + 8em - 6rem)", "overflow-wrap:break-word")
	s.rule(s.part("mark"), append(s.drawn, markWidth, "flex:none")...)
	// A button that loads and has no logo to replace: the spinner takes the place
	// of the label, whose room and name the button keeps.
	s.rule(s.part("spinner", "logo=none", "loading"), "position:absolute")
	s.rule(s.part("label", "logo=none", "loading"), "opacity:0")
}

func (s *sheet) states() {
	s.media("hover:hover", func() {
		for _, v := range Variants() {
			switch l := lookOf(v); {
			case l.underline:
				s.rule(s.variants([]Variant{v}, ":hover"), "text-decoration:underline")
			case l.hover != lookOf(basis(v)).hover:
				s.rule(s.variants(family(v), ":hover"), "background:var(--openrouter-background,"+l.hover.css()+")")
			}
		}
	})
	s.rule(s.focused(), "outline:2px solid "+ring)
	s.rule(s.in("disabled"), "opacity:.5")
}

// preferences are the person's.
func (s *sheet) preferences() {
	s.media("prefers-reduced-motion:no-preference", func() {
		s.rule(s.button(""), "transition:.15s")
		s.rule(s.part("spinner", "loading"), "animation:"+s.turn+" 1s linear infinite")
		for _, v := range Variants() {
			if l := lookOf(v); l.grow != 0 {
				s.rule(s.variants([]Variant{v}, ":hover"), "scale:"+short(l.grow))
				s.rule(s.variants([]Variant{v}, ":active"), "scale:"+short(l.shrink))
			}
		}
	})
	s.WriteString("@keyframes " + s.turn + "{to{rotate:1turn}}" + s.end)
	// Where the system chooses colours, backgrounds too, edges have to be drawn.
	s.media("forced-colors:active", func() {
		s.rule(s.button(""), "border:1px solid!important")
	})
}
