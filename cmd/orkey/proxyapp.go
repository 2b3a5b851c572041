package main

import (
	"context"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A childApp is the app that the command is, which was told by PORT where to
// listen. Many don't look there (Vite, Django, Flask): where it is safe, one is
// followed to the port where it does.
type childApp struct {
	told   uint16
	follow bool

	connect func(ctx context.Context, network, address string) (net.Conn, error)
	find    func(pid int) []uint16 // where a process listens

	mu     sync.Mutex
	pid    int // 0 before it is started
	looked time.Time
	ports  []uint16  // where it listens
	alone  time.Time // since when that is one port, the same
	chosen uint16    // where it is followed to, or 0
}

const (
	// lookEvery is for how long it is remembered where the command listens.
	lookEvery = 200 * time.Millisecond

	// settleTime is for how long a port must be the only one until the command is
	// followed there: more may come, and PORT among them.
	settleTime = 500 * time.Millisecond
)

func newChildApp(port uint16, follow bool) *childApp {
	dialer := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &childApp{told: port, follow: follow, connect: dialer.DialContext, find: portsOf}
}

func (a *childApp) started(pid int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pid = pid
}

// dial connects to the app: where it was told to listen, or else where it does.
func (a *childApp) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := a.connect(ctx, network, address)
	if err == nil {
		return conn, nil
	}
	if port := a.elsewhere(); port != 0 {
		if conn, err := a.connect(ctx, network, localhost(port)); err == nil {
			return conn, nil
		}
		a.forget()
	}
	return nil, err
}

func localhost(port uint16) string { return net.JoinHostPort("localhost", strconv.Itoa(int(port))) }

// elsewhere returns the port to which the command is followed, or 0.
func (a *childApp) elsewhere() uint16 {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.follow && a.chosen == 0 && len(a.look()) == 1 && time.Since(a.alone) >= settleTime {
		a.chosen = a.ports[0]
	}
	return a.chosen
}

func (a *childApp) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.chosen, a.ports = 0, nil
}

// others returns the ports where the command listens.
func (a *childApp) others() []uint16 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.look())
}

// look finds out where the command listens, unless that was done just now.
func (a *childApp) look() []uint16 {
	now := time.Now()
	if a.pid == 0 || now.Sub(a.looked) < lookEvery {
		return a.ports
	}
	ports := a.find(a.pid)
	if !slices.Equal(ports, a.ports) {
		a.alone = now
	}
	a.looked, a.ports = now, ports
	return ports
}

// await waits until the app is there, and returns the port.
func (a *childApp) await(ctx context.Context) (port uint16, ok bool) {
	for {
		conn, err := a.connect(ctx, "tcp", localhost(a.told))
		if err == nil {
			conn.Close()
			return a.told, true
		}
		if port := a.elsewhere(); port != 0 {
			return port, true
		}
		select {
		case <-time.After(lookEvery):
		case <-ctx.Done():
			return 0, false
		}
	}
}
