package attack

import (
	"context"
	"errors"
	"fmt"
)

// Run tries it. The error says what did not hold, or that it could not be tried.
func (a Attack) Run(ctx context.Context, t *Target) error {
	tried := trial{Target: t}
	err := a.try(ctx, &tried)
	return errors.Join(append(tried.problems, err)...)
}

// A trial is an attack on a target, and what it has found.
type trial struct {
	*Target
	problems []error
}

// found says what did not hold, as by [fmt.Errorf].
func (t *trial) found(format string, args ...any) {
	t.problems = append(t.problems, fmt.Errorf(format, args...))
}

// expect finds fault unless a person is signed in, or is not, and reports whether it
// is so.
func (t *trial) expect(ctx context.Context, p *person, signedIn bool, otherwise string) bool {
	in, err := p.isSignedIn(ctx)
	if err == nil && in == signedIn {
		return true
	}
	t.problems = append(t.problems, errors.Join(errors.New(otherwise), err))
	return false
}
