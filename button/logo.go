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
	Short       string // the same in fewer bytes
	StrokeWidth int    // in units of LogoViewBox; 0 leaves SVG's own, which is 1
}

// LogoPaths returns OpenRouter's logo: the two curves, then the heads of their
// arrows.
func LogoPaths() []LogoPath {
	return []LogoPath{{
		D: "M3 248.945C18 248.945 76 236 106 219C136 202 136 202 198 158C276.497 102.293 332 120.945 423 120.945" +
			"M0 249C15 249 73 261.945 103 278.945C133 295.945 133 295.945 195 339.945C273.497 395.652 329 377 420 377",
		Short: "M3 248.945c15 0 73-12.945 103-29.945 30-17 30-17 92-61 78.497-55.707 134-37.055 225-37.055" +
			"M0 249c15 0 73 12.945 103 29.945 30 17 30 17 92 61 78.497 55.707 134 37.055 225 37.055",
		StrokeWidth: 90,
	}, {
		D: "M511 121.5L357.25 210.268L357.25 32.7324L511 121.5Z" +
			"M508 376.445L354.25 287.678L354.25 465.213L508 376.445Z",
		Short: "M511 121.5l-153.75 88.768V32.7324zM508 376.445l-153.75-88.767v177.535z",
	}}
}

// LogoSVG returns OpenRouter's logo as an inline SVG element in the size that
// goes with a button's (an unknown one is taken for Medium). It has the colour
// of the text around it and is hidden from screen readers.
func LogoSVG(size Size) template.HTML { return logoSVG(size, "") }

func logoSVG(size Size, class string) template.HTML {
	var b strings.Builder
	b.WriteString("<svg")
	attribute(&b, "class", class)
	// The attributes hold where no stylesheet does, or the logo would be as
	// large as the page.
	px := scaleOf(size).logo.pixels()
	attribute(&b, "width", px)
	attribute(&b, "height", px)
	attribute(&b, "viewBox", LogoViewBox)
	attribute(&b, "fill", "currentColor")
	attribute(&b, "stroke", "currentColor")
	attribute(&b, "aria-hidden", "true")
	b.WriteString(">")
	for _, path := range LogoPaths() {
		b.WriteString("<path")
		if path.StrokeWidth != 0 {
			attribute(&b, "stroke-width", strconv.Itoa(path.StrokeWidth))
		}
		attribute(&b, "d", path.D)
		b.WriteString("/>")
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}
