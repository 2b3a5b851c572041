package orkey

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// The sentinels name what a program decides by. Test for them with
// [errors.Is]; the text of an error around one says more and is for people.
var (
	// ErrDenied: the person chose Deny on the consent page. Show the button
	// again; nothing is wrong.
	ErrDenied = errors.New("orkey: the sign-in was denied; sign in again to be asked once more")

	// ErrStateMismatch: the callback belongs to another attempt, or was
	// forged. Nothing was sent. Keep waiting, or begin again.
	ErrStateMismatch = errors.New("orkey: the callback does not belong to this sign-in; begin again")

	// ErrInvalidCallback: the query is no callback of OpenRouter's: a
	// parameter is repeated, or it has neither code nor error. Nothing was
	// sent. Keep waiting, or begin again.
	ErrInvalidCallback = errors.New("orkey: this is no callback of a sign-in; begin again")

	// ErrCodeRejected: the code is unknown, spent or older than ten minutes,
	// or belongs to another verifier. Begin again.
	ErrCodeRejected = errors.New("orkey: OpenRouter rejected the code, which works once and for ten minutes; begin again")

	// ErrMethodMismatch: the code was made under another
	// code_challenge_method than S256: the authorize URL was not the one that
	// orkey made.
	ErrMethodMismatch = errors.New("orkey: the code was made under another code_challenge_method; begin again with the URL that orkey gives")

	// ErrKeyRejected: OpenRouter does not know the key: its owner deleted it,
	// or it expired. Forget it and sign in again.
	ErrKeyRejected = errors.New("orkey: OpenRouter rejected the key, which may be deleted or expired; sign in again")

	// ErrUnavailable: OpenRouter could not be reached, did not answer in time,
	// is overloaded, or gave an answer that makes no sense. Try later. An
	// exchange cannot be tried again with the same code: begin again.
	ErrUnavailable = errors.New("orkey: OpenRouter is not available; try again in a moment")
)

// An APIError is OpenRouter's own word on why it refused. It never holds a
// response body. Where its meaning is known, errors.Is also matches one of the
// sentinels.
type APIError struct {
	// Status is the HTTP status of the answer, or 0 if the word came with the
	// callback.
	Status int

	// Message is the message of the answer, or "" if it had none in a form
	// that is known. It is one line of at most 200 characters, without control
	// characters, and with anything that looks like a secret taken out. It is
	// still a stranger's text: escape it where markup is read.
	Message string

	meaning error // one of the sentinels, or nil
}

// Error says what was refused, and what OpenRouter said.
func (e *APIError) Error() string {
	said := "an error"
	switch {
	case e.Status != 0 && e.Message != "":
		said = fmt.Sprintf("%d %q", e.Status, e.Message)
	case e.Status != 0:
		said = strconv.Itoa(e.Status)
		if text := http.StatusText(e.Status); text != "" {
			said += " " + text
		}
	case e.Message != "":
		said = strconv.Quote(e.Message)
	}
	if e.meaning != nil {
		return e.meaning.Error() + " (OpenRouter answered " + said + ")"
	}
	hint := "begin again"
	switch {
	case e.Status >= 300 && e.Status < 400, e.Status == http.StatusNotFound, e.Status == http.StatusMethodNotAllowed:
		hint = "check the base URL"
	}
	return "orkey: OpenRouter answered " + said + "; " + hint
}

// Unwrap returns the sentinel that names the meaning, or nil.
func (e *APIError) Unwrap() error { return e.meaning }

// An explained error tells in its own words what an error with a meaning, or
// with causes whose text must not be shown, came from.
type explained struct {
	text   string
	causes []error
}

func explain(text string, causes ...error) error { return &explained{text, causes} }

func (e *explained) Error() string   { return e.text }
func (e *explained) Unwrap() []error { return e.causes }
