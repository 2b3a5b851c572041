//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package native

import (
	"errors"
	"os"
)

// A waiter is not to be had here.
type waiter struct{ *os.File }

func newWaiter(*os.File) (waiter, error) { return waiter{}, errors.ErrUnsupported }

func (waiter) wake()  {}
func (waiter) close() {}
