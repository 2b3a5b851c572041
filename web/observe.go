package web

import (
	"context"
	"errors"

	"github.com/orkey-dev/orkey"
)

// An Operation is something that takes time or can fail, for [Config.Observe].
type Operation string

// The operations.
const (
	Begin       Operation = "begin"        // a person is sent to OpenRouter
	Callback    Operation = "callback"     // a person comes back
	Exchange    Operation = "exchange"     // the code becomes a key; part of Callback
	SignOut     Operation = "sign_out"     // a session is ended by its owner
	StoreFind   Operation = "store_find"   // the store is asked
	StoreCommit Operation = "store_commit" // the store is written
	StoreDelete Operation = "store_delete" // the store forgets
	Call        Operation = "call"         // a page calls OpenRouter's API
)

// An Outcome is how an operation ended.
type Outcome struct {
	// Result is one of a few words, fit to be a label of a metric: ok, denied,
	// not_signed_in, not_allowed, state_mismatch, invalid_callback,
	// code_rejected, method_mismatch, key_rejected, unavailable, cancelled,
	// refused, failed.
	Result string

	// Status is the HTTP status of the answer to a [Call], or 0.
	Status int

	// Err is what went wrong, or nil. It holds no secret.
	Err error
}

// results names the errors there are, the more special ones first.
var results = []struct {
	err  error
	name string
}{
	{context.Canceled, "cancelled"},
	{orkey.ErrDenied, "denied"},
	{orkey.ErrStateMismatch, "state_mismatch"},
	{orkey.ErrInvalidCallback, "invalid_callback"},
	{orkey.ErrMethodMismatch, "method_mismatch"},
	{orkey.ErrCodeRejected, "code_rejected"},
	{orkey.ErrKeyRejected, "key_rejected"},
	{orkey.ErrUnavailable, "unavailable"},
	{ErrUnavailable, "unavailable"},
	{ErrNotAllowed, "not_allowed"},
	{ErrNotSignedIn, "not_signed_in"},
}

func outcomeOf(err error) Outcome {
	if err == nil {
		return Outcome{Result: "ok"}
	}
	for _, r := range results {
		if errors.Is(err, r.err) {
			return Outcome{Result: r.name, Err: err}
		}
	}
	return Outcome{Result: "failed", Err: err}
}

// observe tells Config.Observe of an operation that do carries out.
func (s *SignIn) observe(ctx context.Context, op Operation, do func(context.Context) error) error {
	end := func(Outcome) {}
	if s.cfg.Observe != nil {
		ctx, end = s.cfg.Observe(ctx, op)
	}
	err := do(ctx)
	end(outcomeOf(err))
	return err
}
