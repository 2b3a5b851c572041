//go:build unix

package e2e

import (
	"os/exec"
	"syscall"
)

// group lets what a command starts be ended with it: go run and sh do not
// pass signals on.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return interrupt(cmd) }
}

func interrupt(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
