package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
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
		Short: "Check a deployment, and try attacks on it",
		Long: `Check a deployment from outside, by its public URL: can it be reached, does it know
its own public URL, do its cookies come back. Then try attacks on it that other
gateways fell for, and print what holds and what does not.

Nobody is signed in for this. More is tried with

  --session-file  a session of your own: sign in with a browser, open its developer
                  tools, reload, and copy the value of the request header Cookie into
                  a file that others can't read; sign out when the doctor is done
  --echo          a page of the app that answers with the headers it was sent, as JSON:
                  {"header": {"Name": ["value"]}}
  --open          a path, with a slash at its end, below which the deployment needs no
                  sign-in; one more attack is tried with an --echo page below it

The exit code is 1 if something does not hold.`,
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
	flags.StringVar(&d.connect, "connect", "", "`address` to connect to, as 127.0.0.1:443, whatever the URL says")
	flags.StringVar(&d.ca, "ca", "", "PEM `file` with the authorities to trust; default is the system's")
	flags.BoolVar(&d.verbose, "verbose", false, "list what was not tried, and what each attack needs")
	flags.BoolVar(&d.json, "json", false, "print JSON, one finding per line")
	return cmd
}

// doctor is the command of that name.
type doctor struct {
	system
	sessionFile, echo, open, connect, ca string
	json, verbose                        bool
	held, failed                         int
	untried                              []attack.Attack
}

// A finding is one thing that was looked at.
type finding struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"` // holds, fails, not tried
	Why     string `json:"why,omitempty"`
	Do      string `json:"do,omitempty"` // what to do about it
}

func (d *doctor) run(ctx context.Context, where string) error {
	target, err := d.target(where)
	if err != nil {
		return err
	}
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	if !d.diagnose(ctx, target) {
		d.sum()
		return exitStatus(exitFailed) // the rest would be noise
	}
	for _, a := range attack.All() {
		if ctx.Err() != nil {
			return errInterrupted
		}
		if lacks := target.Lacks(a); lacks != "" {
			d.untried = append(d.untried, a)
			if d.verbose || d.json {
				d.tell(finding{a.Name, "not tried", "it needs " + lacks, ""})
			}
			continue
		}
		d.found(a.Name, a.Run(ctx, target), advice[a.Point])
	}
	d.sum()
	if d.failed > 0 {
		return exitStatus(exitFailed)
	}
	return nil
}

// sum says what all of it comes to, and how to have the rest tried.
func (d *doctor) sum() {
	u := newUI(d.system)
	sum := plural(d.held, "check holds", "checks hold") + ", " + plural(d.failed, "fails", "fail")
	if len(d.untried) > 0 {
		sum += ", " + plural(len(d.untried), "was not tried", "were not tried")
	}
	u.say("\n%s.\n", sum)
	var never int
	var needs attack.Needs
	for _, a := range d.untried {
		if a.Needs&(attack.NeedsApprove|attack.NeedsApp) != 0 {
			never++
		} else {
			needs |= a.Needs
		}
	}
	var flags []string
	for _, f := range []struct {
		flag, value string
		needs       attack.Needs
	}{
		{"--session-file", d.sessionFile, attack.NeedsPerson},
		{"--echo", d.echo, attack.NeedsEcho | attack.NeedsOpenEcho},
		{"--open", d.open, attack.NeedsOpen | attack.NeedsOpenEcho},
	} {
		if needs&f.needs != 0 && f.value == "" {
			flags = append(flags, f.flag)
		}
	}
	if needs&attack.NeedsOpenEcho != 0 && d.echo != "" && d.open != "" {
		flags = append(flags, "an --echo below --open")
	}
	if len(flags) > 0 {
		u.say("%d more can be tried with %s: orkey proxy doctor --help says how.\n", len(d.untried)-never, strings.Join(flags, ", "))
	}
	if never > 0 {
		u.say("%s in orkey's own tests only, where people are signed in and the app is made for that.\n", plural(never, "runs", "run"))
	}
	if len(d.untried) > 0 && !d.verbose && !d.json {
		u.say("--verbose lists them.\n")
	}
}

