//go:build !unix

package native

import (
	"context"
	"os/exec"
)

// start starts a command and does not wait for it.
func start(_ context.Context, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
