package button

import (
	"html/template"
	"strconv"
	"strings"
)

// LogoViewBox is the coordinate system of [LogoPaths], as SVG writes it.
const LogoViewBox = "0 0 512 512"

// A LogoPath is a part of OpenRouter's logo, an SVG path filled and stroked
// with currentColor.
type LogoPath struct {
	D           string // the path's data, as OpenRouter draws it
	StrokeWidth int    // in units of LogoViewBox; 0 leaves SVG's own, which is 1
}

// LogoPaths returns OpenRouter's logo: the two curves, then the heads of their
// arrows.
func LogoPaths() []LogoPath {
	return []LogoPath{{
		D: "M3 248.945C18 248.945 76 236 106 219C136 202 136 202 198 158C276.497 102.293 332 120.945 423 120.945" +
			"M0 249C15 249 73 261.945 103 278.945C133 295.945 133 295.945 195 339.945C273.497 395.652 329 377 420 377",
		StrokeWidth: 90,
	}, {
		D: "M511 121.5L357.25 210.268L357.25 32.7324L511 121.5Z" +
			"M508 376.445L354.25 287.678L354.25 465.213L508 376.445Z",
	}}
}

// A Drawing is one SVG path, stroked with currentColor and a width of 16.
type Drawing struct{ ViewBox, D string }

// ShadowLogo returns OpenRouter's logo with as little as draws it: at 20 pixels,
// the largest it gets, no edge is a quarter of a pixel off. The heads of its
// arrows are triangles so small that their strokes make all their size.
func ShadowLogo() Drawing {
	return Drawing{"0 0 96 96", "M0 47c30 0 25-29 80-24m0 0-5-3v6zM0 47c30 0 25 29 80 24m0 0-5-3v6z"}
}

// Spinner returns a ring with a gap.
func Spinner() Drawing { return Drawing{"0 0 96 96", "M48 8a40 40 0 1 1-40 40"} }

// LogoSVG returns OpenRouter's logo as an inline SVG element in the size that
// goes with a button's (an unknown one is taken for Medium). It has the colour
// of the text around it and is hidden from screen readers.
func LogoSVG(size Size) template.HTML { return logoSVG(size, "") }

func logoSVG(size Size, class string) template.HTML {
	var paths strings.Builder
	for _, path := range LogoPaths() {
		paths.WriteString("<path")
		if path.StrokeWidth != 0 {
			attribute(&paths, "stroke-width", strconv.Itoa(path.StrokeWidth))
		}
		attribute(&paths, "d", path.D)
		paths.WriteString("/>")
	}
	return svg(size, class, LogoViewBox, "currentColor", paths.String())
}

func spinnerSVG(size Size) template.HTML {
	spinner := Spinner()
	return svg(size, prefix+"spinner", spinner.ViewBox, "none", `<path stroke-width="16" d="`+spinner.D+`"/>`)
}

func svg(size Size, class, viewBox, fill, paths string) template.HTML {
	var b strings.Builder
	b.WriteString("<svg")
	attribute(&b, "class", class)
	// The attributes hold where no stylesheet does, or the drawing would be as
	// large as the page.
	px := scaleOf(size).logo.pixels()
	attribute(&b, "width", px)
	attribute(&b, "height", px)
	attribute(&b, "viewBox", viewBox)
	attribute(&b, "fill", fill)
	attribute(&b, "stroke", "currentColor")
	attribute(&b, "aria-hidden", "true")
	return template.HTML(b.String() + ">" + paths + "</svg>")
}
