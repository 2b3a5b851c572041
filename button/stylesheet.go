package button

import "strings"

// Stylesheet returns the stylesheet that goes with [HTML], minified, one rule a
// line. It also styles <openrouter-sign-in> while no script has upgraded it, so
// that nothing moves when one does.
func Stylesheet() string {
	s := sheet{dialect: inPage{}, turn: "openrouter", end: "\n"}
	s.WriteString(ThemeStylesheet() + "\n")
	s.compiled()
	// A link has to be told what a button is by itself, and a button what the
	// page may have told all others.
	s.look("display:inline-flex", "max-width:100%", "box-sizing:border-box", "text-align:center", "text-decoration:none",
		"letter-spacing:inherit", "border-radius:0", "box-shadow:none", "outline-offset:0")
	s.rule(s.in("disabled")+","+s.in("loading"), "pointer-events:none") // which a link does not know
	s.rule(s.part("mark"), "height:auto")                               // whatever its attribute says
	s.rule(s.part("label"), "min-width:auto", "padding:0")
	s.rule("."+prefix+"button[hidden],"+waiting+"[hidden]", "display:none")
	s.rule("."+prefix+"form", "display:contents")
	s.waiting()
	return s.String()
}

// waiting writes what an element shows until a script upgrades it: the room for
// the logo, which is drawn by nothing but SVG, and the label.
func (s *sheet) waiting() {
	s.rule(waiting+":before", `content:""`, "aspect-ratio:1", markWidth)
	s.rule(waiting+"[logo=none]:not([variant=icon]):before", "content:none")
	for _, text := range Texts() {
		s.rule(waiting+":empty"+text.Selector()+":after", `content:"`+text.SignIn+`"`)
	}
	s.rule(waiting+"[label]:not([label='']):empty:after", "content:attr(label)")
	s.rule(waiting+"[variant=icon]:after", "content:none")
}

// ShadowStylesheet returns the same look for the shadow tree of
// <openrouter-sign-in>, minified:
//
//	<button class="v0 s0 l0 t0" part="button">
//	  <svg part="logo">…</svg>
//	  <slot part="label">label</slot>
//	</button>
//	<output></output>
//
// The classes say what was chosen: the first letter of each attribute of
// [Choices] with the place of its value. The class b says that it is busy: the
// svg is the spinner then, and the output a status for screen readers alone.
// What svg draws is in [ShadowLogo].
func ShadowStylesheet() string {
	s := sheet{dialect: inShadow{}, drawn: []string{"fill:none", "stroke:currentColor", "stroke-width:16"}, turn: "a"}
	s.rule(":host(:not([hidden]))", "display:inline-block", "max-width:100%")
	s.look("display:flex", "width:100%")
	s.rule(s.in("logo=right")+" svg", "order:1")
	s.rule(s.in("logo=none")+":not("+s.in("variant=icon")+","+s.in("loading")+") svg", "display:none")
	s.rule(s.part("label", "variant=icon")+","+s.in("loading")+"+output", "position:absolute", "scale:0")
	return s.String()
}

// ThemeStylesheet returns the rules by which [Auto] heeds the page's own marks
// of light and dark, and the person's preference. They belong in the document,
// where the marks are, and set nothing but the custom property
// --openrouter-scheme, which shadow trees inherit. [Stylesheet] has them.
func ThemeStylesheet() string {
	var b strings.Builder
	mark := func(selector, scheme string) { b.WriteString(selector + "{--openrouter-scheme:" + scheme + "}") }
	b.WriteString("@media(prefers-color-scheme:dark){")
	mark("html", "dark")
	b.WriteString("}")
	// An empty value makes color-scheme inherit: it is for themes of other
	// names, which set color-scheme themselves.
	mark("[data-theme]", ";")
	mark(".dark,[data-theme=dark]", "dark")
	mark(".light,[data-theme=light]", "light")
	return b.String()
}
