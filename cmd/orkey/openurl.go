package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"

	"github.com/cli/browser"
	"github.com/spf13/cobra"
)

// errNoBrowser: this machine has no browser to show anything in.
var errNoBrowser = errors.New("there is no browser to open")

// openURL shows url in the person's browser.
//
// The browser is started by a second, short-lived orkey in a process group of
// its own. In ours, Ctrl-C would close a browser that was not running before;
// and some openers stay until the browser ends.
func openURL(ctx context.Context, url string) error {
	if !hasDisplay(os.Getenv) {
		return errNoBrowser
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), self, "open-browser", url)
	cmd.Args[0] = os.Args[0]
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// hasDisplay reports whether a browser could appear. Without this question
// xdg-open falls back to a browser for terminals, in the terminal we print to.
func hasDisplay(getenv func(string) string) bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"} {
		if getenv(name) != "" {
			return true
		}
	}
	return false
}

// newOpenBrowser is the second orkey of openURL.
func newOpenBrowser() *cobra.Command {
	return &cobra.Command{
		Use:    "open-browser URL",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			browser.Stdout, browser.Stderr = io.Discard, io.Discard
			return browser.OpenURL(args[0])
		},
	}
}
