package orkey_test

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
)

// RFC 7636, appendix B.
const (
	rfcVerifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	rfcChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

func TestChallengeOfRFC7636AppendixB(t *testing.T) {
	v, err := orkey.ParseVerifier(rfcVerifier)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Challenge(); got != rfcChallenge {
		t.Errorf("challenge is %q, want %q", got, rfcChallenge)
	}
}

func TestNewVerifier(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		v := orkey.NewVerifier()
		again, err := orkey.ParseVerifier(v.Reveal())
		if err != nil || again.Reveal() != v.Reveal() {
			t.Fatalf("a new verifier of %d characters does not come back: %v", len(v.Reveal()), err)
		}
		if len(v.Reveal()) != 43 || seen[v.Reveal()] {
			t.Fatal("a verifier is not 43 characters long, or came twice")
		}
		seen[v.Reveal()] = true
	}
}

func TestParseVerifier(t *testing.T) {
	for _, c := range []struct {
		name, in string
		ok       bool
	}{
		{"shortest", strings.Repeat("a", 43), true},
		{"longest", strings.Repeat("Z", 128), true},
		{"every kind of character", strings.Repeat("aZ09-._~", 6), true},
		{"empty", "", false},
		{"too short", strings.Repeat("a", 42), false},
		{"too long", strings.Repeat("a", 129), false},
		{"padding", strings.Repeat("a", 43) + "=", false},
		{"standard base64", strings.Repeat("+/", 22), false},
		{"not ASCII", strings.Repeat("é", 43), false},
	} {
		v, err := orkey.ParseVerifier(c.in)
		if (err == nil) != c.ok {
			t.Errorf("%s: error %v", c.name, err)
		}
		if c.ok && v.Reveal() != c.in {
			t.Errorf("%s: comes back changed", c.name)
		}
	}
}
