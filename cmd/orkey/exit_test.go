package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

func TestExitCodes(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{&misuse{problem: "a slip"}, 2},
		{asMisuse(errors.New("a slip")), 2},
		{orkey.ErrKeyRejected, 3},
		{errNotSignedIn, 3},
		{reword(errNotSignedIn, "nobody is"), 3},
		{keystore.ErrNotFound, 3},
		{orkey.ErrDenied, 4},
		{errInterrupted, 130},
		{context.Canceled, 130},
		{context.DeadlineExceeded, 1},
		{exitStatus(42), 42},
	} {
		if got := exitCode(tc.err); got != tc.want {
			t.Errorf("%v: %d, want %d", tc.err, got, tc.want)
		}
		if tc.err == nil {
			continue
		}
		if got := exitCode(fmt.Errorf("around it: %w", tc.err)); got != tc.want {
			t.Errorf("around %v: %d, want %d", tc.err, got, tc.want)
		}
	}
}
