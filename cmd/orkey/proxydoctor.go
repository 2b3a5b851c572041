package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/internal/attack"
)

func newDoctor(sys system) *cobra.Command {
	d := &doctor{system: sys}
	cmd := &cobra.Command{
		Use:   "doctor URL [flags]",
		Short: "Try on a deployment what gateways fall for",
		Long: `Look at a deployment from outside, by its public URL: is it reached, is its public
URL the one that it thinks it has, do its cookies come back; then try on it what
other gateways fell for, and print what holds and what does not.

It signs nobody in. What needs somebody who is signed in is tried if --session-file
has the Cookie header of a session, and what needs to see how the app is told who it
is, if --echo names a page that answers with the headers it was sent, as JSON:
{"header": {"Name": ["value"]}}. The exit code is 1 if something does not hold.`,
		Example: `  orkey proxy doctor https://app.example
  orkey proxy doctor https://app.example --session-file cookie.txt --open /public/`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &misuse{"it takes one URL", "as in: orkey proxy doctor https://app.example"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return d.run(cmd.Context(), args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&d.sessionFile, "session-file", "", "`file` with the Cookie header of a session of your own; - is standard input")
	flags.StringVar(&d.echo, "echo", "", "`path` of a page that shows the headers it was sent")
	flags.StringVar(&d.open, "open", "", "`path` with a slash at its end, below which everything is open to everybody")
	flags.StringVar(&d.ca, "ca", "", "PEM `file` with the authorities to trust; default is the system's")
	flags.BoolVar(&d.json, "json", false, "print JSON, one finding a line")
	return cmd
}

// doctor is the command of that name.
type doctor struct {
	system
	sessionFile, echo, open, ca string
	json                        bool
	failed                      int
}

// A finding is one thing that was looked at.
type finding struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"` // holds, fails, not tried
	Why     string `json:"why,omitempty"`
}

func (d *doctor) run(ctx context.Context, where string) error {
	target, err := d.target(where)
	if err != nil {
		return err
	}
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	if !d.diagnose(ctx, target) {
		return exitStatus(exitFailed) // the rest would be noise
	}
	for _, a := range attack.All() {
		if ctx.Err() != nil {
			return errInterrupted
		}
		if lacks := target.Lacks(a); lacks != "" {
			d.tell(finding{a.Name, "not tried", "it needs " + lacks})
			continue
		}
		d.found(a.Name, a.Run(ctx, target))
	}
	if d.failed > 0 {
		return exitStatus(exitFailed)
	}
	return nil
}

func (d *doctor) target(where string) (*attack.Target, error) {
	u, err := url.Parse(where)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &misuse{fmt.Sprintf("%q is not the URL of a deployment", where), "it looks like https://app.example"}
	}
	if d.open != "" && (!strings.HasPrefix(d.open, "/") || !strings.HasSuffix(d.open, "/")) {
		return nil, &misuse{"--open begins and ends with a slash", "as in /public/"}
	}
	t := &attack.Target{URL: strings.TrimRight(where, "/"), Echo: d.echo, Open: d.open}
	if d.ca != "" {
		text, err := os.ReadFile(d.ca)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s has no certificate in PEM", d.ca)
		}
		t.TLS = &tls.Config{RootCAs: pool}
	}
	var session []byte
	switch d.sessionFile {
	case "":
	case "-":
		session, err = io.ReadAll(d.stdin)
	default:
		session, err = os.ReadFile(d.sessionFile)
	}
	if err != nil {
		return nil, err
	}
	t.Session = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(string(session)), "Cookie:"))
	if strings.ContainsAny(t.Session, "\r\n") {
		return nil, errors.New("the session is more than one line; give what a browser sends as Cookie, and nothing else")
	}
	return t, nil
}

// found tells how a thing came out.
func (d *doctor) found(name string, err error) {
	if err == nil {
		d.tell(finding{name, "holds", ""})
		return
	}
	d.failed++
	d.tell(finding{name, "fails", oneLine(strings.ReplaceAll(err.Error(), "\n", "; "))})
}

func (d *doctor) tell(f finding) {
	u := newUI(d.system)
	if d.json {
		line, err := json.Marshal(f)
		if err == nil {
			u.result("%s\n", line)
		}
		return
	}
	if f.Why != "" {
		f.Why = ": " + f.Why
	}
	if f.Outcome == "fails" {
		f.Outcome = u.strong(fmt.Sprintf("%-9s", f.Outcome))
	}
	u.result("%-9s  %s%s\n", f.Outcome, f.Name, f.Why)
}
