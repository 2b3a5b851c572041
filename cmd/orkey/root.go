package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

// run is the whole command: it does what args say and returns the exit code.
// It ends when ctx does.
func run(ctx context.Context, args []string, sys system) int {
	var lost error
	sys.lost = &lost
	root, started := newRoot(sys)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !*started {
		// Nothing ran yet: the command line itself is wrong. Cobra has no type
		// for this.
		err = asMisuse(err)
	}
	if err == nil && lost != nil { // a script would take what there is for all
		err = fmt.Errorf("not all could be written (%w)", lost)
	}
	code := exitCode(err)
	if code != exitInterrupted && !errors.As(err, new(exitStatus)) && err != nil {
		newUI(sys).fail(err)
	}
	return code
}

// The groups in which the help lists the commands.
const (
	groupKey     = "key"
	groupDevelop = "develop"
)

// newRoot makes the tree of commands. The bool becomes true when a command
// line has been understood and its command starts.
func newRoot(sys system) (root *cobra.Command, started *bool) {
	started = new(bool)
	var version bool
	root = &cobra.Command{
		Use:              "orkey",
		Short:            "Sign in with OpenRouter",
		Long:             "orkey is \"Sign in with OpenRouter\": a key of your own for the\nprograms you run, and a local OpenRouter and a button for those you build.",
		Example:          "  orkey login                     # in the browser; the key goes to the keyring\n  orkey run -- python agent.py    # a program that has the key\n  orkey emulate -- npm test       # tests that think this is OpenRouter",
		SilenceErrors:    true,
		SilenceUsage:     true,
		PersistentPreRun: func(*cobra.Command, []string) { *started = true },
		Args:             unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				newUI(sys).result("orkey %s\n", readVersion().Version)
				return nil
			}
			return cmd.Help()
		},
	}
	// Cobra's own would say "orkey version v1.2.3", or execute a template.
	root.Flags().BoolVarP(&version, "version", "v", false, "version for orkey")
	root.CompletionOptions.HiddenDefaultCmd = true // who wants it, knows of it
	root.SetIn(sys.stdin)
	root.SetOut(sys.stdout)
	root.SetErr(sys.stderr)
	root.SetFlagErrorFunc(badFlag)
	root.AddGroup(
		&cobra.Group{ID: groupKey, Title: "Your key:"},
		&cobra.Group{ID: groupDevelop, Title: "For what you build:"},
	)
	root.AddCommand(
		newChat(sys),
		newDemo(sys),
		newEject(sys),
		newEmulate(sys),
		newEnv(sys),
		newLogin(sys),
		newLogout(sys),
		newModels(sys),
		newProxy(sys),
		newRun(sys),
		newStatus(sys),
		newToken(sys),
		newVersion(sys),
	)
	tighten(root)
	return root, started
}

// tighten makes cobra's own commands refuse what they do not know, as ours do.
func tighten(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				found, rest, _ := root.Find(args) // its error comes from unknownCommand
				return unknownCommand(found, rest)
			}
		case "completion":
			cmd.Args = unknownCommand
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}
