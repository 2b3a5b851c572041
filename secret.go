package orkey

import (
	"crypto/subtle"
	"fmt"
)

// A secret is a string that no printer shows by accident. A named string type
// with a String method is not enough: fmt calls no method on a value in an
// unexported field, and a panic prints a named string as it is. Both of them
// show a pointer as an address.
//
// Two pointers to one text differ, so secrets must not compile with ==.
type secret struct {
	_    [0]func()
	text *string
}

func newSecret(s string) secret { return secret{text: &s} }

func (s secret) isZero() bool { return s.text == nil }

func (s secret) reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// equals compares in a time that does not depend on where the texts differ.
func (s secret) equals(text string) bool {
	return subtle.ConstantTimeCompare([]byte(s.reveal()), []byte(text)) == 1
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
