package button

import (
	"slices"
	"strconv"
	"strings"
)

// The description of the button. Everything is written down once, as a name of
// Tailwind CSS 4 with the CSS it stands for: the names make [Classes], the CSS
// makes the stylesheets.

// A token is a Tailwind class with the value it gives its property.
type token struct{ class, css string }

// A look is what makes a variant. A field left empty is a thing it lacks.
type look struct {
	square     bool // logo alone, as wide as high
	radius     token
	border     colours
	background colours
	text       colours
	shadow     token
	hover      colours // of the background, under the mouse
	underline  bool    // under the mouse
	grow       float64 // scale under the mouse
	shrink     float64 // scale while pressed
}

func lookOf(v Variant) look {
	standard := look{
		radius:     token{"rounded-lg", ".5rem"},
		border:     colours{neutral300, neutral700},
		background: colours{white, neutral900},
		text:       colours{neutral900, white},
		shadow:     token{"shadow-sm", raised},
		hover:      colours{neutral50, neutral800},
	}
	branded := look{
		radius:     token{"rounded-lg", ".5rem"},
		background: colours{neutral900, white},
		text:       colours{white, neutral900},
		shadow:     token{"shadow", raised},
		hover:      colours{neutral800, neutral50},
	}
	switch v {
	case Minimal:
		return look{text: colours{neutral700, neutral300}, underline: true}
	case Branded:
		return branded
	case Icon:
		standard.square = true
		return standard
	case CTA:
		branded.radius = token{"rounded-xl", ".75rem"}
		branded.shadow = token{"shadow-lg", "0 10px 15px -3px #0000001a,0 4px 6px -4px #0000001a"}
		branded.grow, branded.shrink = 1.02, 0.98
		return branded
	}
	return standard
}

// basis is the variant that another one is made from; Minimal's is itself.
func basis(v Variant) Variant {
	switch v {
	case Branded, Icon:
		return Default
	case CTA:
		return Branded
	}
	return Minimal
}

// family is a variant with all that are made from it.
func family(v Variant) []Variant {
	members := []Variant{v}
	for _, other := range Variants() {
		if other != v && slices.Contains(members, basis(other)) {
			members = append(members, other)
		}
	}
	return members
}

// raised is Tailwind's shadow and, since its version 4, its shadow-sm too.
const raised = "0 1px 3px #0000001a,0 1px 2px -1px #0000001a"

// A scale is what makes a size.
//
// Every height is two lines of its text, every line twice the font size less
// half a rem, and padding and logo follow from the font size, too: the
// stylesheets need nothing else.
type scale struct {
	height, padding spacing
	text            token
	logo            spacing
}

func scaleOf(s Size) scale {
	switch s {
	case Small:
		return scale{8, 3, token{"text-xs", ".75rem"}, 3.5}
	case Large:
		return scale{12, 8, token{"text-base", "1rem"}, 4}
	case ExtraLarge:
		return scale{14, 10, token{"text-lg", "1.125rem"}, 5}
	}
	return scale{10, 5, token{"text-sm", ".875rem"}, 4}
}

// A spacing is a length in Tailwind's unit, a quarter of a rem.
type spacing float64

func (n spacing) class(property string) string { return property + "-" + number(float64(n)) }

// pixels is the length where a rem is 16 pixels.
func (n spacing) pixels() string { return number(float64(n) * 4) }

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// short is a number as CSS can write it.
func short(n float64) string { return strings.TrimPrefix(number(n), "0") }
