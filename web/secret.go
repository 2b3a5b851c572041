package web

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
)

// A Secret is what cookies are sealed with: text of 32 bytes or more that nobody
// can guess, the same for all processes that serve one site. It prints redacted.
//
//	openssl rand -base64 32
//
// makes one, and so does [NewSecret]. Keep it where the site keeps its database
// password. One secret is good for four billion cookies, which is years; see
// [SignIn.SetSecrets] for how to replace it.
type Secret string

// minSecret is 256 bits if each byte is random; text in base64 or hexadecimal of
// that length still has 128.
const minSecret = 32

// NewSecret returns a secret of 32 random octets, in base64url. Store it: with a
// new one at every start, every start signs everybody out.
func NewSecret() Secret {
	var b [32]byte
	rand.Read(b[:])
	return Secret(base64.RawURLEncoding.EncodeToString(b[:]))
}

// check reports what is wrong with a secret, without showing it.
func (s Secret) check() error {
	if len(s) < minSecret {
		return fmt.Errorf("it has %d bytes and needs %d or more; make one with: openssl rand -base64 32", len(s), minSecret)
	}
	seen := map[byte]bool{}
	for _, c := range []byte(s) {
		seen[c] = true
	}
	if len(seen) < 8 {
		return errors.New("it is not random; make one with: openssl rand -base64 32")
	}
	return nil
}

// String returns a fixed word, never the secret.
func (s Secret) String() string { return "web.Secret(redacted)" }

// Format prints what [Secret.String] returns, under every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue makes package slog print what [Secret.String] returns.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns what [Secret.String] returns, so that encoders redact too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
