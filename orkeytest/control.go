package orkeytest

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// controlPath begins the paths of the control routes.
const controlPath = page.LivePath

// serveControl answers what steers the emulator. These routes are not part of OpenRouter: they are not in the log, have
// no faults, and no page of another site can use them.
func (e *Emulator) serveControl(w http.ResponseWriter, r *http.Request) {
	if !e.config.Load().servesHost(r.Host) {
		forbid(w, r, "The control routes answer under localhost only. To allow another name, see Config.Hosts.")
		return
	}
	if err := e.crossOrigin.Check(r); err != nil {
		forbid(w, r, "A page of another site cannot steer the emulator.")
		return
	}
	e.control().ServeHTTP(w, r)
}

// forbid says why in JSON or, on the live page, to a person.
func forbid(w http.ResponseWriter, r *http.Request, why string) {
	if r.URL.Path == page.LivePath {
		http.Error(w, why, http.StatusForbidden)
		return
	}
	writeControl(w, http.StatusForbidden, controlError(why))
}

// servesHost reports whether the control routes answer under a Host header. A site that makes its own name resolve to
// a loopback address (DNS rebinding) is of the same origin as the emulator, but cannot hide its name.
func (c *Config) servesHost(host string) bool {
	name := normalHost(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761, section 6.3
		return true
	}
	if ip, err := netip.ParseAddr(name); err == nil && ip.Unmap().IsLoopback() {
		return true
	}
	return slices.Contains(c.Hosts, "*") || slices.Contains(c.Hosts, name)
}

// normalHost is a Host header without port, brackets, trailing dot and capitals.
func normalHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
