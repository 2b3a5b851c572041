package button

import (
	"slices"
	"strings"
)

// Classes returns the button as class names for Tailwind CSS 4, light and dark:
//
//	<a href="/auth/login" class="{{.Classes}}">{{.Logo}} Sign in with OpenRouter</a>
//
// with [LogoSVG] for the logo. An unknown variant or size is taken for the
// default, as the element does. Tailwind does not read Go modules: it knows the
// names from [TailwindSource].
func Classes(variant Variant, size Size) string {
	l := lookOf(variant)
	classes := []string{"inline-flex items-center justify-center gap-2 font-medium transition-all cursor-pointer disabled:opacity-50"}
	add := func(when bool, names ...string) {
		if when {
			classes = append(classes, names...)
		}
	}
	classes = append(classes, l.classes(), scaleOf(size).classes(l.square))

	add(!l.border.isZero(), "dark:border-"+string(l.border.dark))
	add(!l.background.isZero(), "dark:bg-"+string(l.background.dark))
	add(true, "dark:text-"+string(l.text.dark))
	add(!l.hover.isZero(), "dark:hover:bg-"+string(l.hover.dark))

	add(true, "focus-visible:outline-2 focus-visible:outline-["+ring+"]")
	add(true, "motion-reduce:transition-none")
	add(l.grow != 0, "motion-reduce:hover:scale-none")
	add(l.shrink != 0, "motion-reduce:active:scale-none")
	add(l.border.isZero(), "forced-colors:border")
	return strings.Join(classes, " ")
}

// TailwindSource returns the line that makes Tailwind CSS 4 generate all that
// [Classes] can name. Put it into the stylesheet that imports Tailwind.
func TailwindSource() string {
	var names []string
	for _, variant := range Variants() {
		for _, size := range Sizes() {
			for name := range strings.FieldsSeq(Classes(variant, size)) {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return `@source inline("` + strings.Join(names, " ") + `");` + "\n"
}

// classes are those of the light theme.
func (l look) classes() string {
	var classes []string
	add := func(when bool, names string) {
		if when {
			classes = append(classes, names)
		}
	}
	add(l.radius.class != "", l.radius.class)
	add(!l.border.isZero(), "border border-"+string(l.border.light))
	add(!l.background.isZero(), "bg-"+string(l.background.light))
	add(true, "text-"+string(l.text.light))
	add(l.shadow.class != "", l.shadow.class)
	add(!l.hover.isZero(), "hover:bg-"+string(l.hover.light))
	add(l.underline, "underline-offset-4 hover:underline")
	add(l.grow != 0, "hover:scale-["+number(l.grow)+"]")
	add(l.shrink != 0, "active:scale-["+number(l.shrink)+"]")
	add(l.square, "aspect-square")
	return strings.Join(classes, " ")
}

// classes are those of the size. A square has no padding, or it would be as
// wide as two paddings and no square.
func (s scale) classes(square bool) string {
	if square {
		return s.height.class("h") + " " + s.text.class
	}
	return s.height.class("h") + " " + s.padding.class("px") + " " + s.text.class
}
