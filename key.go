package orkey

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
)

// A Key is a person's OpenRouter API key. It prints redacted, as in
// sk-or-v1-0e6…c96, through package fmt under every verb, package log/slog,
// JSON and text encoders, and panics. [Key.Reveal] is the one way to the text.
//
// The zero Key is no key. Keys compare with [Key.Equal], not with ==.
type Key struct{ secret secret }

// maxKeyLength bounds what is taken for a key. OpenRouter's are 73 bytes.
const maxKeyLength = 256

// ParseKey takes a key from text, such as a store or the environment variable
// OPENROUTER_API_KEY. It refuses what cannot be an OpenRouter key: anything
// but "sk-or-" followed by 16 or more letters, digits, dashes and underscores.
// The error does not contain the text.
func ParseKey(s string) (Key, error) {
	rest, ok := strings.CutPrefix(s, "sk-or-")
	if !ok || len(rest) < 16 || len(s) > maxKeyLength || !isUnreserved(rest) || strings.Contains(rest, ".") || strings.Contains(rest, "~") {
		return Key{}, errors.New("orkey: this is not an OpenRouter API key, which looks like sk-or-v1-…; sign in to get one")
	}
	return Key{newSecret(s)}, nil
}

// Reveal returns the key itself. Send it to OpenRouter in an Authorization
// header ([Transport] does) or put it into a keeper of secrets, nowhere else.
func (k Key) Reveal() string { return k.secret.reveal() }

// IsZero reports whether k is no key. Package encoding/json heeds it under
// omitzero.
func (k Key) IsZero() bool { return k.secret.isZero() }

// Equal reports whether two keys are the same, in a time that does not depend
// on where they differ.
func (k Key) Equal(other Key) bool { return k.secret.equals(other.Reveal()) }

// Hash returns the SHA-256 of the key in hexadecimal: the name under which
// OpenRouter's pages and its management API know the key. It is no secret.
func (k Key) Hash() string {
	sum := sha256.Sum256([]byte(k.Reveal()))
	return hex.EncodeToString(sum[:])
}

// String returns the key redacted, in the form OpenRouter's own pages use:
// sk-or-v1-0e6…c96. The zero Key gives "".
func (k Key) String() string {
	s := k.Reveal()
	if s == "" {
		return ""
	}
	start := strings.LastIndexByte(s[:min(len(s), 12)], '-') + 1
	if len(s)-start < 32 { // six of so few would say too much
		return s[:start] + "…"
	}
	return s[:start+3] + "…" + s[len(s)-3:]
}

// GoString returns the key redacted, as Go source would name it.
func (k Key) GoString() string { return "orkey.Key(" + strconv.Quote(k.String()) + ")" }

// Format prints the key redacted, under every verb.
func (k Key) Format(f fmt.State, verb rune) { formatRedacted(f, verb, k.String(), k.GoString()) }

// LogValue makes package slog print the key redacted.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns the key redacted. To store a key, store [Key.Reveal].
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// MarshalJSON returns the key redacted. To store a key, store [Key.Reveal].
func (k Key) MarshalJSON() ([]byte, error) { return []byte(`"` + k.String() + `"`), nil }
