package orkey

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
)

// A Verifier is the code_verifier of PKCE: the one secret of a sign-in, made
// before the person leaves and shown only in the exchange. It prints redacted;
// [Verifier.Reveal] gives the text.
//
// Only those who build their own walk meet one: [Client.Begin] keeps it inside
// the [Attempt].
type Verifier struct{ secret secret }

// NewVerifier returns a verifier of 32 random octets.
//
// "It is RECOMMENDED that the output of a suitable random number generator be
// used to create a 32-octet sequence. The octet sequence is then
// base64url-encoded to produce a 43-octet URL safe string to use as the code
// verifier." (RFC 7636, section 4.1)
//
// https://www.rfc-editor.org/rfc/rfc7636#section-4.1
func NewVerifier() Verifier {
	var b [32]byte
	rand.Read(b[:])   // never fails: crypto/rand crashes the program instead
	var text [43]byte // on the stack: EncodeToString would allocate twice
	base64.RawURLEncoding.Encode(text[:], b[:])
	return Verifier{newSecret(string(text[:]))}
}

// ParseVerifier takes back what [Verifier.Reveal] gave. It refuses what
// RFC 7636, section 4.1 does: anything but 43 to 128 unreserved characters.
func ParseVerifier(s string) (Verifier, error) {
	if len(s) < 43 || len(s) > 128 || !isUnreserved(s) {
		return Verifier{}, errors.New("orkey: a verifier is 43 to 128 of the characters A-Z a-z 0-9 - . _ ~ (RFC 7636, section 4.1)")
	}
	return Verifier{newSecret(s)}, nil
}

// Challenge returns the S256 code_challenge, the only method orkey uses.
//
// "code_challenge = BASE64URL-ENCODE(SHA256(ASCII(code_verifier)))"
// (RFC 7636, section 4.2)
//
// https://www.rfc-editor.org/rfc/rfc7636#section-4.2
func (v Verifier) Challenge() string {
	var ascii [128]byte // no verifier is longer
	sum := sha256.Sum256(append(ascii[:0], v.secret.reveal()...))
	var text [43]byte
	base64.RawURLEncoding.Encode(text[:], sum[:])
	return string(text[:])
}

// Reveal returns the verifier itself, for the exchange or for a store that
// nobody but the person's own session can read.
func (v Verifier) Reveal() string { return v.secret.reveal() }

// String returns a fixed word, never the verifier.
func (v Verifier) String() string { return "orkey.Verifier(redacted)" }

// Format prints what [Verifier.String] returns, under every verb.
func (v Verifier) Format(f fmt.State, verb rune) { formatRedacted(f, verb, v.String(), v.String()) }

// LogValue makes package slog print what [Verifier.String] returns.
func (v Verifier) LogValue() slog.Value { return slog.StringValue(v.String()) }

// MarshalText returns what [Verifier.String] returns, so that encoders redact too.
func (v Verifier) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// isUnreserved reports whether s holds only the unreserved characters of
// RFC 3986, section 2.3.
func isUnreserved(s string) bool {
	for i := range len(s) {
		if !unreserved[s[i]] {
			return false
		}
	}
	return true
}

// unreserved is a table: random characters can't be foretold, so that branches on
// what they are took most of the time for a key.
var unreserved = func() (table [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") {
		table[c] = true
	}
	return table
}()
