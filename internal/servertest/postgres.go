package servertest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Postgres starts a PostgreSQL and returns the URL of its database, which is
// empty.
func Postgres(t testing.TB) string {
	t.Helper()
	const pkg, installed = "postgresql", "/usr/lib/postgresql/*/bin/"
	initdb := find(t, "initdb", pkg, installed+"initdb")
	program := find(t, "postgres", pkg, installed+"postgres")
	dir := directory(t)
	data := filepath.Join(dir, "data")
	// command is run by somebody who is not root, which PostgreSQL refuses.
	command := func(program string, args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		asNobody(t, cmd, dir)
		return cmd
	}
	create := command(initdb, "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	Start(t, command(program, "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off"), func() error {
		// The file that pg_ctl looks at, too. Connections are taken before.
		status, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
		if err == nil && !bytes.Contains(status, []byte("\nready ")) {
			err = errors.New("it is starting")
		}
		return err
	})
	return "postgres://postgres@/postgres?host=" + dir
}
