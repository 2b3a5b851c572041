package main

import (
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// readOnce are flags that name files which are read at the start alone.
var readOnce = []string{"app-logo", "upstream-ca"}

// reload reads again what may change while requests are answered, and says what of
// the rest has changed.
func (r *running) reload() {
	secrets, err := r.plan.secret.read()
	if err == nil {
		err = r.gateway.SetSecrets(secrets...)
	}
	if err != nil {
		r.log.Error("the secrets stay as they were", "error", inFlags(err))
	} else {
		r.log.Info("secrets read again", "file", r.plan.secret.path, "number", len(secrets))
	}
	if r.plan.cert != nil {
		if err := r.plan.cert.reload(); err != nil {
			r.log.Error("the certificate stays as it was", "error", err)
		} else {
			r.log.Info("certificate read again", "file", r.tlsCert, "expires", r.plan.cert.expires().Format(time.RFC3339))
		}
	}
	if len(r.allowFiles) > 0 {
		if err := r.plan.users.Reload(); err != nil {
			r.log.Error("the list of users stays as it was", "error", inFlags(err))
		} else {
			r.log.Info("users read again", "file", strings.Join(r.allowFiles, ","))
		}
	}
	changed, err := r.changed()
	switch {
	case err != nil:
		r.log.Error("the configuration stays as it was, and would not start", "error", err)
	case len(changed) > 0:
		r.log.Warn("of the configuration this has changed and takes effect after a restart", "names", strings.Join(changed, ","))
	default:
		r.log.Info("the rest of the configuration has not changed")
	}
}

// changed returns the names of settings that a start would take for others now.
func (r *running) changed() (names []string, err error) {
	now, err := r.readAnew()
	if err != nil {
		return nil, err
	}
	for _, name := range r.names() {
		same := r.flags.Lookup(name).Value.String() == now.flags.Lookup(name).Value.String()
		if same && slices.Contains(readOnce, name) {
			same = sumOf(now.flags.Lookup(name).Value.String()) == r.sums[name]
		}
		if !same {
			names = append(names, name)
		}
	}
	return names, nil
}

// readAnew reads the settings as at a start.
func (p *proxy) readAnew() (*proxy, error) {
	now := &proxy{system: p.system, command: p.command}
	now.addFlags(new(cobra.Command))
	if p.sources["upstream"] == "argument" {
		now.port = p.port
	}
	var problems []error
	now.config = p.config
	p.flags.VisitAll(func(f *pflag.Flag) {
		if p.sources[f.Name] != "flag" || slices.Contains(onCommandLine, f.Name) {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			problems = append(problems, now.flags.Set(f.Name, value))
		}
	})
	return now, errors.Join(append(problems, now.read())...)
}

// sumFiles remembers the files that are read at the start alone.
func (p *proxy) sumFiles() map[string][sha256.Size]byte {
	sums := map[string][sha256.Size]byte{}
	for _, name := range readOnce {
		sums[name] = sumOf(p.flags.Lookup(name).Value.String())
	}
	return sums
}

// sumOf is the sum of a file, or zero if there is none to read.
func sumOf(path string) (sum [sha256.Size]byte) {
	text, err := os.ReadFile(path)
	if err != nil {
		return sum
	}
	return sha256.Sum256(text)
}
