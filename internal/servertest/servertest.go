// Package servertest runs real servers in tests: Redis, nginx, Caddy and PostgreSQL,
// as Debian packages them.
//
//	server := servertest.Redis(t, "appendonly yes")
//	options, err := redis.ParseURL(server.URL)
//
// Each server has a directory and a socket of its own, heeds no configuration of
// the machine's, and is gone when its test ends. One that does not run fails the
// test and shows what it said. Where the program is missing, the test says what to
// install: it fails in CI, and is skipped elsewhere.
package servertest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Patience is how long a server may take to start or to stop.
const Patience = 20 * time.Second

// Listen returns a listener on a loopback port of the system's choice, for
// [Nginx].
func Listen(t testing.TB) *net.TCPListener {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// Find returns the path of a program, which is on the PATH or matches one of the
// patterns. Where it is missing the test says which package of Debian's has it.
func Find(t testing.TB, program, pkg string, patterns ...string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	for _, pattern := range patterns {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	say := t.Skipf
	if os.Getenv("CI") != "" {
		say = t.Fatalf
	}
	say("%s is missing: install it (Debian: apt-get install %s)", program, pkg)
	return ""
}

// directory makes a directory that is gone when the test ends. Its path is short,
// which those of t.TempDir are not: a Unix socket's may have a hundred bytes.
func directory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
