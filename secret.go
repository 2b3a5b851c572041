package orkey

import (
	"fmt"
	"unique"
)

// A secret is a string that no printer shows by accident. A named string type
// with a String method is not enough: fmt calls no method on a value in an
// unexported field, and a panic prints a named string as it is. A handle shows
// both of them a pointer, and still compares with ==.
type secret struct{ handle unique.Handle[string] }

func newSecret(s string) secret { return secret{unique.Make(s)} }

func (s secret) reveal() string {
	if s == (secret{}) {
		return ""
	}
	return s.handle.Value()
}

// formatRedacted prints text for any verb, or goText for %#v, keeping flags
// and width where the verb is one for strings.
func formatRedacted(f fmt.State, verb rune, text, goText string) {
	switch {
	case verb == 'v' && f.Flag('#'):
		fmt.Fprint(f, goText)
	case verb == 's', verb == 'q', verb == 'v':
		fmt.Fprintf(f, fmt.FormatString(f, verb), text)
	default:
		fmt.Fprint(f, text)
	}
}
