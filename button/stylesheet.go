package button

// Stylesheet returns the stylesheet that goes with [HTML], minified, one rule a
// line. It also styles <openrouter-sign-in> while no script has upgraded it, so
// that nothing moves when one does.
func Stylesheet() string {
	// A link has to be told what a button is by itself.
	s := sheet{dialect: inPage{}, surface: []string{"box-sizing:border-box", "text-align:center", "text-decoration:none"}, end: "\n"}
	s.marks()
	s.compiled()
	s.look()
	s.rule(s.part("logo"), "height:auto") // whatever its attribute says
	s.rule("."+prefix+"button[hidden],"+waiting+"[hidden]", "display:none")
	s.rule("."+prefix+"form", "display:contents")
	bare := "." + className("logo=none")
	s.bare(bare+" "+s.part("spinner"), bare+"."+className("loading")+" "+s.part("label"))
	s.waiting()
	return s.String()
}

// waiting writes what an element shows until a script upgrades it: the room for
// the logo, which is drawn by nothing but SVG, and the label.
func (s *sheet) waiting() {
	s.rule(waiting+":before", `content:""`, "width:var(--_i)")
	s.rule(waiting+"[logo=none]:not([variant=icon]):before", "content:none")
	for i, text := range Texts() {
		lang := ""
		if i > 0 {
			lang = ":lang(" + text.Lang + ")"
		}
		s.rule(waiting+":empty"+lang+":after", `content:"`+text.SignIn+`"`)
	}
	s.rule(waiting+"[label]:empty:after", "content:attr(label)")
	s.rule(waiting+"[variant=icon]:after", "content:none")
}

// ShadowStylesheet returns the same look for the shadow tree of
// <openrouter-sign-in>, minified:
//
//	<button part="button">
//	  <svg part="logo">…</svg>
//	  <i part="spinner"></i>
//	  <span part="label"><slot>label</slot></span>
//	</button>
//	<output></output>
//
// Variant, size, logo and theme are the host's attributes; a value that is none
// of theirs gives the default. The button is disabled by its own attribute
// disabled, and shows the spinner for the logo while it has aria-busy="true".
// The output is a status for screen readers alone.
func ShadowStylesheet() string {
	s := sheet{dialect: inShadow{}, surface: []string{"display:flex", "width:100%"}}
	s.look()
	s.rule(":host([hidden])", "display:none")
	s.rule(":host([logo=right]) button", "flex-direction:row-reverse")
	s.rule(":host([logo=none]:not([variant=icon])) svg,[aria-busy=true]>svg,:not([aria-busy=true])>i", "display:none")
	s.bare(":host([logo=none]) i", ":host([logo=none]) [aria-busy=true]>span")
	s.rule("output,:host([variant=icon]) span", "position:absolute", "width:1px", "height:1px", "overflow:hidden", "opacity:0")
	return s.String()
}

// ThemeStylesheet returns the rules by which [Auto] heeds the page's own marks
// of light and dark. They belong in the document, where the marks are, and set
// nothing but the custom property --openrouter-scheme, which shadow trees
// inherit. [Stylesheet] has them.
func ThemeStylesheet() string {
	var s sheet
	s.marks()
	return s.String()
}

func (s *sheet) marks() {
	// An empty value makes color-scheme inherit: it is for themes of other
	// names, which set color-scheme themselves.
	s.rule(":where([data-theme])", "--openrouter-scheme:;")
	s.rule(":where(.dark,[data-theme=dark])", "--openrouter-scheme:dark")
	s.rule(":where(.light,[data-theme=light])", "--openrouter-scheme:light")
}
