package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newToken(sys system) *cobra.Command {
	t := &token{}
	cmd := &cobra.Command{
		Use:     "token [flags]",
		Short:   "Print the key, for another program",
		GroupID: groupKey,
		Long: `Print the key of orkey login, and nothing else, on standard output. OpenRouter
is not asked about it, so it may have been deleted there.

Whoever sees your screen or the terminal's scrollback has the key too, so it takes
--force on a terminal. If you can, use orkey run, which hands the key to one program
only.`,
		Example: `  curl -H "Authorization: Bearer $(orkey token)" https://openrouter.ai/api/v1/key
  orkey token | docker secret create openrouter -`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return t.run(cmd.Context()) },
	}
	t.credentialFlags = addCredentialFlags(cmd, sys)
	cmd.Flags().BoolVar(&t.force, "force", false, "print it on a terminal too")
	return cmd
}

// token is the command of that name.
type token struct {
	*credentialFlags
	force bool
}

func (t *token) run(ctx context.Context) error {
	found, err := t.stored(ctx)
	if err != nil {
		return err
	}
	if isTerminal(t.stdout) && !t.force {
		return &misuse{"this would show the key on the terminal", "send it into a program, or add --force"}
	}
	newUI(t.system).result("%s\n", found.key.Reveal())
	return nil
}
