package orkey

import (
	"context"
	"net/url"
	"strings"
)

// Finish ends a sign-in with the query of its callback: it checks that the
// callback is this attempt's and exchanges the code, once. In headless mode
// the query is the code the person brought: url.Values{"code": {code}}.
//
// It reads the error first, then the state, then the code, since a denial
// comes without a state; a callback with the right state and neither error nor
// code is a denial too. Errors: [ErrDenied]; [ErrStateMismatch] and
// [ErrInvalidCallback], after which nothing was sent and the attempt is as
// good as before; and those of [Client.Exchange].
func (c *Client) Finish(ctx context.Context, attempt Attempt, callback url.Values) (Grant, error) {
	code, err := attempt.code(callback)
	if err != nil {
		return Grant{}, err
	}
	return c.Exchange(ctx, code, attempt.verifier)
}

// code returns the code of a callback that belongs to the attempt.
func (a Attempt) code(callback url.Values) (string, error) {
	if a.verifier.secret.isZero() {
		return "", explain("orkey: there is no sign-in to finish; begin one", ErrStateMismatch)
	}
	// "Request and response parameters MUST NOT be included more than once."
	// (RFC 6749, section 3.1)
	// https://www.rfc-editor.org/rfc/rfc6749#section-3.1
	for _, name := range callbackNames {
		if len(callback[name]) > 1 {
			return "", explain("orkey: the callback has "+name+" more than once; begin again", ErrInvalidCallback)
		}
	}
	// A state that is there and differs never passes, not even beside an
	// error: it would let a stranger's link end this sign-in.
	_, hasState := callback["state"]
	stateMatches := hasState && a.MatchesState(callback.Get("state"))
	if hasState && !stateMatches {
		return "", explain("orkey: the callback has the state of another sign-in; begin again", ErrStateMismatch)
	}
	if name := callback.Get("error"); name != "" {
		return "", callbackError(name)
	}
	if !hasState && !a.otherBinding && !a.Headless() {
		return "", explain("orkey: the callback has no state, so it may belong to another sign-in; begin again", ErrStateMismatch)
	}
	code := strings.TrimSpace(callback.Get("code"))
	switch {
	case code == "" && stateMatches:
		return "", ErrDenied
	case code == "":
		return "", explain("orkey: the callback has neither code nor error; begin again", ErrInvalidCallback)
	}
	return code, nil
}

// callbackError gives the error codes of RFC 6749, section 4.1.2.1 their
// meaning. The error_description is left out: whoever made a link to the
// callback wrote it.
//
// https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
func callbackError(name string) error {
	switch name {
	case "access_denied":
		return ErrDenied
	case "server_error", "temporarily_unavailable":
		return &APIError{Message: name, meaning: ErrUnavailable}
	case "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope":
		return &APIError{Message: name}
	}
	return &APIError{Message: "an error of an unknown name"}
}
