package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// NewServer returns a server for the gateway with limits for strangers: ten
// seconds for the head of a request, 64 KiB of headers, two minutes for a
// connection that is not used. It speaks HTTP/1.1 and HTTP/2, the latter without
// TLS too, and can be changed before it serves.
func (g *Gateway) NewServer() *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:           g,
		Protocols:         protocols,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		HTTP2:             &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
		ErrorLog:          log.New(serverLog{g.cfg.SignIn.Log}, "", 0),
	}
}

// A serverLog takes what package net/http has to say. Only of a panic it is
// anybody's business: the rest is what strangers do to a server, with their
// addresses.
type serverLog struct{ log *slog.Logger }

func (l serverLog) Write(p []byte) (int, error) {
	level := slog.LevelDebug
	if bytes.HasPrefix(p, []byte("http: panic")) {
		level = slog.LevelError
	}
	l.log.Log(context.Background(), level, "gateway: "+redact(string(bytes.TrimSpace(p))))
	return len(p), nil
}

// Drain makes readyz say no, so that whoever spreads requests over several
// gateways sends no more to this one. It goes on answering those that come, and
// has connections closed after that: those that are kept could bring a request at
// the moment at which they are closed for being idle, and nobody answers it.
func (g *Gateway) Drain() { g.draining.Store(true) }

// Shutdown ends servers of the gateway: nothing more is accepted, requests that
// are under way are answered, and connections that are not used are closed.
// WebSockets and event streams, which may never end by themselves, are ended in an
// orderly way when nothing has gone through them for two seconds; browsers connect
// again by themselves. A stream that answers a POST has as much time as other
// answers. When ctx is done, all that is left is cut off, and Shutdown returns an
// error that says how much, and matches that of ctx.
func (g *Gateway) Shutdown(ctx context.Context, servers ...*http.Server) error {
	g.Drain()
	var stopping sync.WaitGroup
	errs := make([]error, len(servers))
	for i, server := range servers {
		stopping.Go(func() { errs[i] = server.Shutdown(ctx) })
	}
	stopped := make(chan struct{})
	go func() {
		stopping.Wait()
		close(stopped)
	}()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for stopped != nil || g.inFlight.Load() > 0 {
		select {
		case <-stopped: // which says nothing of WebSockets
			stopped = nil
		case <-tick.C:
			g.streams.end(time.Now().Add(-quietTime))
		case <-ctx.Done():
			requests, streams := g.UnderWay()
			g.cut.Store(true)
			for _, server := range servers {
				server.Close()
			}
			g.streams.end(time.Now())
			stopping.Wait()
			if requests == 0 {
				return nil // connections on which nothing was asked
			}
			g.awaitNobody(tick.C)
			return fmt.Errorf("gateway: cut off: requests %d, streams among them %d: %w", requests, streams, ctx.Err())
		}
	}
	return errors.Join(errs...)
}

// awaitNobody gives requests that were cut off a second to be told of in the log.
func (g *Gateway) awaitNobody(tick <-chan time.Time) {
	end := time.After(time.Second)
	for g.inFlight.Load() > 0 {
		select {
		case <-tick:
		case <-end:
			return
		}
	}
}

// UnderWay returns how many requests are being answered, and how many of them are
// WebSockets and event streams.
func (g *Gateway) UnderWay() (requests, streams int) {
	g.streams.mu.Lock()
	defer g.streams.mu.Unlock()
	return int(g.inFlight.Load()), len(g.streams.open)
}
