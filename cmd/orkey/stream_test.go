//go:build unix

package main

import (
	"bufio"
	"io"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// A stream that nobody ends must not keep the command.
func TestInterruptCutsOpenStreams(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		args   []string
		signal syscall.Signal
	}{
		{"emulate, Ctrl-C", []string{"emulate", "--listen", "127.0.0.1:0"}, syscall.SIGINT},
		{"emulate, SIGTERM", []string{"emulate", "--listen", "127.0.0.1:0"}, syscall.SIGTERM},
		{"demo, Ctrl-C", []string{"demo", "--no-open", "--listen", "localhost:0"}, syscall.SIGINT},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cmd := command(t, tc.args...)
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			origin := originIn(t, stdout)

			resp, err := http.Get(origin + "/_emulator/events")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if kind := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || !strings.HasPrefix(kind, "text/event-stream") {
				t.Fatalf("no stream: %s, %s", resp.Status, kind)
			}
			if _, err := resp.Body.Read(make([]byte, 1)); err != nil {
				t.Fatalf("the stream did not begin: %v", err)
			}

			if err := cmd.Process.Signal(tc.signal); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, resp.Body); err == nil {
				t.Log("the stream ended tidily") // just as well
			}
			io.Copy(io.Discard, stdout)
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("it ended with %v", cmd.ProcessState)
			}
		})
	}
}

var emulatorOrigin = regexp.MustCompile(`^(?:export ORKEY_EMULATOR_URL=|emulator\t)(http://[^/\s]+)`)

// originIn reads a command's output until it says where the emulator is.
func originIn(t *testing.T, stdout io.Reader) string {
	t.Helper()
	var seen strings.Builder
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if found := emulatorOrigin.FindStringSubmatch(lines.Text()); found != nil {
			return found[1]
		}
		seen.WriteString(lines.Text() + "\n")
	}
	t.Fatalf("it did not say where the emulator is:\n%s", seen.String())
	return ""
}
