package servertest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// A Process is a program that runs until its test ends, or somebody ends it
// before.
type Process struct {
	t    testing.TB
	cmd  *exec.Cmd
	said output
	over chan struct{} // closed when it has ended
}

// Start starts a program and waits until ready returns nil, which is told what the
// program has printed so far. A program that ends before fails the test. Where its
// parent dies the program does, too, on Linux.
func Start(t testing.TB, cmd *exec.Cmd, ready func(said string) error) *Process {
	t.Helper()
	p := &Process{t: t, cmd: cmd, over: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &p.said, &p.said
	cmd.WaitDelay = Patience
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		cmd.Wait()
		close(p.over)
	}()
	t.Cleanup(func() {
		p.End(os.Interrupt)
		if t.Failed() {
			t.Logf("%s said:\n%s", cmd.Path, p.Said())
		}
	})
	p.wait(ready)
	return p
}

// wait waits until ready returns nil.
func (p *Process) wait(ready func(said string) error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), Patience)
	defer cancel()
	for {
		err := ready(p.Said())
		if err == nil {
			return
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-p.over:
			p.t.Fatalf("%s ended: %v", p.cmd.Path, p.cmd.ProcessState)
		case <-ctx.Done():
			p.t.Fatalf("%s is not ready: %v", p.cmd.Path, err)
		}
	}
}

// Kill ends the program as a crash would (SIGKILL).
func (p *Process) Kill() { p.End(os.Kill) }

// End sends a signal and waits until the program has ended, if it has not before.
func (p *Process) End(signal os.Signal) {
	p.t.Helper()
	p.cmd.Process.Signal(signal)
	select {
	case <-p.over:
	case <-time.After(Patience):
		p.cmd.Process.Kill()
		p.t.Errorf("%s does not end", p.cmd.Path)
	}
}

// Signal sends a signal.
func (p *Process) Signal(signal os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatalf("%s: %v", p.cmd.Path, err)
	}
}

// Ended waits until the program has ended, and returns its exit code.
func (p *Process) Ended() int {
	p.t.Helper()
	select {
	case <-p.over:
	case <-time.After(Patience):
		p.t.Fatalf("%s does not end", p.cmd.Path)
	}
	return p.cmd.ProcessState.ExitCode()
}

// PID returns the id of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Said returns what the program has printed so far.
func (p *Process) Said() string { return p.said.String() }

// An output keeps what a program prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
