package servertest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// Port returns a loopback port for a program that can't be given a listener, or
// that is to listen there again when it is started anew. It is below those that
// systems choose by themselves, so nobody takes it meanwhile.
func Port(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 10_000 + rand.N(20_000)
		if l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("there is no free port")
	return 0
}
