//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts use the command as people do, from outside. Beside the words of
// package testscript they know:
//
//	exits CODE PROGRAM ARGS…        run to the end, with this exit code
//	start NAME PATTERN PROGRAM ARGS…  run beside the script, and wait until a line
//	                                of its output matches; groups named (?P<x>…)
//	                                become variables
//	feed NAME TEXT                  write a line to its standard input
//	signal NAME INT|TERM|…          send a signal to it
//	ended NAME CODE                 wait for its end; its output is in NAME.out and NAME.err
//	get URL [KEY]                   fetch; the answer is in the file answer
//	post URL                        send nothing there, for what it does
//	scan PORT                       connect to both loopback addresses, and say nothing
//	approve URL, deny URL           do on an emulator's consent page what the person
//	                                does; $callback and $code are what comes of it
func TestScripts(t *testing.T) { testscript.Run(t, scripts("testdata/script")) }

func scripts(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Condition: func(cond string) (bool, error) {
			if cond != "root" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return os.Geteuid() == 0, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"start":  start,
			"signal": sendSignal,
			"ended":  ended,
			"get":    get,
			"post":   post,
			"feed":   feed,
			"scan":   scan,

			"approve": decide("approve"),
			"deny":    decide("deny"),
		},
		Setup: func(env *testscript.Env) error {
			env.Values[beside{}] = map[string]*background{}
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("HOME", home)
			env.Setenv("GORACE", os.Getenv("GORACE"))
			return os.Mkdir(home, 0o700)
		},
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// beside is under which a script keeps what it started.
type beside struct{}

// A background is a program that runs beside a script.
type background struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	out, err output
}

// An output collects what a program prints and can wait for a part of it.
type output struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{} // gets a value when there is more
}

func newOutput() output { return output{more: make(chan struct{}, 1)} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	select {
	case o.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// inherited are the variables of a script that what it starts has too.
var inherited = []string{
	"PATH", "HOME", "TMPDIR", "DISPLAY", "BROWSER", "SSH_CONNECTION", "OPENROUTER_BASE_URL", "ORKEY_PROFILE", "ORKEY_STORE", "GORACE",
}

func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: start NAME PATTERN PROGRAM ARGS...")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	program, err := lookIn(ts.Getenv("PATH"), args[2])
	ts.Check(err)

	b := &background{out: newOutput(), err: newOutput()}
	b.cmd = exec.Command(program, args[3:]...)
	b.cmd.Args[0] = args[2]
	b.cmd.Dir = ts.MkAbs(".")
	for _, name := range inherited {
		if value := ts.Getenv(name); value != "" {
			b.cmd.Env = append(b.cmd.Env, name+"="+value)
		}
	}
	b.in, err = b.cmd.StdinPipe()
	ts.Check(err)
	b.cmd.Stdout, b.cmd.Stderr = &b.out, &b.err
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // signals as without a terminal
	ts.Check(b.cmd.Start())
	ts.Defer(func() {
		if b.cmd.ProcessState == nil {
			syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
			b.cmd.Wait()
		}
	})
	ts.Value(beside{}).(map[string]*background)[args[0]] = b

	deadline := time.After(patience)
	for {
		if found := pattern.FindStringSubmatch(b.out.String() + b.err.String()); found != nil {
			for i, name := range pattern.SubexpNames() {
				if name != "" {
					ts.Setenv(name, found[i])
				}
			}
			return
		}
		select {
		case <-b.out.more:
		case <-b.err.more:
		case <-deadline:
			ts.Fatalf("%s did not print %q\nstdout: %s\nstderr: %s", args[0], args[1], b.out.String(), b.err.String())
		}
	}
}

func lookIn(path, program string) (string, error) {
	for dir := range strings.SplitSeq(path, string(os.PathListSeparator)) {
		if found, err := exec.LookPath(dir + "/" + program); err == nil {
			return found, nil
		}
	}
	return "", fmt.Errorf("%s: %w", program, exec.ErrNotFound)
}

func find(ts *testscript.TestScript, name string) *background {
	b, ok := ts.Value(beside{}).(map[string]*background)[name]
	if !ok {
		ts.Fatalf("nothing was started under the name %q", name)
	}
	return b
}

func sendSignal(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "USR1": syscall.SIGUSR1, "KILL": syscall.SIGKILL}
	if neg || len(args) != 2 || signals[args[1]] == 0 {
		ts.Fatalf("usage: signal NAME INT|TERM|HUP|USR1|KILL")
	}
	ts.Check(find(ts, args[0]).cmd.Process.Signal(signals[args[1]]))
}

func ended(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ended NAME CODE")
	}
	b := find(ts, args[0])
	kill := time.AfterFunc(patience, func() { syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL) })
	defer kill.Stop()
	b.cmd.Wait()
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".out"), []byte(b.out.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".err"), []byte(b.err.String()), 0o600))
	if code := strconv.Itoa(b.cmd.ProcessState.ExitCode()); code != args[1] {
		ts.Fatalf("%s ended with %s (%s), want %s\nstderr: %s", args[0], code, b.cmd.ProcessState, args[1], b.err.String())
	}
}

func post(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: post URL")
	}
	resp, err := http.Post(args[0], "", nil)
	ts.Check(err)
	resp.Body.Close()
	if (resp.StatusCode >= 300) != neg {
		ts.Fatalf("%s: %s", args[0], resp.Status)
	}
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: get URL [KEY]")
	}
	req, err := http.NewRequest(http.MethodGet, args[0], nil)
	ts.Check(err)
	if len(args) == 2 {
		req.Header.Set("Authorization", "Bearer "+args[1])
	}
	resp, err := http.DefaultClient.Do(req)
	if neg {
		if err == nil && resp.StatusCode < 300 {
			ts.Fatalf("there is an answer")
		}
		return
	}
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("answer"), body, 0o600))
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %s", args[0], resp.Status)
	}
}
