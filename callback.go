package orkey

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// CheckCallbackURL reports why OpenRouter would refuse or drop a callback URL,
// or nil. A URL that fails here would strand the person on a page of
// OpenRouter's with nothing to do, so [Client.Begin] asks before anybody is
// sent away; [Request.UncheckedCallbackURL] insists.
//
// OpenRouter's rules: https on port 443 or 3000, or http on localhost or
// 127.0.0.1 on any port. A custom scheme is dropped without a word, another
// host or port ends in "Failed to create or update app while creating auth
// code", and a fragment is not carried. Besides, the URL must not bring names
// that the callback adds: code, state, error, error_description.
func CheckCallbackURL(callbackURL string) error {
	u, err := url.Parse(callbackURL)
	if err != nil {
		return errors.New("orkey: the callback URL can't be parsed") // url's own error repeats the URL
	}
	var problems []error
	refuse := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("orkey: callback URL: "+format, args...))
	}
	host, port := u.Hostname(), u.Port()
	loopback := host == "localhost" || host == "127.0.0.1"
	switch {
	case u.Scheme == "https" && host != "":
		if port != "" && port != "443" && port != "3000" {
			refuse("https works on ports 443 and 3000 only, not %s", port)
		}
	case u.Scheme == "http" && loopback:
	case u.Scheme == "http" && isLoopbackHost(host):
		refuse("http works with the hosts localhost and 127.0.0.1 only; write localhost")
	case u.Scheme == "http" && host != "":
		refuse("plain http works on localhost only; use https")
	case u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https":
		refuse("OpenRouter drops the scheme %q and the person never comes back; use https, or http://localhost in a program", u.Scheme)
	default:
		refuse("it must be absolute, as in https://app.example/callback")
	}
	if u.User != nil {
		refuse("it must not contain a user name or password")
	}
	if strings.Contains(callbackURL, "#") {
		refuse("OpenRouter does not carry the fragment; keep it in the attempt")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		refuse("its query can't be parsed")
	}
	for _, name := range callbackNames {
		if query.Has(name) {
			refuse("its query must not contain %q, which OpenRouter adds", name)
		}
	}
	return errors.Join(problems...)
}

// callbackNames are the parameters OpenRouter adds to the callback URL.
var callbackNames = [...]string{"code", "state", "error", "error_description"}

// isLoopbackHost reports whether host, without port or brackets, always means
// this machine (RFC 6761, section 6.3; RFC 8252, section 7.3).
func isLoopbackHost(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
