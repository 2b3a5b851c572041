package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"github.com/orkey-dev/orkey/gateway"
)

// announce says where everything is: in words, or in a line of the log where that
// is JSON.
func (r *running) announce() {
	u := newUI(r.system)
	if !u.watched && r.command == nil {
		defer u.result("url\t%s\n", r.plan.public) // when all is said
	}
	if r.isJSON() {
		r.log.Info("ready", "url", r.plan.public, "listen", r.plan.at.String(), "upstream", redactURL(r.plan.upstream), "headers", r.headers(), "secret", r.plan.secret.path)
		return
	}
	line := func(name, value string) { u.say("%-13s %s\n", name+":", value) }
	open := u.strong(r.plan.public + "/")
	if !r.plan.local {
		open += ", listening on " + r.plan.at.String()
	}
	line("Open", open)
	switch app := redactURL(r.plan.upstream); {
	case app == "" && r.plan.verifyAt != nil:
		line("App", "none; other proxies ask who somebody is")
	case app == "":
		line("App", "none; other proxies ask at "+r.plan.public+gateway.Prefix+"/verify")
	case r.app != nil:
		line("App", app+"; "+r.commandName()+" gets the port in the variable PORT")
	case !r.isThere():
		line("App", app+", where nothing listens yet")
	default:
		line("App", app)
	}
	if at := r.plan.verifyAt; at != nil {
		line("Ask at", at.url()+"/")
	}
	if at := r.plan.adminAt; at != nil {
		line("Metrics", at.url()+"/metrics")
	}
	for i, header := range r.headers() {
		line([]string{"The app gets", "and"}[min(i, 1)], header)
	}
	switch {
	case r.plan.users == nil:
		line("Let in", "everybody who signs in with OpenRouter; --allow user_… for some")
	default:
		line("Let in", strings.Join(append(append([]string(nil), r.allow...), r.allowFiles...), ", "))
	}
	if len(r.skip) > 0 {
		line("No sign-in", strings.Join(r.skip, ", "))
	}
	secret := r.plan.secret.path
	if r.made {
		secret += ", made just now"
	}
	line("Secret", secret)
	line("Try", u.strong("curl -i "+r.plan.public+"/"))
	if r.command == nil {
		u.say("\nCtrl-C ends it.\n")
	} else {
		u.say("\n")
	}
}

// isThere reports whether something listens where the app is, if that is on this
// machine. Elsewhere it is taken to.
func (r *running) isThere() bool {
	u, err := url.Parse(r.plan.upstream)
	if err != nil || !(address{host: u.Hostname()}).isLoopback() {
		return true
	}
	conn, err := net.DialTimeout("tcp", u.Host, 100*time.Millisecond)
	if err == nil {
		conn.Close()
	}
	return !errors.Is(err, syscall.ECONNREFUSED)
}

// headers are those that the app is sent.
func (r *running) headers() []string {
	list := []string{gateway.UserHeader + ": user_…"}
	switch gateway.PassKey(r.passKey.String()) {
	case gateway.PassKeyAuthorization:
		list = append(list, "Authorization: Bearer sk-or-…")
	case gateway.PassKeyHeader:
		list = append(list, gateway.KeyHeader+": sk-or-…")
	}
	return list
}

// redactURL covers the passwords in a URL: behind sentinels, that of Redis is a
// parameter.
func redactURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	if query := u.Query(); query.Has("password") {
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	} else if u.User == nil {
		return s
	}
	return u.Redacted()
}

// printSettings prints all that is set, as a file that --config takes, and where
// each value is from.
func (p *proxy) printSettings(plan *proxyPlan) error {
	u := newUI(p.system)
	special := map[string]string{"public-url": plan.public, "secret-file": plan.secret.path}
	p.flags.VisitAll(func(f *pflag.Flag) {
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		if value, ok := special[f.Name]; ok {
			values = []string{value}
		}
		switch source := p.sources[f.Name]; {
		case slices.Contains(onCommandLine, f.Name):
		case len(values) == 0 || values[0] == "":
			u.result("# %s:\n", f.Name)
		case f.Name == "secret-file" && plan.secret.own:
			u.result("# %s: %s\n", f.Name, values[0]) // named, it would not be made
		case f.Value.Type() == "stringArray":
			u.result("%s: [%s]  # %s\n", f.Name, quoteAll(values), source)
		case source == "":
			u.result("%s: %s\n", f.Name, quote(redactURL(values[0])))
		default:
			u.result("%s: %s  # %s\n", f.Name, quote(redactURL(values[0])), source)
		}
	})
	return nil
}

func quoteAll(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = fmt.Sprintf("%q", value)
	}
	return strings.Join(quoted, ", ")
}

// quote writes a value as YAML reads it.
func quote(value string) string {
	plain := strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._:-") == ""
	if plain && !strings.HasPrefix(value, "-") && !strings.HasSuffix(value, ":") && !strings.HasPrefix(value, ":") {
		return value
	}
	return fmt.Sprintf("%q", value)
}
