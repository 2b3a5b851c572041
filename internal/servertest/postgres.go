package servertest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A PostgresServer is a PostgreSQL that listens on a Unix socket. It can be ended
// and started again.
type PostgresServer struct {
	*Process
	URL string // postgres://… of an empty database

	program, dir string
}

// Postgres starts a PostgreSQL.
func Postgres(t testing.TB) *PostgresServer {
	t.Helper()
	const pkg, installed = "postgresql", "/usr/lib/postgresql/*/bin/"
	initdb := Find(t, "initdb", pkg, installed+"initdb")
	p := &PostgresServer{program: Find(t, "postgres", pkg, installed+"postgres"), dir: directory(t)}
	p.URL = "postgres://postgres@/postgres?host=" + p.dir
	cmd := p.command(t, initdb, "--pgdata", p.data(), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	p.start(t)
	return p
}

func (p *PostgresServer) start(t testing.TB) {
	t.Helper()
	cmd := p.command(t, p.program, "-D", p.data(), "-k", p.dir, "-c", "listen_addresses=", "-c", "fsync=off")
	p.Process = Start(t, cmd, func(string) error {
		// The file that pg_ctl looks at, too. Connections are taken before.
		status, err := os.ReadFile(filepath.Join(p.data(), "postmaster.pid"))
		if err == nil && !bytes.Contains(status, []byte("\nready ")) {
			err = errors.New("it is starting")
		}
		return err
	})
}

// Restart starts the server anew, after End.
func (p *PostgresServer) Restart() {
	p.t.Helper()
	p.start(p.t)
}

func (p *PostgresServer) data() string { return filepath.Join(p.dir, "data") }

// command is run by somebody who is not root, which PostgreSQL refuses.
func (p *PostgresServer) command(t testing.TB, program string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = p.dir
	asNobody(t, cmd, p.dir)
	return cmd
}
