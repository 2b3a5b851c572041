package native_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

// play is what this test binary does when a test runs it as something else.
func play(role string) int {
	switch role {
	case "program": // one that has set nothing, and reads its input afterwards
		os.Setenv("NATIVE_TEST_ROLE", "browser") // for BROWSER
		grant, err := native.SignIn(context.Background(), native.Config{Client: &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")}})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		rest, _ := io.ReadAll(os.Stdin)
		fmt.Printf("%v\n%s", grant.Key, rest)
	case "browser": // of a person who authorizes; the emulator decides so
		fmt.Println("chatter")
		http.DefaultTransport.(*http.Transport).DialContext = dialLocalhost
		res, err := http.Get(os.Args[1])
		if err != nil {
			return 1
		}
		res.Body.Close()
	}
	return 0
}

// program returns a command that signs in with the zero Config, in an
// environment that has a browser.
func program(t *testing.T, openrouter *orkeytest.Server, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "NATIVE_TEST_ROLE=program", "OPENROUTER_BASE_URL=" + openrouter.URL, "BROWSER=" + self,
	}, env...)
	return cmd
}

// A pipe on standard input is the program's: on the loopback way it is not
// read. Nothing but the program writes to standard output.
func TestProgramInAPipe(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	cmd := program(t, openrouter)
	cmd.Stdin = strings.NewReader("for the program\n")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err, stderr.String())
	}
	if got := stdout.String(); !strings.HasPrefix(got, "sk-or-v1-fac…") || !strings.HasSuffix(got, "\nfor the program\n") || strings.Count(got, "\n") != 2 {
		t.Errorf("standard output: %q", got)
	}
	if !strings.Contains(stderr.String(), "\n  "+openrouter.URL+"/auth?callback_url=") {
		t.Errorf("standard error: %q", &stderr)
	}
}

// Over SSH it is headless by itself, and reads the code from wherever it can.
func TestProgramOverSSH(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	cmd := program(t, openrouter, "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	stderr := new(output)
	cmd.Stdout, cmd.Stderr = &stdout, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pageURL := stderr.waitURL(t)
	if strings.Contains(pageURL, "callback_url") {
		t.Errorf("it is sent to %s", pageURL)
	}
	io.WriteString(stdin, approve(t, openrouter, pageURL)+"\nfor the program\n")
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err, stderr)
	}
	if got := stdout.String(); !strings.HasSuffix(got, "\nfor the program\n") {
		t.Errorf("standard output: %q", got)
	}
}

// On a terminal a paste wins over a browser that never comes back, and the
// address is a hyperlink. What is typed next goes to the program.
func TestProgramOnATerminal(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	cmd := program(t, openrouter, "BROWSER=true", "TERM=xterm-kitty")
	keyboard, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 400})
	if err != nil {
		t.Fatal(err)
	}
	defer keyboard.Close()
	screen := new(output)
	shown := make(chan struct{})
	go func() { defer close(shown); io.Copy(screen, keyboard) }()
	screen.wait(t, "paste the address it ends on")
	text := screen.String()
	pageURL, rest, ok := strings.Cut(text[strings.Index(text, "\x1b]8;;")+5:], "\x1b\\")
	if !ok || !strings.HasPrefix(rest, pageURL+"\x1b]8;;\x1b\\\r\n") {
		t.Fatalf("no hyperlink: %q", text)
	}
	io.WriteString(keyboard, approve(t, openrouter, pageURL)+"\nfor the program\n\x04")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	<-shown
	if !strings.HasSuffix(screen.String(), "\r\nfor the program\r\n") {
		t.Errorf("the terminal shows %q", screen)
	}
}

// The Example is a complete program of under 25 lines, and examples/cli is that
// program.
func TestExampleIsAProgram(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("../examples/cli/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(program, []byte("\n")); n >= 25 {
		t.Errorf("the program has %d lines", n)
	}
	want := strings.NewReplacer("package native_test", "package main", "func Example()", "func main()").Replace(string(example))
	if _, got, _ := strings.Cut(string(program), "\n"); got != want {
		t.Error("examples/cli/main.go differs from example_test.go")
	}
}
