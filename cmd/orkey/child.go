package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// runChild runs a command in our place: it has our terminal and streams and
// gets our signals, and its exit code is ours. Variables in env override those
// of the system. When ctx ends, the command is interrupted.
func runChild(ctx context.Context, sys system, args, env []string) error {
	return runChildWith(ctx, sys, args, env, childHooks{func(int) {}, func() {}})
}

// childHooks are called while a command runs: started when it does, with its
// process, and ending when we are told to end it, which is done then, or at once
// if we are told so again.
type childHooks struct {
	started func(pid int)
	ending  func()
}

// runChildWith is runChild with hooks.
func runChildWith(ctx context.Context, sys system, args, env []string, hooks childHooks) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = sys.stdin, sys.stdout, sys.stderr
	cmd.Env = append(sys.environ[:len(sys.environ):len(sys.environ)], env...)
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	cmd.WaitDelay = 10 * time.Second

	// From here a signal is the command's: caught before it starts, lest one
	// in between ends us and leaves the command behind.
	signals := make(chan os.Signal, 16)
	for _, s := range forwarded {
		if !signal.Ignored(s) { // as under nohup; the command inherits that
			signal.Notify(signals, s)
		}
	}
	defer signal.Stop(signals)

	if err := cmd.Start(); err != nil {
		newUI(sys).fail(fmt.Errorf("cannot start %q (%w)", args[0], reason(err)))
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return exitStatus(127)
		}
		return exitStatus(126)
	}
	hooks.started(cmd.Process.Pid)
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var ending sync.WaitGroup
	defer ending.Wait()
	told := false
	for {
		select {
		case s := <-signals:
			switch {
			case sentByTerminal(s):
			case told || s != os.Interrupt && s != syscall.SIGTERM:
				cmd.Process.Signal(s) // an error means that it ended: Wait says how
			default:
				told = true
				ending.Go(func() {
					hooks.ending()
					cmd.Process.Signal(s)
				})
			}
		case err := <-done:
			if cmd.ProcessState == nil {
				return err
			}
			if code := childStatus(cmd.ProcessState); code != 0 {
				return exitStatus(code)
			}
			return nil
		}
	}
}

// reason strips from an error of package exec the name, which we have said.
func reason(err error) error {
	var lookup *exec.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &lookup):
		return lookup.Err
	case errors.As(err, &path):
		return path.Err
	default:
		return err
	}
}
