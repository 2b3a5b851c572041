package button

// A colour is named as in Tailwind's palette.
type colour string

const (
	white      colour = "white"
	neutral50  colour = "neutral-50"
	neutral300 colour = "neutral-300"
	neutral700 colour = "neutral-700"
	neutral800 colour = "neutral-800"
	neutral900 colour = "neutral-900"
)

func (c colour) css() string {
	switch c {
	case white:
		return "#fff"
	case neutral50:
		return "oklch(.985 0 none)"
	case neutral300:
		return "oklch(.87 0 none)"
	case neutral700:
		return "oklch(.371 0 none)"
	case neutral800:
		return "oklch(.269 0 none)"
	case neutral900:
		return "oklch(.205 0 none)"
	}
	panic("button: no colour " + string(c))
}

// ring is the colour of the focus ring. It stands out by 3.5 to 1 or more from
// everything a button can be in either theme, and from white, black and all
// that is nearly so: one ring for every button on every page.
const ring = "#66f"

// colours are those of the light and the dark theme.
type colours struct{ light, dark colour }

func (c colours) isZero() bool { return c == colours{} }

func (c colours) css() string {
	return "light-dark(" + c.light.css() + "," + c.dark.css() + ")"
}
