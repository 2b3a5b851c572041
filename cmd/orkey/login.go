package main

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/native"
)

func newLogin(sys system) *cobra.Command {
	l := &login{limitReset: noneOf("daily", "weekly", "monthly")}
	cmd := &cobra.Command{
		Use:     "login [flags]",
		Short:   "Sign in with OpenRouter, and keep the key",
		GroupID: groupKey,
		Long: `Sign in with OpenRouter in the browser, and keep the key that this makes.

If a key is kept already, ask OpenRouter about it first, and make another only if
that one is deleted or expired, or with --force.

Over SSH, in a container and where there is no browser, OpenRouter's page shows a
code to paste here; --headless forces that, and --headless=false waits on localhost
all the same.

The key is kept in the system's keyring. With --store file it is kept in a file
that only you can read, and with --store auto in that file if the keyring fails.

--label, --limit, --limit-reset and --expires are proposals: you can change them on
OpenRouter's page, and OpenRouter may ignore them. What the key really has is printed.`,
		Example: `  orkey login
  orkey login --limit 5 --limit-reset monthly
  orkey login --profile work --expires 30d --store file`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return l.run(cmd.Context()) },
	}
	l.credentialFlags = addCredentialFlags(cmd, sys)
	flags := cmd.Flags()
	flags.StringVar(&l.label, "label", "", "`name` of the key at OpenRouter; default names this machine")
	flags.Var(&l.limit, "limit", "the most the key may spend; default is no limit")
	flags.Var(l.limitReset, "limit-reset", "how often the limit resets; default is never")
	flags.Var(&l.expires, "expires", "when the key stops working; default is never")
	flags.StringVar(&l.workspace, "workspace", "", "`id` of the workspace to propose")
	flags.StringVar(&l.requireWorkspace, "require-workspace", "", "`id` of the only workspace to allow")
	flags.BoolVar(&l.headless, "headless", false, "paste a code instead of waiting for the browser; default depends on where this runs")
	flags.BoolVar(&l.noBrowser, "no-browser", false, "do not open the browser, only print the address")
	flags.BoolVar(&l.force, "force", false, "make another key, whatever is kept")
	flags.DurationVar(&l.timeout, "timeout", native.DefaultTimeout, "how long to wait for you")
	flags.BoolVar(&l.asJSON, "json", false, "print the result as JSON")
	flags.Lookup("headless").DefValue = "" // shown as no default
	cmd.RegisterFlagCompletionFunc("limit-reset", l.limitReset.complete)
	return cmd
}

// login is the command of that name.
type login struct {
	*credentialFlags
	label                              string
	limit                              dollars
	limitReset                         *choice
	expires                            moment
	workspace, requireWorkspace        string
	headless, noBrowser, force, asJSON bool
	timeout                            time.Duration
}

// check refuses flags that mean nothing, before anything is done.
func (l *login) check() error {
	n := utf8.RuneCountInString(l.label)
	switch {
	case n > 100 || !utf8.ValidString(l.label):
		return &misuse{fmt.Sprintf("--label has %d characters", n), "OpenRouter takes at most 100"}
	case l.timeout <= 0:
		return &misuse{fmt.Sprintf("--timeout cannot be %q", l.timeout), "give a time to wait, as in 5m"}
	case l.workspace != "" && l.requireWorkspace != "" && l.workspace != l.requireWorkspace:
		return &misuse{"--workspace proposes what --require-workspace does not allow", "leave one of them out"}
	}
	return nil
}

func (l *login) run(ctx context.Context) error {
	if err := l.check(); err != nil {
		return err
	}
	client, err := l.client()
	if err != nil {
		return err
	}
	stores, err := l.open()
	if err != nil {
		return err
	}
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	return (&signIn{login: l, ui: newUI(l.system), client: client, stores: stores}).run(ctx)
}
