package orkeytest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// verdict is what OpenRouter makes of a callback URL.
type verdict int

const (
	accepted   verdict = iota
	dropped            // a custom scheme: silently, and the person lands on the dashboard
	conflict           // a host or port OpenRouter has no app for: its own 409 page
	unreadable         // no URL at all
)

// callback is where the person comes back to.
type callback struct {
	raw    string // as the app gave it
	url    url.URL
	reason string // why the verdict is not accepted, and what would do
	verdict
}

// parseCallback applies OpenRouter's rules: https on port 443 or 3000, or http on localhost or 127.0.0.1 on any port.
func parseCallback(raw string) callback {
	cb := callback{raw: raw}
	refuse := func(v verdict, reason string) callback {
		cb.verdict, cb.reason = v, reason
		return cb
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme == "" {
		return refuse(unreadable, "The callback URL must be absolute, as in https://app.example/callback.")
	}
	cb.url = *u
	host, port := strings.ToLower(u.Hostname()), u.Port()
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return refuse(dropped, "OpenRouter drops a custom scheme without an error. Use https, or http://localhost in a program.")
	case host == "":
		return refuse(unreadable, "The callback URL has no host.")
	case u.User != nil:
		return refuse(conflict, "A user name or password has no place in a callback URL.")
	case u.Scheme == "https" && port != "" && port != "443" && port != "3000":
		return refuse(conflict, "https works on the ports 443 and 3000 only.")
	case u.Scheme == "http" && host != "localhost" && host != "127.0.0.1":
		return refuse(conflict, "Plain http works on localhost and 127.0.0.1 only. Use https.")
	}
	return cb
}

// app is the title that OpenRouter gives an app by its callback URL.
func (cb *callback) app() string {
	if cb.raw == "" {
		return "Headless app"
	}
	host := strings.ToLower(cb.url.Host)
	if cb.url.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return host
}

// with returns the callback URL with parameters added, name and value by turns. It stays as the app wrote it, except
// that a parameter of the same name gives way and that its fragment is not carried.
func (cb *callback) with(params ...string) string {
	base, _, _ := strings.Cut(cb.raw, "#")
	base, query, _ := strings.Cut(base, "?")
	if cb.url.Path == "" {
		base += "/"
	}
	var names, pairs []string
	for i := 0; i < len(params); i += 2 {
		names = append(names, params[i])
		pairs = append(pairs, params[i]+"="+url.QueryEscape(params[i+1]))
	}
	pairs = append(queryWithout(query, names), pairs...)
	return escapeNonASCII(base + "?" + strings.Join(pairs, "&"))
}

// escapeNonASCII percent-encodes what a Location header must not hold and url.Parse lets pass.
func escapeNonASCII(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// queryWithout splits a raw query into its parameters, those of the given names left out.
func queryWithout(raw string, names []string) []string {
	if raw == "" {
		return nil
	}
	return slices.DeleteFunc(strings.Split(raw, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		return err == nil && slices.Contains(names, name)
	})
}
