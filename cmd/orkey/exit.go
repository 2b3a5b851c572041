package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// The exit codes are a contract: scripts branch on them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitMisused     = 2
	exitNotSignedIn = 3
	exitDenied      = 4
	exitInterrupted = 130
)

// errInterrupted ends a command that was told to stop. It is what the person
// asked for, so nothing is printed.
var errInterrupted = errors.New("interrupted")

// A misuse is a command line that means nothing. Hint, if any, is what was
// probably meant.
type misuse struct {
	problem string
	hint    string
}

func (m *misuse) Error() string {
	if m.hint == "" {
		return m.problem
	}
	return m.problem + "; " + m.hint
}

// An exitStatus is the exit code of a command that orkey ran, to be passed on
// in silence.
type exitStatus int

func (s exitStatus) Error() string { return "exit status " + strconv.Itoa(int(s)) }

// A reworded error means what its cause means, and says it in other words.
type reworded struct {
	text  string
	cause error
}

func reword(cause error, format string, a ...any) error {
	return &reworded{fmt.Sprintf(format, a...), cause}
}

func (r *reworded) Error() string { return r.text }
func (r *reworded) Unwrap() error { return r.cause }

// exitCode says what a command's error means to a script.
func exitCode(err error) int {
	var status exitStatus
	var wrong *misuse
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &wrong):
		return exitMisused
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, orkey.ErrDenied):
		return exitDenied
	case errors.Is(err, errNotSignedIn), errors.Is(err, orkey.ErrKeyRejected), errors.Is(err, keystore.ErrNotFound):
		return exitNotSignedIn
	default:
		return exitFailed
	}
}
