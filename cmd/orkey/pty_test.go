//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A terminal is one whose output is collected.
type terminal struct {
	t      *testing.T
	master *os.File
	output
	done chan struct{} // closed when nobody has the terminal open any more
}

// onTerminal starts a command with a terminal of its own, as a person would.
func onTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	return onWideTerminal(t, cmd, 80)
}

// onWideTerminal does so with a terminal of so many columns.
func onWideTerminal(t *testing.T, cmd *exec.Cmd, columns uint16) *terminal {
	t.Helper()
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: columns})
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, master: master, output: newOutput(), done: make(chan struct{})}
	go func() {
		defer close(term.done)
		io.Copy(&term.output, master) // ends with EIO
	}()
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
		master.Close()
		<-term.done
	})
	return term
}

func (term *terminal) waitFor(text string) {
	term.t.Helper()
	term.waitTimes(1, text)
}

// waitTimes waits until a text is there so many times.
func (term *terminal) waitTimes(n int, text string) {
	term.t.Helper()
	for deadline := time.After(patience); strings.Count(term.String(), text) < n; {
		select {
		case <-term.more:
		case <-deadline:
			term.t.Fatalf("%q is not %d times on the terminal:\n%s", text, n, term)
		}
	}
}

func (term *terminal) press(keys string) {
	term.t.Helper()
	if _, err := term.master.WriteString(keys); err != nil {
		term.t.Fatal(err)
	}
}

const (
	ctrlC = "\x03"
	bold  = "\x1b[1m"
)

func TestBoldOnATerminalOnly(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		env  string
		bold bool
	}{
		{"TERM=xterm", true},
		{"NO_COLOR=1", false},
		{"NO_COLOR=", true}, // https://no-color.org: when not an empty string
		{"TERM=dumb", false},
	} {
		t.Run(tc.env, func(t *testing.T) {
			t.Parallel()
			cmd := command(t, "emulate", "--listen", "127.0.0.1:0")
			cmd.Env = append(cmd.Env, "TERM=xterm", tc.env)
			term := onTerminal(t, cmd)
			term.waitFor("Ctrl-C ends it")
			if got := strings.Contains(term.String(), bold); got != tc.bold {
				t.Errorf("bold: %v\n%q", got, term.String())
			}
			term.press(ctrlC)
			if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitInterrupted {
				t.Errorf("Ctrl-C: %v", err)
			}
		})
	}
}

// A person reads words, a script the lines that do not change.
func TestDemoSpeaksToPeopleOnATerminal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		args []string
		says string
	}{
		{"emulator", nil, `(?m)^Demo: {13}http://localhost:\d+/\r\nEmulator's log: {3}http://localhost:\d+/_emulator/\r\nServer example: {3}http://localhost:\d+/\r\nGateway example: {2}http://localhost:\d+/\r\n\r\nOpen the page in a browser\. Ctrl-C ends it\.\r\n`},
		{"live", []string{"--live"}, `(?m)^Demo: {13}http://localhost:\d+/\r\nOpenRouter: {7}https://openrouter\.ai\r\nServer example: {3}http://localhost:\d+/\r\nGateway example: {2}http://localhost:\d+/\r\n\r\nOpen the page`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cmd := command(t, append([]string{"demo", "--no-open", "--listen", "localhost:0"}, tc.args...)...)
			cmd.Env = append(cmd.Env, "NO_COLOR=1")
			term := onTerminal(t, cmd)
			term.waitFor("Ctrl-C ends it.\r\n")
			if said := term.String(); !regexp.MustCompile(tc.says).MatchString(said) || strings.Contains(said, "\t") {
				t.Errorf("it says %q", said)
			}
			term.press(ctrlC)
			if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitInterrupted {
				t.Errorf("Ctrl-C: %v", err)
			}
		})
	}
}

// Ctrl-C at the terminal reaches the command once: the terminal sends it to
// both, and a copy from us would be a second Ctrl-C. Other signals are passed
// on in order, so when SIGUSR1 arrives, a copy would have arrived before.
func TestCtrlCReachesTheCommandOnce(t *testing.T) {
	t.Parallel()
	const script = `
		trap 'n=$((n+1)); echo "INT number $n"' INT
		trap 'echo "at the end: $n"; exit 3' USR1
		echo ready; while :; do sleep 0.05; done`
	for _, name := range []string{"emulate", "run"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := command(t, name, "--", "sh", "-c", script)
			cmd.Env = append(cmd.Env, "OPENROUTER_API_KEY=sk-or-v1-facade0000000000")
			term := onTerminal(t, cmd)
			term.waitFor("ready")
			term.press(ctrlC)
			term.waitFor("INT number 1")
			if err := cmd.Process.Signal(syscall.SIGUSR1); err != nil {
				t.Fatal(err)
			}
			term.waitFor("at the end: 1")
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 3 {
				t.Errorf("it ended with %v, the command with 3", cmd.ProcessState)
			}
		})
	}
}
