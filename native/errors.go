package native

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/orkey-dev/orkey"
)

// What can happen to a wait; the errors of the sign-in itself are package
// orkey's: [orkey.ErrDenied], [orkey.ErrCodeRejected], [orkey.ErrUnavailable].
var (
	// ErrTimeout: nobody finished the sign-in within [Config.Timeout].
	ErrTimeout = errors.New("native: nobody finished the sign-in in time; start it again")

	// ErrInputClosed: on the headless way, the input ended before a code came.
	ErrInputClosed = errors.New("native: the input ended before a code was pasted; sign in from a terminal")
)

// timedOut says how long was too long.
func timedOut(after time.Duration) error {
	return fmt.Errorf("%w (it waited %v)", ErrTimeout, after)
}

// cancelled tells why ctx is done. A deadline of the caller's is a time-out too.
func cancelled(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &stopped{ErrTimeout.Error(), []error{ErrTimeout, err, cause}}
	case cause == err:
		return &stopped{"native: the sign-in was cancelled", []error{err}}
	}
	return &stopped{"native: the sign-in was cancelled: " + cause.Error(), []error{err, cause}}
}

// A stopped error matches all its causes and says only one thing.
type stopped struct {
	text   string
	causes []error
}

func (e *stopped) Error() string   { return e.text }
func (e *stopped) Unwrap() []error { return e.causes }

// isForged reports whether what came is no callback of this sign-in. Nothing was
// sent then, and the wait goes on.
func isForged(err error) bool {
	return errors.Is(err, orkey.ErrStateMismatch) || errors.Is(err, orkey.ErrInvalidCallback)
}

// isRejected reports whether OpenRouter refused a code that would be good for
// another sign-in, or for none.
func isRejected(err error) bool {
	return errors.Is(err, orkey.ErrCodeRejected) || errors.Is(err, orkey.ErrMethodMismatch)
}