// advice is what to do about attacks that do not fail, by their points. It is about
// what is in front, for what orkey itself does is tested.
var advice = map[int]string{
	1:  "whatever passes requests on to the app must drop every spelling of X-OpenRouter-User; compare its configuration with what orkey proxy snippet prints",
	2:  "only orkey may answer /_orkey/verify, and no cache",
	3:  "only orkey may answer below /_orkey/, and nobody but proxies in front may reach --verify-listen",
	4:  "the proxy in front must write X-Forwarded-For, -Host and -Proto itself instead of passing on the client's, and say https if that is what people open; list it, and nobody else, as --trusted-proxy",
	5:  "the proxy in front must serve this host alone, and pass it on as Host",
	6:  "the proxy in front must ask about every request, and pass on the path that it has asked about",
	7:  "the proxy in front must pass on Location and forms as they are",
	8:  "the proxy in front must pass on POST, Origin, Sec-Fetch-Site and cookies as they are",
	9:  "the proxy in front must pass on the query and cookies as they are",
	10: "the proxy in front must pass on Accept, Sec-Fetch-Mode and Sec-Purpose, and 401 as it is",
	12: "the proxy in front must pass on Cookie as it is",
	14: "the proxy in front must pass on Cookie and Set-Cookie as orkey has them",
	15: "the proxy in front must pass on Upgrade and Connection, buffer nothing, and leave 401 as it is",
	16: "the proxy in front must pass on the pages and their headers as they are",
	17: "the proxy in front must pass on 403 and its page as they are",
}

func (d *doctor) target(where string) (*attack.Target, error) {
	u, err := url.Parse(where)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &misuse{fmt.Sprintf("%q is not the URL of a deployment", where), "it looks like https://app.example"}
	}
	if d.open != "" && (!strings.HasPrefix(d.open, "/") || !strings.HasSuffix(d.open, "/")) {
		return nil, &misuse{"--open begins and ends with a slash", "as in /public/"}
	}
	if d.connect != "" {
		if _, _, err := net.SplitHostPort(d.connect); err != nil {
			return nil, &misuse{fmt.Sprintf("--connect cannot be %q", d.connect), "it looks like 127.0.0.1:443"}
		}
	}
	t := &attack.Target{URL: strings.TrimRight(where, "/"), Address: d.connect, Echo: d.echo, Open: d.open}
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
func (d *doctor) found(name string, err error, do string) {
	if err == nil {
		d.held++
		d.tell(finding{name, "holds", "", ""})
		return
	}
	d.failed++
	if f, ok := errors.AsType[*fault](err); ok {
		do = f.do
	}
	d.tell(finding{name, "fails", err.Error(), do})
}

// mostReasons bounds how many reasons of one kind people are shown.
const mostReasons = 3

func (d *doctor) tell(f finding) {
	u := newUI(d.system)
	reasons := strings.Split(f.Why, "\n")
	f.Why = oneLine(strings.Join(reasons, "; "))
	if d.json {
		line, err := json.Marshal(f)
		if err == nil {
			u.result("%s\n", line)
		}
		return
	}
	if n := len(reasons) - mostReasons; n > 0 {
		f.Why = fmt.Sprintf("%s; and %d more, which --json lists", oneLine(strings.Join(reasons[:mostReasons], "; ")), n)
	}
	if f.Why != "" {
		f.Why = ": " + f.Why
	}
	if f.Outcome == "fails" {
		f.Outcome = u.strong(fmt.Sprintf("%-9s", f.Outcome))
	}
	u.result("%-9s  %s%s\n", f.Outcome, f.Name, f.Why)
	if f.Do != "" {
		u.result("%-9s  -> %s\n", "", f.Do)
	}
}
