package native

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// listenTries is how often a port that is free on one address and taken on the
// other is given back for another.
const listenTries = 16

type listenFunc = func(ctx context.Context, network, address string) (net.Listener, error)

// listenLoopback listens on 127.0.0.1 and on [::1], on one port, which it
// returns.
//
// "It is RECOMMENDED that clients attempt to bind to the loopback interface
// using both IPv4 and IPv6 and use whichever is available." (RFC 8252,
// section 7.3) A machine may have only one of them. But never is one enough
// while somebody else holds the port on the other: the callback URL says
// "localhost", which may lead the browser to either, and the code to them. (The
// RFC would have an IP address in the URL; OpenRouter is only sure to accept
// that name.)
//
// https://www.rfc-editor.org/rfc/rfc8252#section-7.3
func listenLoopback(ctx context.Context, listen listenFunc) (listeners []net.Listener, port string, err error) {
	on4 := func(port string) (net.Listener, error) { return listen(ctx, "tcp4", "127.0.0.1:"+port) }
	on6 := func(port string) (net.Listener, error) { return listen(ctx, "tcp6", "[::1]:"+port) }
	for range listenTries {
		first, err4 := on4("0")
		if err4 != nil {
			only6, err6 := on6("0")
			if err6 != nil {
				return nil, "", fmt.Errorf("native: can't listen on localhost; sign in headless: %w", errors.Join(err4, err6))
			}
			return []net.Listener{only6}, portOf(only6), nil
		}
		port := portOf(first)
		second, err := on6(port)
		if err == nil {
			return []net.Listener{first, second}, port, nil
		}
		// Is the port taken, or is there no IPv6? Errors don't tell that in one
		// way on all systems; another port does.
		probe, err := on6("0")
		if err != nil {
			return []net.Listener{first}, port, nil
		}
		probe.Close()
		first.Close()
	}
	return nil, "", errors.New("native: no port is free on both 127.0.0.1 and [::1]; try again, or sign in headless")
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
