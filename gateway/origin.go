package gateway

import (
	"net/http"
	"net/netip"
	"strings"
)

// origin finds out where a request comes from: the peer, or who a trusted proxy
// has it from.
func (g *Gateway) origin(t *trip, r *http.Request) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return // a socket without addresses
	}
	t.peer = peer.Addr().Unmap().WithZone("")
	t.client, t.trusted = t.peer, g.trusts(t.peer)
	if !t.trusted {
		return
	}
	// Each proxy adds to the end whom it has the request from, so it is read from
	// there. What stands before the first stranger may be made up by them.
	chain := strings.Join(r.Header["X-Forwarded-For"], ",")
	for end := len(chain); end > 0; {
		i := strings.LastIndexByte(chain[:end], ',')
		addr, err := netip.ParseAddr(strings.TrimSpace(chain[i+1 : end]))
		if err != nil {
			return
		}
		t.client, t.chain = addr.Unmap().WithZone(""), strings.TrimSpace(chain[i+1:])
		if !g.trusts(t.client) {
			return
		}
		end = i
	}
}

func (g *Gateway) trusts(addr netip.Addr) bool {
	for _, prefix := range g.trusted {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// forwardedFor is what the app is told of the way that a request came.
func (t *trip) forwardedFor(remoteAddr string) string {
	if t.chain != "" {
		return t.chain + ", " + t.peer.String()
	}
	return t.peerText(remoteAddr)
}

// clientText is the address of the client, or "".
func (t *trip) clientText(remoteAddr string) string {
	if !t.client.IsValid() {
		return ""
	}
	if t.client == t.peer {
		return t.peerText(remoteAddr)
	}
	return t.client.String()
}

// peerText is the address of the peer, cut out of the server's text for it where
// that spares writing it again.
func (t *trip) peerText(remoteAddr string) string {
	if t.peer.Is4() {
		if ip, _, ok := strings.Cut(remoteAddr, ":"); ok && ip != "" {
			return ip
		}
	}
	return t.peer.String()
}
