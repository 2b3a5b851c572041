package button

// Variant is the look of the button. "" is [Default].
type Variant string

// The variants.
const (
	Default Variant = "default" // white with a border; dark grey in the dark theme
	Minimal Variant = "minimal" // no box; underlined under the mouse
	Branded Variant = "branded" // dark; white in the dark theme
	Icon    Variant = "icon"    // Default as a square with the logo alone, named by its label
	CTA     Variant = "cta"     // Branded, rounder and raised: a page's call to action
)

// Size is the height of the button, with the padding, text and logo that
// belong to it. "" is [Medium].
type Size string

// The sizes. Heights are in rem and given for a root font size of 16 pixels.
const (
	Small      Size = "sm"      // 32 px
	Medium     Size = "default" // 40 px
	Large      Size = "lg"      // 48 px
	ExtraLarge Size = "xl"      // 56 px
)

// Logo is the side of the label on which OpenRouter's logo stands. "" is
// [Left].
type Logo string

// The places of the logo. Where text runs from right to left, Left and Right
// change sides, as everything on such a page does.
const (
	Left  Logo = "left"
	Right Logo = "right"
	None  Logo = "none" // no logo; not for the icon variant, which is nothing else
)

// Theme picks the light or the dark colours. "" is [Auto].
type Theme string

// The themes.
const (
	// Auto is what the nearest ancestor with the class "dark" or "light" or the
	// attribute data-theme="dark" or "light" says; below another data-theme,
	// what the page's color-scheme says; and without any such ancestor what the
	// person prefers, or dark where the page's color-scheme is dark.
	Auto  Theme = "auto"
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Method is how a click goes to [Options.Action]. "" is [Link].
type Method string

// The methods.
const (
	Link Method = "link" // <a href>
	Get  Method = "get"  // <form method="get"> around <button>
	Post Method = "post" // <form method="post"> around <button>
)

// Variants returns every variant, Default first.
func Variants() []Variant { return []Variant{Default, Minimal, Branded, Icon, CTA} }

// Sizes returns every size from small to large.
func Sizes() []Size { return []Size{Small, Medium, Large, ExtraLarge} }

// A Choice is an attribute of <openrouter-sign-in> that takes one of a few
// values.
type Choice struct {
	Attribute string
	Values    []string // the default first
}

// Choices returns the attributes that make the look.
func Choices() []Choice {
	return []Choice{
		{"variant", texts(Variants())},
		{"size", texts([]Size{Medium, Small, Large, ExtraLarge})},
		{"logo", texts(logos())},
		{"theme", texts(themes())},
	}
}

func texts[T ~string](values []T) (s []string) {
	for _, v := range values {
		s = append(s, string(v))
	}
	return s
}

func logos() []Logo     { return []Logo{Left, Right, None} }
func themes() []Theme   { return []Theme{Auto, Light, Dark} }
func methods() []Method { return []Method{Link, Get, Post} }
