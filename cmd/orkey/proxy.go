package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newProxy(sys system) *cobra.Command {
	p := &proxy{system: sys}
	cmd := &cobra.Command{
		Use:     "proxy [PORT] [flags] [-- CMD...]",
		GroupID: groupDevelop,
		Short:   "Put sign-in in front of an app",
		Long: `Let people into an app, in any language, only when they have signed in with
OpenRouter. The app is not changed: it reads who they are from the header
X-OpenRouter-User. Any header like it that a client sends is dropped, so the app
can rely on it as long as nothing but this proxy reaches it.

The app listens on PORT, or where --upstream says. With a command, start the app as
well, tell it where to listen by the variable PORT and by {port} in its arguments,
and end with its exit code. Some commands ignore PORT (Vite): one that listens on
another port is found there, if only this machine can reach the proxy. Without PORT,
--upstream and a command there is no app, and the proxy answers other proxies
(nginx, Caddy, Traefik) at /_orkey/verify.

Without --public-url, the address is http://localhost and the port of --listen, for
this machine alone. Where standard output is not a terminal and no command has it,
it gets one line for scripts when the proxy serves: url, a tab, and the address.

Every flag can also be a variable, such as ORKEY_PUBLIC_URL for --public-url, or a
line of the YAML file that --config names, such as public-url: https://app.example.
A flag overrides a variable, and a variable the file. For a flag that may be
repeated, a variable holds a list with commas, and the file a list.

On SIGHUP the secret, the lists of users and the certificate are read again;
whatever else has changed is named in the log, and takes effect after a restart. On
SIGTERM the proxy takes no new requests, and ends when those it has are answered.`,
		Example: `  orkey proxy 8080
  orkey proxy -- npm run dev
  orkey proxy -- python3 -m http.server {port}
  orkey proxy 8080 --public-url https://app.example --allow user_2yZT0tVqkUvKpTKjdrJZkBfCfdg
  orkey proxy --config /etc/orkey/proxy.yaml --check`,
		Args: p.arguments,
		RunE: func(cmd *cobra.Command, args []string) error { return p.run(cmd.Context()) },
	}
	p.addFlags(cmd)
	cmd.AddCommand(newDoctor(sys), newSnippet(sys))
	return cmd
}

// proxy is the command of that name.
type proxy struct {
	system
	flags   *pflag.FlagSet
	sources map[string]string // where each value that is no default is from
	command []string          // to run beside, or nil
	port    string            // the argument, or ""
	settings
}

// arguments reads PORT and the command.
func (p *proxy) arguments(cmd *cobra.Command, args []string) error {
	before := args
	if at := cmd.ArgsLenAtDash(); at >= 0 {
		before, p.command = args[:at], args[at:]
		if len(p.command) == 0 {
			return &misuse{"there is no command after --", ""}
		}
	}
	if len(before) == 0 {
		return nil
	}
	port, err := strconv.ParseUint(before[0], 10, 16)
	switch {
	case err != nil && strings.Contains(before[0], "://"):
		return &misuse{fmt.Sprintf("%q is no port", before[0]), "for an address: --upstream " + before[0]}
	case err != nil || port == 0:
		return &misuse{fmt.Sprintf("%q is no port", before[0]), "to run a command, put -- before it: orkey proxy -- " + before[0]}
	case len(before) > 1:
		return &misuse{fmt.Sprintf("%q is one argument too many", before[1]), "to run a command, put -- before it"}
	case cmd.Flags().Changed("upstream"):
		return &misuse{"a port and --upstream both say where the app is", "leave one of them out"}
	}
	p.port = before[0]
	return nil
}

func (p *proxy) run(ctx context.Context) error {
	if err := p.read(); err != nil {
		return err
	}
	plan, err := p.plan()
	switch {
	case p.check:
		p.printSettings(plan)
		return plan.checked(ctx, err)
	case err != nil:
		return err
	}
	return p.serve(ctx, plan)
}
