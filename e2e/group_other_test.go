//go:build !unix

package e2e

import "os/exec"

func group(*exec.Cmd) {}

func interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }
