package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/orkeytest"
)

// defaultEmulator is where `orkey emulate` listens. Nobody has to be told it,
// so programs may have it written down.
const defaultEmulator = "127.0.0.1:8787"

func newEmulate(sys system) *cobra.Command {
	e := emulate{system: sys}
	cmd := &cobra.Command{
		Use:     "emulate [flags] [-- CMD...]",
		GroupID: groupDevelop,
		Short:   "Run a local OpenRouter, alone or for one command",
		Long: `Run a local OpenRouter: consent page, exchange, keys, models and answers, all
offline and made up. The page /_emulator/ shows each request and its answer,
and has switches for what should go wrong.

With a command, listen on a free port, run the command with variables that point
OpenRouter's and OpenAI's clients here, and end with its exit code.

The variables, which are printed if there is no command:
` + describeVariables(),
		Example: `  orkey emulate
  orkey emulate --approve always -- npm test
  orkey emulate > emulator.env   # the variables in a file,
  . ./emulator.env               # which other shells read like this`,
		Args: func(cmd *cobra.Command, args []string) error {
			if stray := cmd.ArgsLenAtDash(); stray > 0 || stray < 0 && len(args) > 0 {
				return &misuse{fmt.Sprintf("%q is not a flag", args[0]), "to run a command, put -- before it: orkey emulate -- " + args[0]}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			e.explicit = cmd.Flags().Changed("listen")
			if cmd.ArgsLenAtDash() >= 0 && len(args) == 0 {
				return &misuse{"there is no command after --", ""}
			}
			return e.run(cmd.Context(), args)
		},
	}
	e.flags = addEmulatorFlags(cmd)
	cmd.Flags().StringVar(&e.listen, "listen", defaultEmulator, "`address` to listen on; port 0 is any free one; if the default is taken, a nearby one is used")
	cmd.Flags().BoolVar(&e.insecureRemote, "insecure-remote", false, "allow --listen beyond this machine: whoever reaches it can get keys")
	return cmd
}

// emulate is the command of that name.
type emulate struct {
	system
	flags          *emulatorFlags
	listen         string
	explicit       bool // --listen was given
	insecureRemote bool
}

func (e *emulate) run(ctx context.Context, command []string) error {
	emulator, err := e.flags.open()
	if err != nil {
		return err
	}
	defer emulator.Close()
	key, err := emulator.NewKey(orkeytest.KeySpec{Label: "orkey emulate", Keep: true})
	if err != nil {
		return err
	}
	here, at, err := e.open(len(command) > 0)
	if err != nil {
		return err
	}
	origin := at.url()
	set := variables(origin, key)
	if len(command) > 0 {
		return e.serveFor(ctx, command, set, site{here, emulator})
	}

	ctx, stop := untilInterrupted(ctx)
	defer stop()
	u := newUI(e.system)
	u.say("A local OpenRouter is ready at %s\nWatch what it sees: %s\n\n", u.strong(origin), u.strong(origin+"/_emulator/"))
	for _, v := range set {
		u.result("export %s=%s\n", v.name, v.value)
	}
	u.say("\nCopy these lines into a shell to point its programs here. Ctrl-C ends it.\n")
	return serve(ctx, site{here, emulator})
}

// open listens where the flags say. An address that was asked for is opened or
// refused; the default gives way to another program, and to the port that a
// command does not need to know.
func (e *emulate) open(forCommand bool) (here listeners, at address, err error) {
	at, err = parseAddress(e.listen, defaultEmulator)
	switch {
	case err != nil:
		return nil, at, err
	case !at.isLoopback() && !e.insecureRemote:
		return nil, at, &misuse{
			fmt.Sprintf("%s can be reached from other machines, where anybody could get keys and read the log", at),
			"use 127.0.0.1, or add --insecure-remote if you mean it",
		}
	case e.explicit:
		here, real, err := at.listen()
		if err != nil {
			return nil, at, listenError(err, "--listen", at)
		}
		return here, real, nil
	case forCommand:
		at.port = 0
	}
	here, real, err := at.listenInstead(newUI(e.system), "the emulator")
	if err != nil {
		return nil, at, listenError(err, "--listen", at)
	}
	return here, real, nil
}

// serveFor answers while the command runs, and ends with it.
func (e *emulate) serveFor(ctx context.Context, command []string, set []variable, s site) error {
	env := make([]string, len(set))
	for i, v := range set {
		env[i] = v.name + "=" + v.value
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan error, 1)
	go func() { served <- serve(serving, s) }()
	err := runChild(ctx, e.system, command, env)
	stop()
	if serveErr := <-served; err == nil && !errors.Is(serveErr, errInterrupted) {
		return serveErr
	}
	return err
}
