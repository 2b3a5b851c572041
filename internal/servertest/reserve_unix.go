//go:build unix

package servertest

import (
	"net"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// Reserve returns a loopback address of the system's choice for [Caddy]. Its port
// is bound for as long as the test runs, so that nobody else is given it, and
// nothing listens there: Caddy listens with SO_REUSEPORT, by which sockets of one
// user may share an address, and all connections go to the one that listens.
func Reserve(t testing.TB) string {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	check(err)
	t.Cleanup(func() { unix.Close(socket) })
	unix.CloseOnExec(socket)
	check(unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
	check(unix.Bind(socket, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	bound, err := unix.Getsockname(socket)
	check(err)
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(bound.(*unix.SockaddrInet4).Port))
}
