package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newEnv(sys system) *cobra.Command {
	e := &env{shell: noneOf(shellNames()...)}
	cmd := &cobra.Command{
		Use:     "env [flags]",
		Short:   "Print shell lines that set the key",
		GroupID: groupKey,
		Long: `Print lines that set OPENROUTER_API_KEY in a shell to the key of orkey login and,
if that key is not for ` + openRouter + `, the variables that point programs to
where it is valid. With --unset, print lines that unset all of them, whatever set
them.

Every program that is started from that shell gets the key. To hand it to one
program only, use orkey run.`,
		Example: `  eval "$(orkey env)"                                 # sh, bash, zsh …
  orkey env | source                                  # fish
  orkey env | Out-String | Invoke-Expression          # PowerShell
  eval "$(orkey env --unset)"`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return e.run(cmd.Context()) },
	}
	e.credentialFlags = addCredentialFlags(cmd, sys)
	flags := cmd.Flags()
	flags.Var(e.shell, "shell", "the shell to print for; default is the one that asks")
	flags.BoolVar(&e.openAI, "openai", false, "set the variables of OpenAI's clients too")
	flags.BoolVar(&e.unset, "unset", false, "print lines that unset the variables")
	flags.BoolVar(&e.force, "force", false, "print the key on a terminal too")
	cmd.RegisterFlagCompletionFunc("shell", e.shell.complete)
	return cmd
}

// env is the command of that name.
type env struct {
	*credentialFlags
	shell                *choice
	openAI, unset, force bool
}

func (e *env) run(ctx context.Context) error {
	u, sh := newUI(e.system), e.chosen()
	if e.unset {
		for _, name := range keyVariables(e.openAI) {
			u.result("%s\n", sh.unset(name))
		}
		return nil
	}
	found, err := e.stored(ctx)
	if err != nil {
		return err
	}
	if isTerminal(e.stdout) && !e.force {
		return &misuse{"this would show the key on the terminal", "run " + sh.use + ", or add --force"}
	}
	for _, v := range found.variables(e.system, e.openAI) {
		u.result("%s\n", sh.set(v.name, v.value))
	}
	return nil
}

// chosen is the shell to print for.
func (e *env) chosen() shell {
	if name := e.shell.String(); name != "" {
		return shellNamed(name)
	}
	return shellNamed(detectShell(e.system))
}
