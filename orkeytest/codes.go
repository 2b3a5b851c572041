package orkeytest

import (
	"container/list"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"time"
)

// codeLifetime is how long a code can be exchanged, and how long after that the emulator still knows that it expired.
const codeLifetime = 10 * time.Minute

// code is what a person's consent turned into, waiting to be exchanged.
type code struct {
	value     string
	challenge string
	method    string
	key       keySpec
	user      User
	signIn    string
	created   time.Time
	spent     bool
}

// codes are the codes that are out, and for a while those that were. It is not safe for concurrent use.
type codes struct {
	byValue map[string]*code
	byAge   list.List // of *code, oldest first
}

// add remembers a code and forgets those that are long over, or the oldest if there are more than limit.
func (s *codes) add(c *code, limit int) {
	for old := s.byAge.Front(); old != nil; old = s.byAge.Front() {
		if age := c.created.Sub(old.Value.(*code).created); age < 2*codeLifetime && s.byAge.Len() < limit {
			break
		}
		delete(s.byValue, old.Value.(*code).value)
		s.byAge.Remove(old)
	}
	if s.byValue == nil {
		s.byValue = map[string]*code{}
	}
	s.byValue[c.value] = c
	s.byAge.PushBack(c)
}

// refusal is why a code is not exchanged.
type refusal int

const (
	granted     refusal = iota
	badCode             // unknown, spent, or the verifier is not the one
	expiredCode         // too old
	badMethod           // not the code_challenge_method of the authorize page
)

// redeem spends a code, or says why not. The code is checked before the method, and a refused attempt leaves it as
// it was.
func (s *codes) redeem(value, verifier, method string, now time.Time) (*code, refusal) {
	c := s.byValue[value]
	switch {
	case c == nil || c.spent:
		return c, badCode
	case now.Sub(c.created) >= codeLifetime:
		return c, expiredCode
	case c.effectiveMethod(method) != c.effectiveMethod(c.method):
		return c, badMethod
	case !c.verifies(verifier):
		return c, badCode
	}
	c.spent = true
	return c, granted
}

// effectiveMethod is plain where there is a challenge and no method was named (RFC 7636, section 4.3).
func (c *code) effectiveMethod(method string) string {
	if method == "" && c.challenge != "" {
		return "plain"
	}
	return method
}

// verifies compares the verifier with the challenge, by the method of the authorize page. Without a challenge there is
// nothing to compare.
func (c *code) verifies(verifier string) bool {
	if c.challenge == "" {
		return true
	}
	// RFC 7636, section 4.6: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) == code_challenge for S256,
	// code_verifier == code_challenge for plain.
	if c.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(c.challenge)) == 1
}
