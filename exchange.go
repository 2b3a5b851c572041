package orkey

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// A Grant is what a sign-in brings. It encodes with the key redacted.
type Grant struct {
	// Key is the person's API key, made for this sign-in.
	Key Key `json:"key"`

	// UserID names the person, as in user_…; it is the only identity
	// OpenRouter gives. Empty if OpenRouter told none.
	UserID string `json:"user_id,omitempty"`
}

// maxCode bounds a code, in bytes. OpenRouter's are opaque, and far shorter.
const maxCode = 2048

// Exchange turns a code and its verifier into a grant, for those who build
// their own walk: unlike [Client.Finish] it cannot know whether the code was
// meant for this person.
//
// It sends exactly one request, since a code works once, and takes 30 seconds
// at most if ctx has no deadline. Errors: [ErrCodeRejected],
// [ErrMethodMismatch], [ErrUnavailable], another [*APIError], or
// context.Canceled. Whichever it is, the code is spent: begin again.
func (c *Client) Exchange(ctx context.Context, code string, verifier Verifier) (Grant, error) {
	if code == "" || len(code) > maxCode || strings.ContainsFunc(code, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return Grant{}, explain("orkey: the code has characters no code has, or is too long; begin again", ErrInvalidCallback)
	}
	body, err := json.Marshal(struct {
		Code     string `json:"code"`
		Verifier string `json:"code_verifier"`
		Method   string `json:"code_challenge_method"`
	}{code, verifier.Reveal(), "S256"})
	if err != nil {
		return Grant{}, err
	}
	answer, err := c.do(ctx, http.MethodPost, "/api/v1/auth/keys", Key{}, string(body))
	if err != nil {
		return Grant{}, err
	}
	if !answer.ok() {
		return Grant{}, answer.exchangeError(code, verifier.Reveal())
	}
	return answer.grant()
}

// grant reads the answer to an exchange. Anything but a well-formed key is an
// error, so that nobody stores "undefined" and calls it signed in.
func (a answer) grant() (Grant, error) {
	var grant struct {
		Key    string `json:"key"`
		UserID string `json:"user_id"` // null leaves it empty
	}
	if err := json.Unmarshal(a.body, &grant); err != nil {
		return Grant{}, &APIError{Status: a.status, Message: "an answer that is no grant", meaning: ErrUnavailable}
	}
	key, err := ParseKey(grant.Key)
	if err != nil {
		return Grant{}, &APIError{Status: a.status, Message: "an answer without a key", meaning: ErrUnavailable}
	}
	return Grant{Key: key, UserID: grant.UserID}, nil
}

// exchangeError tells the meanings of a refused exchange apart. Documented and
// observed answers use 400 and 403 for the same things, so the message
// decides, the method before the code: "Invalid code_challenge_method" also
// begins with "Invalid code".
func (a answer) exchangeError(secrets ...string) error {
	message := a.message(secrets...)
	lower := strings.ToLower(message)
	err := &APIError{Status: a.status, Message: message}
	switch {
	case a.unavailable():
		err.meaning = ErrUnavailable
	case strings.Contains(lower, "code_challenge_method"):
		err.meaning = ErrMethodMismatch
	case strings.Contains(lower, "invalid code"), strings.Contains(lower, "code expired"),
		strings.Contains(lower, "code_verifier"):
		err.meaning = ErrCodeRejected
	}
	return err
}
