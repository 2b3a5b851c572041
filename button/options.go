package button

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Options say which button [HTML] makes. The zero value is the default one: a
// link to /auth/login labelled "Sign in with OpenRouter".
//
// An Options has the method of a templ component, so in a templ template it is
// the button:
//
//	@button.Options{Variant: button.Branded, ReturnTo: path}
type Options struct {
	Variant Variant // "" is Default
	Size    Size    // "" is Medium
	Logo    Logo    // "" is Left
	Theme   Theme   // "" is Auto

	// Label is the text on the button, and the name of the icon variant. ""
	// takes the built-in one of Lang.
	Label string
	// Lang is the language of the label, a BCP 47 tag such as "pt-BR". ""
	// leaves it to the page, with the built-in label in English; one that has
	// no built-in label gives the English one too. See [TextIn].
	Lang string

	// Action is where a click goes: a path, or a URL of http or https. "" is
	// "/auth/login", where the server begins a sign-in.
	Action string
	// ReturnTo is where the person wants to be afterwards, a path of the site's
	// own. It goes with the action as the parameter return_to; "" sends none.
	ReturnTo string
	// Fields are further parameters that go with the action, such as a form's
	// token against cross-site requests.
	Fields map[string]string
	// Method is how it goes there. "" is Link.
	Method Method

	// Loading shows that a sign-in is under way: a spinner in place of the
	// logo, in a button of the same size that does nothing.
	Loading bool
	// Disabled greys the button out. A disabled link has no href.
	Disabled bool

	// Class is added to the button's classes.
	Class string
	// Attributes are added to the button, such as "id", "target" or
	// "data-turbo". Those that the button sets itself, event handlers and
	// style, which a strict Content-Security-Policy forbids, are refused.
	Attributes map[string]string
}

// check returns what is wrong with o, all of it.
func (o Options) check() error {
	errs := []error{
		oneOf("Variant", o.Variant, Variants()),
		oneOf("Size", o.Size, Sizes()),
		oneOf("Logo", o.Logo, logos()),
		oneOf("Theme", o.Theme, themes()),
		oneOf("Method", o.Method, methods()),
	}
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf("button: "+format, args...)) }
	text := func(field, value string) {
		if !printable(value) {
			fail("%s holds control characters or is not UTF-8", field)
		}
	}

	if o.Variant == Icon && o.Logo == None {
		fail("Logo %q with Variant %q leaves nothing to show; leave Logo out", None, Icon)
	}
	if o.Label != "" && strings.TrimSpace(o.Label) == "" {
		fail("Label is blank; leave it out for %q", Texts()[0].SignIn)
	}
	text("Label", o.Label)
	text("Lang", o.Lang)
	if _, err := o.action(); err != nil {
		fail("Action %w", err)
	}
	text("ReturnTo", o.ReturnTo)
	for _, name := range slices.Sorted(maps.Keys(o.Fields)) {
		text("Fields: "+strconv.Quote(name), name+o.Fields[name])
	}
	text("Class", o.Class)
	for _, name := range slices.Sorted(maps.Keys(o.Attributes)) {
		if reason := refused(name); reason != "" {
			fail("Attributes: %q %s", name, reason)
		}
		text("Attributes: "+strconv.Quote(name), o.Attributes[name])
	}
	return errors.Join(errs...)
}

func oneOf[T ~string](field string, value T, allowed []T) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("button: %s %q is none of %q", field, value, allowed)
}

// action parses Action. Anything but a path or http may run a script.
func (o Options) action() (*url.URL, error) {
	if o.Action == "" {
		return &url.URL{Path: "/auth/login"}, nil
	}
	u, err := url.Parse(o.Action)
	if err != nil {
		return nil, errors.New("is no URL")
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("has the scheme %q; use a path or an http URL", u.Scheme)
	}
	return u, nil
}

// printable reports whether text is Unicode that a page can hold, which
// excludes control characters but those of white space.
func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && !unicode.IsSpace(r) || r&0xfffe == 0xfffe
	})
}
