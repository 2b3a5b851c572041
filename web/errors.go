package web

import "errors"

// What [SignIn.Session] can say. The errors of the sign-in itself are package
// orkey's: orkey.ErrDenied, orkey.ErrCodeRejected, orkey.ErrUnavailable.
var (
	// ErrNotSignedIn: the request has no session, or one that has ended.
	ErrNotSignedIn = errors.New("web: nobody is signed in; send the person to the sign-in")

	// ErrNotAllowed: [Config.Allow] does not allow the person who is signed in.
	ErrNotAllowed = errors.New("web: this person is not allowed here; sign in as somebody who is")

	// ErrUnavailable: the session store, or OpenRouter where it is asked, can't
	// tell who this is. Nobody is signed out. Try later.
	ErrUnavailable = errors.New("web: it is not known who this is, since the session store or OpenRouter is not available; try again in a moment")
)

// A caused error tells only what a sentinel says, and matches its cause as well,
// whose text may hold what strangers sent.
type caused struct{ sentinel, cause error }

func (e *caused) Error() string   { return e.sentinel.Error() }
func (e *caused) Unwrap() []error { return []error{e.sentinel, e.cause} }

// unavailable says what an error of the store means to a request.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return &caused{ErrUnavailable, err}
}

// causeOf is what an operator wants to know of an error.
func causeOf(err error) error {
	if e, ok := errors.AsType[*caused](err); ok {
		return e.cause
	}
	return err
}
