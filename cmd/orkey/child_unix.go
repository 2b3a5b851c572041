//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// forwarded are the signals that a command we run gets in our place.
var forwarded = []os.Signal{
	syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2,
}

// reloading are the signals on which a server reads again what may change.
var reloading = []os.Signal{syscall.SIGHUP}

func interrupt(p *os.Process) error { return p.Signal(os.Interrupt) }

// sentByTerminal reports whether the command got s already. Ctrl-C and Ctrl-\
// go to the whole foreground of the terminal, which is us and the command. A
// second copy from us would be taken for a second Ctrl-C, with which many
// programs give up at once.
func sentByTerminal(s os.Signal) bool {
	if s != syscall.SIGINT && s != syscall.SIGQUIT {
		return false
	}
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false // no terminal
	}
	defer tty.Close()
	foreground, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}

// childStatus returns the exit code as a shell reports it.
func childStatus(p *os.ProcessState) int {
	if status, ok := p.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return p.ExitCode()
}
