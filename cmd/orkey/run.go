package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"
)

func newRun(sys system) *cobra.Command {
	r := &runCommand{}
	cmd := &cobra.Command{
		Use:     "run [flags] -- CMD...",
		Short:   "Run a command with the key",
		GroupID: groupKey,
		Long: `Run a command with the key in its environment, as OPENROUTER_API_KEY, and with
--openai also as the variables that point OpenAI's clients to OpenRouter. No other
program gets it, and it does not appear in a list of processes.

The command has the same terminal and gets the same signals, and orkey ends with
its exit code: 127 if there is no such program, 126 if it could not be started,
128 + n if signal n ended it.

The key is that of orkey login. Without --profile or --store, the one in the
variable OPENROUTER_API_KEY takes precedence.`,
		Example: `  orkey run -- python agent.py
  orkey run --openai -- aider`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &misuse{"there is no command to run", "put it at the end: orkey run -- CMD"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return r.run(cmd.Context(), args) },
	}
	cmd.Flags().SetInterspersed(false) // what follows the command is the command's
	r.credentialFlags = addCredentialFlags(cmd, sys)
	cmd.Flags().BoolVar(&r.openAI, "openai", false, "set the variables of OpenAI's clients too")
	return cmd
}

// runCommand is the command run.
type runCommand struct {
	*credentialFlags
	openAI bool
}

func (r *runCommand) run(ctx context.Context, command []string) error {
	found, err := r.find(ctx)
	if err != nil {
		return err
	}
	var set []string
	for _, v := range found.variables(r.system, r.openAI) {
		set = append(set, v.name+"="+v.value)
	}
	return runChild(ctx, r.system, command, set)
}

// variables are those that hand the key to a program. Where the key is not for
// OpenRouter itself, or the environment says that it is somewhere, they say
// where: no program is to send it elsewhere.
func (c credential) variables(sys system, openAI bool) []variable {
	wanted := keyVariables(openAI)
	var set []variable
	for _, v := range variables(origin(c.client), c.key.Reveal()) {
		place := v.name == "OPENROUTER_BASE_URL" || v.name == "OPENROUTER_API_BASE"
		if slices.Contains(wanted, v.name) && (!place || origin(c.client) != openRouter || sys.getenv(v.name) != "") {
			set = append(set, v)
		}
	}
	return set
}

// keyVariables names the variables that may hold a key, or say where it is for.
func keyVariables(openAI bool) []string {
	names := []string{"OPENROUTER_API_KEY", "OPENROUTER_BASE_URL", "OPENROUTER_API_BASE"}
	if openAI {
		names = append(names, "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE")
	}
	return names
}
