//go:build !unix

package main

import "os"

// forwarded are the signals to catch while a command runs in our place.
var forwarded = []os.Signal{os.Interrupt}

// reloading are the signals on which a server reads again what may change: there
// is none.
var reloading []os.Signal

// interrupt ends the process: Windows has no signal for one process alone.
func interrupt(p *os.Process) error { return p.Kill() }

// sentByTerminal reports whether the command got the signal already. On
// Windows the console sends Ctrl-C to every process that is attached to it.
func sentByTerminal(os.Signal) bool { return true }

// childStatus returns the exit code.
func childStatus(p *os.ProcessState) int { return p.ExitCode() }
