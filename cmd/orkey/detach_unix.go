//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// detach keeps signals of our terminal from the command.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
