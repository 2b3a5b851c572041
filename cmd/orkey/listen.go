package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// An address is where a server of ours listens. The name "localhost" means
// both loopback addresses: browsers try ::1 first, other programs know only
// 127.0.0.1.
type address struct {
	host string // "localhost", an IP address, or "" for every interface
	port int    // 0 for any free one
}

// listeners belong to one address.
type listeners []net.Listener

func (all listeners) close() {
	for _, l := range all {
		l.Close()
	}
}

// parseAddress reads HOST:PORT. If s is nothing like it, the error shows usual,
// which is.
func parseAddress(s, usual string) (address, error) {
	host, portText, err := net.SplitHostPort(s)
	port, portErr := strconv.ParseUint(portText, 10, 16)
	if err != nil || portErr != nil {
		host, _, _ := net.SplitHostPort(usual)
		return address{}, &misuse{
			fmt.Sprintf("%q is not an address to listen on", s),
			fmt.Sprintf("it looks like %s, or %s for any free port", usual, address{host, 0}),
		}
	}
	if _, err := netip.ParseAddr(host); err != nil && host != "localhost" && host != "" {
		return address{}, &misuse{fmt.Sprintf("%q is not an IP address", host), "use localhost or 127.0.0.1"}
	}
	return address{host, int(port)}, nil
}

// isLoopback reports whether only this machine can reach the address.
func (a address) isLoopback() bool {
	ip, err := netip.ParseAddr(a.host)
	return a.host == "localhost" || err == nil && ip.IsLoopback()
}

func (a address) String() string { return net.JoinHostPort(a.host, strconv.Itoa(a.port)) }

// url returns the address as a URL that opens on this machine, without a
// slash at the end.
func (a address) url() string {
	host := a.host
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(a.port))
}

// listen opens the address. The one it returns has the real port.
func (a address) listen() (listeners, address, error) {
	if a.host != "localhost" {
		l, err := net.Listen("tcp", a.String())
		if err != nil {
			return nil, a, err
		}
		a.port = l.Addr().(*net.TCPAddr).Port
		return listeners{l}, a, nil
	}
	// A port that is free on 127.0.0.1 may be taken on ::1. If it was chosen
	// for us, have another one chosen.
	for try := 0; ; try++ {
		here, at, err := a.listenTwice()
		if !isTaken(err) || a.port != 0 || try == 10 {
			return here, at, err
		}
	}
}

// listenTwice opens one port on 127.0.0.1 and, where there is IPv6, on ::1.
func (a address) listenTwice() (listeners, address, error) {
	four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(a.port)))
	if err != nil {
		return nil, a, err
	}
	a.port = four.Addr().(*net.TCPAddr).Port
	six, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(a.port)))
	switch {
	case isTaken(err):
		// Half of localhost would be another program's.
		four.Close()
		return nil, a, err
	case err != nil: // no IPv6 here
		return listeners{four}, a, nil
	}
	return listeners{four, six}, a, nil
}

// listenNear opens the address or, where its port is taken, one of the nine
// next ports, or any free one.
func (a address) listenNear() (listeners, address, error) {
	for port := a.port; port < min(a.port+10, 1<<16); port++ {
		here, at, err := address{a.host, port}.listen()
		if !isTaken(err) {
			return here, at, err
		}
	}
	return address{host: a.host}.listen()
}

// listenInstead opens an address that nobody asked for or, where it is taken,
// one near it, and says so. What is what will be there.
func (a address) listenInstead(u ui, what string) (listeners, address, error) {
	here, at, err := a.listenNear()
	if err == nil && a.port != 0 && at.port != a.port {
		u.warn("%s is taken by another program, so %s is at %s", a, what, at)
	}
	return here, at, err
}

// freeNear returns an address that is free for now, with a port near that of a.
func (a address) freeNear() address {
	here, at, err := a.listenNear()
	if err != nil {
		return address{host: a.host}
	}
	here.close()
	return at
}

// isTaken reports whether another program listens there already.
func isTaken(err error) bool {
	const wsaeAddrInUse = syscall.Errno(10048) // Windows, whose errors are not those of package syscall
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeAddrInUse)
}

// listenError says what to do about an address that could not be opened.
func listenError(err error, flag string, a address) error {
	switch {
	case isTaken(err):
		return fmt.Errorf("%s is taken by another program; stop that one, or give another address, also wherever this one is written down: %s %s", a, flag, a.freeNear())
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("this user may not listen on %s; choose a port above 1023 with %s %s", a, flag, address{a.host, 8787})
	default:
		return fmt.Errorf("cannot listen on %s (%w); choose another address with %s", a, err, flag)
	}
}
