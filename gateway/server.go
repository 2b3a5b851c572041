package gateway

import (
	"bytes"
	"context"
	"errors"
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
// gateways sends no more to this one. It goes on answering those that come.
func (g *Gateway) Drain() { g.draining.Store(true) }

// Shutdown ends servers of the gateway: nothing more is accepted, requests that
// are under way are answered, and connections that are not used are closed.
// WebSockets and event streams, which may never end by themselves, are ended when
// nothing has gone through them for two seconds; browsers connect again by
// themselves. When ctx is done, all that is left is cut off, and Shutdown returns
// the error of ctx.
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
			for _, server := range servers {
				server.Close()
			}
			g.streams.end(time.Now())
			stopping.Wait()
			return ctx.Err()
		}
	}
	return errors.Join(errs...)
}

// UnderWay returns how many requests are being answered, and how many of them are
// WebSockets and event streams.
func (g *Gateway) UnderWay() (requests, streams int) {
	g.streams.mu.Lock()
	defer g.streams.mu.Unlock()
	return int(g.inFlight.Load()), len(g.streams.open)
}
