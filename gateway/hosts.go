package gateway

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// hosts are the names under which requests are answered.
type hosts struct {
	public string // host of the public URL as browsers send it, with its port
	name   string // the same without
	others map[string]bool
}

func newHosts(public *url.URL, others []string) (hosts, error) {
	h := hosts{public: public.Host, name: hostName(public.Host), others: map[string]bool{}}
	if isLoopback(h.name) {
		for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
			h.others[name] = true
		}
	}
	for _, other := range others {
		name := hostName(other)
		if name == "" || strings.ContainsAny(name, "/:*@ ") && !isIP(name) || name != strings.Trim(strings.ToLower(other), "[].") {
			return hosts{}, fmt.Errorf("gateway: config: Hosts: %q is no host name; leave out scheme, port and path", other)
		}
		h.others[name] = true
	}
	return h, nil
}

// has reports whether a Host header is one of ours. The port is not compared: a
// forwarded one may be another.
func (h *hosts) has(host string) bool {
	if host == h.public {
		return true
	}
	name := hostName(host)
	return name == h.name || h.others[name]
}

// passedOn is the Host header that the app gets: the public one, or another that
// is allowed, so that the app finds it in the page's Origin.
func (h *hosts) passedOn(host string) string {
	if host == h.public || hostName(host) == h.name {
		return h.public
	}
	return strings.ToLower(host)
}

// hostName takes the port off a Host header, and the dot at the end, and writes
// it in lower case.
func hostName(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && strings.IndexByte(host[i:], ']') < 0 && (host[0] == '[' || strings.IndexByte(host, ':') == i) {
		host = host[:i]
	}
	if n := len(host); n > 1 && host[0] == '[' && host[n-1] == ']' && isIP(host[1:n-1]) {
		host = host[1 : n-1]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func isIP(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

func isLoopback(name string) bool {
	addr, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && addr.IsLoopback()
}
