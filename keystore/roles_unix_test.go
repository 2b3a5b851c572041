//go:build unix

package keystore_test

import (
	"os"
	"os/exec"
	"testing"
)

func TestMain(m *testing.M) {
	if role := os.Getenv("KEYSTORE_TEST_ROLE"); role != "" && roles[role] != nil {
		os.Exit(roles[role](os.Args[1:]))
	}
	os.Exit(m.Run())
}

// roles are what this test binary does when a test runs it as another program.
var roles = map[string]func(args []string) int{
	"saver":  playSaver,
	"loader": playLoader,
}

// self returns a command that plays a role.
func self(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), "KEYSTORE_TEST_ROLE="+role)
	return cmd
}
