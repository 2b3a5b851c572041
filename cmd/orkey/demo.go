package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	// defaultDemo is where the page is. A callback URL wants the name: there
	// are reports that OpenRouter's page stops at 127.0.0.1.
	defaultDemo = "localhost:3000"

	// defaultLiveDemo is where it is with OpenRouter itself: another origin, or a
	// browser would have one place for the keys of both.
	defaultLiveDemo = "localhost:3001"

	// emulatorPort is the first to try for its emulator.
	emulatorPort = 8787

	// tokenDelay makes answers come as fast as people know them from models.
	tokenDelay = 25 * time.Millisecond

	openRouter = "https://openrouter.ai"
)

func newDemo(sys system) *cobra.Command {
	d := demo{system: sys}
	cmd := &cobra.Command{
		Use:     "demo [flags]",
		GroupID: groupDevelop,
		Short:   "Try the sign-in in a browser",
		Long: `Serve a page that shows "Sign in with OpenRouter": the button in all its forms,
a sign-in step by step, the key at work, and the code for it; and open it in the
browser. The examples of a server and a gateway that it shows run beside it, each
on a free port. An emulator plays OpenRouter: nothing leaves this machine, and
nothing costs anything. With --live it is OpenRouter itself.

orkey demo export writes the page as files for a static host.`,
		Example: `  orkey demo
  orkey demo --live
  orkey demo export DIR`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d.explicit = cmd.Flags().Changed("listen")
			if d.live && !d.explicit {
				d.listen = defaultLiveDemo
			}
			return d.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&d.listen, "listen", defaultDemo, "`address` of the page; port 0 is any free one; with --live the default is "+defaultLiveDemo+"; if the default is taken, a nearby one is used")
	cmd.Flags().BoolVar(&d.live, "live", false, "use "+openRouter+", where answers cost credits")
	cmd.Flags().BoolVar(&d.noOpen, "no-open", false, "do not open the browser")
	cmd.AddCommand(newDemoExport(sys))
	return cmd
}

// demo is the command of that name.
type demo struct {
	system
	listen       string
	explicit     bool // --listen was given
	live, noOpen bool
}

func (d *demo) run(ctx context.Context) error {
	// The page first: where it cannot listen, nothing else has begun.
	here, at, err := d.open()
	if err != nil {
		return err
	}
	defer here.close()
	base, sites := openRouter, []site(nil)
	if !d.live {
		emulator, err := orkeytest.New(orkeytest.Config{TokenDelay: tokenDelay})
		if err != nil {
			return err
		}
		defer emulator.Close()
		there, at, err := address{"localhost", emulatorPort}.listenInstead(newUI(d.system), "the emulator")
		if err != nil {
			return fmt.Errorf("cannot listen for the emulator (%w); run orkey demo --live to go without", err)
		}
		defer there.close()
		base, sites = at.url(), append(sites, site{there, emulator})
	}
	ways, examples, err := openWays(base)
	if err != nil {
		return err
	}
	defer closeSites(examples)
	page, err := playground.New(playground.Config{BaseURL: base, Emulator: !d.live, Ways: ways})
	if err != nil {
		return err
	}
	sites = append(append(sites, site{here, page}), examples...)

	ctx, stop := untilInterrupted(ctx)
	defer stop()
	d.announce(at.url()+"/", base, ways)
	if d.noOpen {
		return serve(ctx, sites...)
	}
	opened := make(chan struct{})
	go func() {
		defer close(opened)
		if err := d.openURL(ctx, at.url()+"/"); err != nil && ctx.Err() == nil {
			newUI(d.system).say("The browser did not start: open the page by hand.\n")
		}
	}()
	err = serve(ctx, sites...)
	stop()
	<-opened
	return err
}

// open listens where the page is to be.
func (d *demo) open() (here listeners, at address, err error) {
	at, err = parseAddress(d.listen, defaultDemo)
	if err != nil {
		return nil, at, err
	}
	if !at.isLoopback() {
		return nil, at, &misuse{
			fmt.Sprintf("%s is not an address of this machine alone, and browsers let only https or localhost sign in", at),
			"use " + defaultDemo,
		}
	}
	var real address
	if d.explicit {
		here, real, err = at.listen()
	} else {
		here, real, err = at.listenInstead(newUI(d.system), "the page")
	}
	if err != nil {
		return nil, at, listenError(err, "--listen", at)
	}
	return here, real, nil
}

// announce prints where everything is.
func (d *demo) announce(page, base string, ways playground.Ways) {
	u := newUI(d.system)
	name, words, other := "emulator", "Emulator's log", base+"/_emulator/"
	if d.live {
		name, words, other = "openrouter", "OpenRouter", base
	}
	for _, line := range []struct{ name, words, url string }{
		{"page", "Demo", page},
		{name, words, other},
		{"server", "Server example", ways.Server + "/"},
		{"gateway", "Gateway example", ways.Gateway + "/"},
	} {
		if u.watched {
			u.say("%-17s %s\n", line.words+":", u.strong(line.url))
		} else {
			u.result("%s\t%s\n", line.name, line.url)
		}
	}
	hint := "Opening the page in your browser"
	if d.noOpen {
		hint = "Open the page in a browser"
	}
	if u.watched {
		u.say("\n")
	}
	u.say("%s. Ctrl-C ends it.\n", hint)
}
