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
		Short:   "Try signing in, in a browser",
		Long: `Serve a page on which a person signs in with OpenRouter and chats with a model,
and open it in the browser. An emulator plays OpenRouter: nothing leaves this
machine and nothing costs anything. With --live it is OpenRouter itself.`,
		Example: `  orkey demo
  orkey demo --live`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d.explicit = cmd.Flags().Changed("listen")
			return d.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&d.listen, "listen", defaultDemo, "`address` of the page; port 0 is any free one")
	cmd.Flags().BoolVar(&d.live, "live", false, "use "+openRouter+", where answers cost credits")
	cmd.Flags().BoolVar(&d.noOpen, "no-open", false, "do not open the browser")
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
	page, err := playground.New(playground.Config{BaseURL: base, Emulator: !d.live})
	if err != nil {
		return err
	}
	sites = append(sites, site{here, page})

	ctx, stop := untilInterrupted(ctx)
	defer stop()
	d.announce(at.url()+"/", base)
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
func (d *demo) announce(page, base string) {
	u := newUI(d.system)
	name, words, other := "emulator", "Emulator's log:", base+"/_emulator/"
	if d.live {
		name, words, other = "openrouter", "OpenRouter:", base
	}
	if u.watched {
		u.say("%-16s %s\n%-16s %s\n\n", "Demo:", u.strong(page), words, u.strong(other))
	} else {
		u.result("page\t%s\n%s\t%s\n", page, name, other)
	}
	hint := "The page opens in your browser"
	if d.noOpen {
		hint = "Open the page"
	}
	u.say("%s. Ctrl-C ends it.\n", hint)
}
