package button

import (
	"cmp"
	"slices"
	"strings"
)

// A sheet is a stylesheet being written.
type sheet struct {
	strings.Builder
	dialect
	surface []string // declarations for the button beside those of the look
	end     string   // after every rule
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

// look writes the rules that all markup shares.
//
// Variant and size set private custom properties, the button reads them. Public
// ones, --openrouter-background and so on, go before them, whether set on the
// button or on anything around it.
func (s *sheet) look() {
	standard := append(lookOf(Default).variables(), scaleOf(Medium).variables()...)
	own := func(state string, variables []string) {
		variables = slices.DeleteFunc(variables, func(v string) bool { return slices.Contains(standard, v) })
		if len(variables) > 0 {
			s.rule(s.host(state), variables...)
		}
	}
	s.rule(s.host(""), append(standard, "display:inline-flex", "max-width:100%", "color-scheme:var(--openrouter-scheme)")...)
	s.media("prefers-color-scheme:dark", func() {
		s.rule(s.host(""), "color-scheme:var(--openrouter-scheme,dark)")
	})
	for _, theme := range []Theme{Light, Dark} {
		s.rule(s.host("theme="+string(theme)), "color-scheme:"+string(theme))
	}
	for _, variant := range Variants() {
		own("variant="+string(variant), lookOf(variant).variables())
	}
	for _, size := range Sizes() {
		own("size="+string(size), scaleOf(size).variables())
	}
	s.box()
	s.narrow()
	s.parts()
	s.states()
	s.preferences()
}

func (s *sheet) box() {
	s.rule(s.button("", ""), append(s.surface,
		"align-items:center",
		"justify-content:center",
		"gap:.5rem",
		"min-height:2lh", // more where the label takes more lines
		"padding:0 var(--_p)",
		"border:var(--_e) solid var(--openrouter-border-color,"+lookOf(Default).border.css()+")",
		"border-radius:var(--openrouter-radius,var(--_r))",
		"color:var(--openrouter-color,var(--_c))",
		"background:var(--openrouter-background,var(--_b))",
		"box-shadow:var(--openrouter-shadow,var(--_s))",
		"font:inherit",
		"font-weight:500",
		"font-size:var(--_f)",
		"line-height:calc(2em - .5rem)",
		"letter-spacing:inherit",
		"white-space:normal",
		"text-underline-offset:4px",
	)...)
	s.rule(s.button("variant=icon", ""), "width:2lh", "padding:0")
}

// narrow lets the padding shrink before the label has to wrap. Padding itself
// can't, so the content may grow into it: two spacers take as much room as they
// cost by their negative margins, and give way first.
func (s *sheet) narrow() {
	s.rule(s.spacers(),
		`content:""`,
		"flex-shrink:999",
		"width:calc(var(--_p) - .5rem)", // what is left of the padding at the least
		"margin:0 calc(var(--_p)/-2)")   // the width and the gap beside it
}

func (s *sheet) parts() {
	s.rule(s.part("label"), "min-width:0", "padding:.25rem 0", "overflow-wrap:break-word")
	s.rule(s.part("logo")+","+s.part("spinner"), "flex:none", "width:var(--_i)", "aspect-ratio:1")
	// Without its left border the ring tapers off there.
	s.rule(s.part("spinner"), "box-sizing:border-box", "border:2px solid", "border-left:0", "border-radius:50%")
}

// bare is for a button that loads and has no logo to replace: the spinner takes
// the place of the label, whose room and name the button keeps.
func (s *sheet) bare(spinner, label string) {
	s.rule(spinner, "position:absolute")
	s.rule(label, "opacity:0")
}

func (s *sheet) states() {
	s.rule(s.idle(""), "cursor:pointer")
	s.media("hover:hover", func() {
		s.rule(s.idle(":hover"),
			"background:var(--openrouter-hover-background,var(--openrouter-background,var(--_h)))",
			"text-decoration-line:var(--_u)",
			"scale:var(--_g)")
	})
	s.rule(s.idle(":active"), "scale:var(--_a)")
	s.rule(s.button("", ":focus-visible"), "outline:2px solid "+ring, "outline-offset:2px")
	s.rule(s.disabled(), "opacity:.5")
}

// preferences are the person's.
func (s *sheet) preferences() {
	s.media("prefers-reduced-motion:no-preference", func() {
		s.rule(s.button("", ""), "transition:.15s cubic-bezier(.4,0,.2,1)")
		s.rule(s.part("spinner"), "animation:openrouter 1s linear infinite")
		for _, variant := range Variants() {
			if moves := lookOf(variant).motion(); moves != nil {
				s.rule(s.host("variant="+string(variant)), moves...)
			}
		}
	})
	s.WriteString("@keyframes openrouter{to{rotate:1turn}}" + s.end)
	// Where the system chooses colours, backgrounds too, edges have to be drawn.
	s.media("forced-colors:active", func() {
		s.rule(s.button("", ""), "border:1px solid!important")
	})
}

// variables are the private custom properties of a variant. A look says what
// it lacks too, as it may stand on top of another's.
func (l look) variables() []string {
	edge, underline := "0", "none"
	if !l.border.isZero() {
		edge = "1px"
	}
	if l.underline {
		underline = "underline"
	}
	return []string{
		"--_r:" + cmp.Or(l.radius.css, "0"),
		"--_e:" + edge,
		"--_c:" + l.text.css(),
		"--_b:" + l.background.css(),
		"--_h:" + l.hover.css(), // the background under the mouse
		"--_s:" + cmp.Or(l.shadow.css, "none"),
		"--_u:" + underline,
		"--_g:none",
		"--_a:none",
	}
}

// motion is the scale that a variant grows to under the mouse, and the one it
// shrinks to while active.
func (l look) motion() []string {
	if l.grow == 0 {
		return nil
	}
	return []string{"--_g:" + short(l.grow), "--_a:" + short(l.shrink)}
}

func (s scale) variables() []string {
	return []string{
		"--_p:" + s.padding.css(),
		"--_f:" + s.text.css,
		"--_i:" + s.logo.css(), // the logo, an icon
	}
}
