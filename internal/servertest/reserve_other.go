//go:build !unix

package servertest

import "testing"

// Reserve returns a loopback address of the system's choice, which is free for now.
func Reserve(t testing.TB) string {
	t.Helper()
	l := Listen(t)
	defer l.Close()
	return l.Addr().String()
}
