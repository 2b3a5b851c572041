package main

import (
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// asOrkey makes this test binary be the command.
const asOrkey = "ORKEY_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asOrkey) != "" {
		main()
	}
	testscript.Main(m, map[string]func(){"orkey": main})
}

// command returns orkey as a process to be started.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asOrkey+"=1")
	return cmd
}
