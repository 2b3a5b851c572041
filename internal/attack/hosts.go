package attack

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

func otherHosts(ctx context.Context, t *trial) error {
	name, port, _ := strings.Cut(t.host(), ":")
	if port != "" {
		port = ":" + port
	}
	targets := []string{"/", "/_orkey/login", "/_orkey/session"}
	if t.Open != "" {
		targets = append(targets, t.Open+"echo")
	}
	for _, host := range []string{"evil.example", "evil.example" + port, name + ".evil.example", "evil.example" + name, name + "@evil.example", name + ".." + port} {
		for _, target := range targets {
			a, err := t.nobody().send(ctx, request{method: "GET", target: target, host: host, header: navigation})
			switch {
			case err != nil:
				return err
			case isServed(a) || a.status == http.StatusSeeOther || a.status == http.StatusUnauthorized:
				t.found("%s is served for the host %s (%d)", target, host, a.status)
			case strings.Contains(a.everything(), "evil.example"):
				t.found("%s is answered with the name of a stranger's host", target)
			}
		}
	}
	// The same host in another spelling is the same host.
	for _, host := range []string{strings.ToUpper(name) + port, name + "." + port, name + ":1"} {
		a, err := t.nobody().send(ctx, request{method: "GET", target: "/_orkey/session", host: host, header: fetched})
		if err != nil {
			return err
		}
		if a.status != http.StatusOK {
			t.found("the host %s is not taken for %s (%d)", host, t.host(), a.status)
		}
	}
	return nil
}

// toldHost names a host in one place and another in another: what decides must be
// what the app is told.
func toldHost(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(t.host(), ":")
	for _, q := range []request{
		{target: t.URL + AppEcho, host: "evil.example"},
		{target: AppEcho, host: strings.ToUpper(name) + ":6666"},
		{target: AppEcho, header: []string{"X-Forwarded-Host: evil.example", "X-Host: evil.example"}},
	} {
		q.method, q.header = "GET", slices.Concat(navigation, q.header)
		a, err := p.send(ctx, q)
		if err != nil {
			return err
		}
		var s seen
		if json.Unmarshal([]byte(a.body), &s) == nil && (s.Host != t.host() || spelled(s.Header, "X-Forwarded-Host") != nil && !slices.Equal(spelled(s.Header, "X-Forwarded-Host"), []string{t.host()})) {
			t.found("of %s with the host %q the app is told %q and %q", q.target, q.host, s.Host, spelled(s.Header, "X-Forwarded-Host"))
		}
	}
	return nil
}

// toldAddress looks whether the app, if it is told by which address it is reached, is
// told the public one: or it leads people from https to http, and they come back
// without end.
func toldAddress(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	s, err := p.echo(ctx, request{method: "GET", target: t.Echo, header: navigation})
	if err != nil {
		return err
	}
	scheme, _, _ := strings.Cut(t.URL, "://")
	for name, want := range map[string]string{"X-Forwarded-Proto": scheme, "X-Forwarded-Host": t.host()} {
		if got := spelled(s.Header, name); got != nil && !slices.Equal(got, []string{want}) {
			t.found("the app is told %s: %s, and the public URL is %s: it will lead people to another address", name, strings.Join(got, ", "), t.URL)
		}
	}
	return nil
}
