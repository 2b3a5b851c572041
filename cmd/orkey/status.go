package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
)

func newStatus(sys system) *cobra.Command {
	s := &status{}
	cmd := &cobra.Command{
		Use:     "status [flags]",
		Short:   "Show who is signed in, and what the key may spend",
		GroupID: groupKey,
		Long: `Ask OpenRouter about the key: whose it is, what it has spent and may still spend,
when it expires, and where its owner sees what was done with it and can delete it.

The key is that of orkey login. Without --profile or --store, the one in the
variable OPENROUTER_API_KEY takes precedence.`,
		Example: `  orkey status
  orkey status --json | jq .limit_remaining`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd.Context()) },
	}
	s.credentialFlags = addCredentialFlags(cmd, sys)
	cmd.Flags().BoolVar(&s.asJSON, "json", false, "print it as JSON")
	return cmd
}

// status is the command of that name.
type status struct {
	*credentialFlags
	asJSON bool
}

func (s *status) run(ctx context.Context) error {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	found, err := s.find(ctx)
	if err != nil {
		return err
	}
	u := newUI(s.system)
	info, err := found.ask(ctx, u)
	switch {
	case err == nil && s.asJSON:
		return writeJSON(u.stdout, found.report(info))
	case !s.asJSON: // what is known without OpenRouter helps too
		writeRows(u.stdout, found.report(info).rows(time.Now()))
	}
	return err
}
