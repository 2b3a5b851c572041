package gateway

import (
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// IsReserved tells the tests which headers are dropped.
func IsReserved(name string) bool { return isReserved(name) }

// Skips reports whether globs match a request target, and whether it is one.
func Skips(globs []string, target string) (match, ok bool, err error) {
	gs, err := parseGlobs(globs)
	if err != nil {
		return false, false, err
	}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return false, false, nil
	}
	return gs.match(u), true, nil
}

// Trace is what is made of the headers of a request.
func Trace(h http.Header) (id, traceparent string) { return trace(h) }

// A Limiter bounds what clients do.
type Limiter struct{ limiter }

// NewLimiter returns a Limiter.
func NewLimiter(perMinute int) *Limiter { return &Limiter{limiter{perMinute: perMinute}} }

// Take takes one.
func (l *Limiter) Take(client netip.Addr, now time.Time) bool { return l.take(client, now) }

// Clients is how many are remembered.
func (l *Limiter) Clients() int { return len(l.newer) + len(l.older) }

// WithoutOurs returns a Cookie header without our own.
func (g *Gateway) WithoutOurs(line string) string { return g.withoutOurs(line) }

// SetsOurs reports whether a Set-Cookie header sets one of ours.
func (g *Gateway) SetsOurs(line string) bool { return g.setsOurs(line) }

// Redact covers what looks like a key.
func Redact(s string) string { return redact(s) }

// ParseUsers reads a file of users.
func ParseUsers(text []byte) (map[string]bool, error) { return parseUsers(text) }

// Frames follows the bytes of a WebSocket.
type Frames = frames

func (f *frames) Pass(p []byte) { f.pass(p) }

func (f *frames) Between() bool { return f.between() }
