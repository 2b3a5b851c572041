package main

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

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
// parameter. Of what is none, and may hold one, nothing is shown.
func redactURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme == "" || u.Opaque != "") && strings.Contains(s, "@") {
		return "xxxxx"
	}
	if query := u.Query(); query.Has("password") {
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	} else if u.User == nil {
		return s
	}
	return u.Redacted()
}
