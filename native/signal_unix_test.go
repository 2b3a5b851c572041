//go:build unix

package native_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey/native"
)

func TestInterrupted(t *testing.T) { // not parallel: the signal is the whole process's
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGUSR1)
	defer stop()
	r, w := io.Pipe()
	defer w.Close()
	_, err := native.SignIn(ctx, native.Config{Mode: native.Loopback, Input: r, Output: io.Discard, Open: func(context.Context, string) error {
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			return err
		}
		return self.Signal(syscall.SIGUSR1)
	}})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "signal") {
		t.Error(err)
	}
}
