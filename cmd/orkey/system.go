package main

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/orkey-dev/orkey/native"
)

// A system is the world outside as the command sees it. Tests give another.
type system struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	// lost is told the error of a result that could not be written. May be nil.
	lost *error

	// environ is the environment, each entry as NAME=value.
	environ []string

	// openURL shows a URL in the person's browser, as native.OpenBrowser does.
	openURL func(ctx context.Context, url string) error

	// keyringTimeout bounds each use of the system's keyring. Zero is the
	// default of package keystore.
	keyringTimeout time.Duration
}

func realSystem() system {
	return system{
		stdin:   os.Stdin,
		stdout:  os.Stdout,
		stderr:  os.Stderr,
		environ: os.Environ(),
		openURL: native.OpenBrowser,
	}
}

// getenv returns the value of a variable, or "". Of several the last counts,
// as it does for a program that is started with them.
func (s system) getenv(name string) string {
	for i := len(s.environ) - 1; i >= 0; i-- {
		if value, ok := cutName(s.environ[i], name); ok {
			return value
		}
	}
	return ""
}

func cutName(entry, name string) (value string, ok bool) {
	if len(entry) <= len(name) || entry[:len(name)] != name || entry[len(name)] != '=' {
		return "", false
	}
	return entry[len(name)+1:], true
}
