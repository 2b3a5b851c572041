//go:build unix

package native

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// startPatience is how long a command may take to say that it failed. One that
// still runs then is taken for the browser itself.
const startPatience = 3 * time.Second

// detach starts "$@" in the background, away from the terminal, and tells how it
// ended on descriptor 3. The shell itself ends at once, so that the browser is
// nobody's child here: it leaves no zombie, no goroutine has to wait for it, and
// it stays when the program ends.
const detach = `{ "$@" >/dev/null 2>&1 3>&-; echo $? >&3; } </dev/null &`

// start starts a command and returns nil if it succeeds, or goes on.
func start(ctx context.Context, command []string) error {
	status, report, err := os.Pipe()
	if err != nil {
		return err
	}
	defer status.Close()
	shell := exec.CommandContext(ctx, "sh", append([]string{"-c", detach, "sh"}, command...)...)
	shell.ExtraFiles = []*os.File{report}
	// A session of its own: Ctrl-C and closing the terminal don't reach it.
	shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = shell.Run()
	report.Close()
	if err != nil {
		return err
	}
	status.SetReadDeadline(time.Now().Add(startPatience))
	defer context.AfterFunc(ctx, func() { status.SetReadDeadline(time.Unix(1, 0)) })()
	var b [4]byte
	n, err := status.Read(b[:])
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	case string(b[:n]) != "0\n":
		return errNoBrowser
	}
	return nil
}
