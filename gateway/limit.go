package gateway

import (
	"net/netip"
	"sync"
	"time"
)

// A limiter bounds what each client does in a minute. A client that has done
// nothing for a while may do as much at once; then it gets the same again bit by
// bit. Its memory has a bound: the newer clients are known, maxClients to twice
// as many.
type limiter struct {
	perMinute    int
	mu           sync.Mutex
	newer, older map[netip.Addr]*allowance
}

const maxClients = 10_000

type allowance struct {
	left float64
	at   time.Time
}

// take takes one of what a client may do, and reports whether there was any left.
func (l *limiter) take(client netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.of(client, now)
	if a.left < 1 {
		return false
	}
	a.left--
	return true
}

// has reports whether anything is left.
func (l *limiter) has(client netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of(client, now).left >= 1
}

func (l *limiter) of(client netip.Addr, now time.Time) *allowance {
	client = network(client)
	a, ok := l.newer[client]
	if !ok {
		if l.newer == nil || len(l.newer) >= maxClients {
			l.newer, l.older = map[netip.Addr]*allowance{}, l.newer
		}
		if a, ok = l.older[client]; !ok {
			a = &allowance{left: float64(l.perMinute), at: now}
		}
		l.newer[client] = a
	}
	if passed := now.Sub(a.at); passed > 0 {
		a.left = min(a.left+passed.Minutes()*float64(l.perMinute), float64(l.perMinute))
		a.at = now
	}
	return a
}

// network is all of a client's addresses: with IPv6 everybody has at least 2^64.
func network(addr netip.Addr) netip.Addr {
	if addr.Is6() {
		if prefix, err := addr.Prefix(64); err == nil {
			return prefix.Addr()
		}
	}
	return addr
}
