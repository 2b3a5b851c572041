package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// TestMain lets the test binary play the program, and the person's browser,
// which the emulator sends straight back.
func TestMain(m *testing.M) {
	switch os.Getenv("CLI_TEST_ROLE") {
	case "program":
		os.Setenv("CLI_TEST_ROLE", "browser")
		main()
	case "browser":
		if _, err := http.Get(os.Args[1]); err != nil {
			os.Exit(1)
		}
	default:
		os.Exit(m.Run())
	}
}

func run(t *testing.T, cfg orkeytest.Config) (stdout, stderr string, err error) {
	t.Helper()
	openrouter := orkeytest.NewServer(t, cfg)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = []string{"CLI_TEST_ROLE=program", "PATH=" + os.Getenv("PATH"), "BROWSER=" + self, "OPENROUTER_BASE_URL=" + openrouter.URL}
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	return out.String(), errOut.String(), err
}

func TestSignsIn(t *testing.T) {
	t.Parallel()
	stdout, stderr, err := run(t, orkeytest.Config{Approve: orkeytest.Always})
	if err != nil || !strings.HasPrefix(stdout, "signed in as user_") || !strings.Contains(stdout, " with sk-or-v1-fac…") {
		t.Errorf("%v\n%s\n%s", err, stdout, stderr)
	}
}

func TestDenied(t *testing.T) {
	t.Parallel()
	stdout, stderr, err := run(t, orkeytest.Config{Approve: orkeytest.Never})
	if err == nil || stdout != "" || !strings.Contains(stderr, "denied") {
		t.Errorf("%v\n%s\n%s", err, stdout, stderr)
	}
}
