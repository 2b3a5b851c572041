package button

import "strings"

// compiled writes the themes once more for bundlers that take light-dark() for
// too new and put something else in its place, as Vite and Tailwind do, by
// Lightning CSS: that goes by the color-scheme of such plain rules. For browsers
// the rules of the look, which follow, are stronger.
func (s *sheet) compiled() {
	every := s.button("")
	s.rule(every, "color-scheme:light")
	s.media("prefers-color-scheme:dark", func() {
		s.rule(every, "color-scheme:dark")
	})
	for _, theme := range []string{"light", "dark"} {
		mark := ":where(." + theme + ",[data-theme=" + theme + "]) "
		s.rule(mark+strings.ReplaceAll(every, ",", ","+mark), "color-scheme:"+theme)
	}
}
