package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"time"

	"github.com/orkey-dev/orkey/gateway"
)

// gcPercent lets the heap grow to four times what is in use, which is a few
// megabytes, before it is collected: a tenth less work for each request.
const gcPercent = 300

// A running proxy answers requests.
type running struct {
	*proxy
	plan    *proxyPlan
	gateway *gateway.Gateway
	log     *slog.Logger
	made    bool                         // the secret is new
	app     *childApp                    // that is the command, or nil
	sums    map[string][sha256.Size]byte // of files that are read at the start alone, by the name of the flag

	admin     *http.Server // or nil
	listeners map[*http.Server]listeners
	once      sync.Once
}

// serve answers until it is told to end.
func (p *proxy) serve(ctx context.Context, plan *proxyPlan) error {
	if p.getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	out := newLogWriter(p.stderr)
	defer out.Close()
	r := &running{proxy: p, plan: plan, log: p.newLog(out), listeners: map[*http.Server]listeners{}, sums: p.sumFiles()}
	plan.withLog(r.log)
	if plan.sessions != nil {
		defer plan.sessions.Close()
	}
	here, err := r.open()
	if err != nil {
		return err
	}
	defer here.close()
	if err := r.choosePort(); err != nil {
		return err
	}
	secrets, made, err := plan.secret.readOrMake()
	if err != nil {
		return err
	}
	r.made = made
	measured := newProxyMetrics()
	access := &accessLog{out, p.logFormat.String() == "json", p.level()}
	plan.cfg.AccessLog, plan.cfg.Observe = slog.New(slog.DiscardHandler), access.observe
	if plan.adminAt != nil {
		plan.cfg.Observe = func(r gateway.Record) {
			access.observe(r)
			measured.observe(r)
		}
	}
	if r.gateway, err = plan.gateway(secrets); err != nil {
		return err
	}
	measured.watch(r.gateway)
	outside := r.newServer()
	if plan.cert != nil {
		outside.TLSConfig = &tls.Config{GetCertificate: plan.cert.get}
	}
	r.listeners[outside] = here
	if plan.verifyAt != nil {
		inside, at, err := plan.verifyAt.listen()
		if err != nil {
			return listenError(err, "--verify-listen", *plan.verifyAt)
		}
		defer inside.close()
		plan.verifyAt = &at
		server := r.newServer()
		server.Handler = r.gateway.Verify()
		r.listeners[server] = inside
	}
	if plan.adminAt != nil {
		admin, at, err := plan.adminAt.listen()
		if err != nil {
			return listenError(err, "--admin-listen", *plan.adminAt)
		}
		defer admin.close()
		plan.adminAt = &at
		r.admin = newAdminServer(measured)
		r.listeners[r.admin] = admin
	}
	return r.run(ctx)
}

func (p *proxy) newLog(out *logWriter) *slog.Logger {
	options := &slog.HandlerOptions{Level: p.level()}
	if p.logFormat.String() == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

// open listens. An address that was asked for is opened or refused, and so is one
// that a public URL leads to; the default gives way to another program.
func (r *running) open() (here listeners, err error) {
	at := r.plan.at
	if r.sources["listen"] == "" && r.plan.local {
		here, r.plan.at, err = at.listenInstead(newUI(r.system), "the proxy")
	} else {
		here, r.plan.at, err = at.listen()
	}
	if err != nil {
		return nil, listenError(err, "--listen", at)
	}
	if r.plan.local {
		r.plan.public = localURL(r.plan.at)
	}
	return here, nil
}

func (r *running) newServer() *http.Server {
	server := r.gateway.NewServer()
	server.MaxHeaderBytes, server.ReadHeaderTimeout, server.IdleTimeout = int(r.maxHeaders), r.headerTimeout, r.idleTimeout
	return server
}

// run serves until it is told to end, or the command has ended.
func (r *running) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var serving sync.WaitGroup
	for server, here := range r.listeners {
		serve := server.Serve
		if server.TLSConfig != nil { // asked before Serve sets it, for HTTP/2
			serve = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
		}
		for _, l := range here {
			serving.Go(func() {
				if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
					cancel(err)
				}
			})
		}
	}
	defer serving.Wait()
	defer r.drain()
	stopReloading := r.reloadOnSignal()
	defer stopReloading()
	if r.command != nil {
		r.announce()
		err := r.runCommand(ctx)
		if broken := broken(ctx); broken != nil {
			return broken
		}
		return err
	}
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	r.announce()
	<-ctx.Done()
	if err := broken(ctx); err != nil {
		return err
	}
	return errInterrupted
}

// broken is the error of a listener that broke, or nil.
func broken(ctx context.Context) error {
	if cause := context.Cause(ctx); ctx.Err() != nil && !errors.Is(cause, context.Canceled) {
		return fmt.Errorf("it can no longer listen (%w)", cause)
	}
	return nil
}

// drain takes no more requests and waits for those that there are, as long as
// --drain-timeout says.
func (r *running) drain() {
	r.once.Do(func() {
		r.gateway.Drain()
		if requests, streams := r.gateway.UnderWay(); requests > 0 {
			r.log.Info("ending", "requests", requests, "streams", streams)
		}
		time.Sleep(r.drainDelay)
		ctx, cancel := context.WithTimeout(context.Background(), r.drainTimeout)
		defer cancel()
		var servers []*http.Server
		for server := range r.listeners {
			if server != r.admin { // which tells how it goes until the end
				servers = append(servers, server)
			}
		}
		if err := r.gateway.Shutdown(ctx, servers...); err != nil {
			r.log.Warn("the time to end is over", "after", r.drainTimeout, "error", err)
		}
		if r.admin != nil {
			r.admin.Close()
		}
	})
}

// reloadOnSignal reloads on SIGHUP until the function it returns is called. On a
// terminal that signal means that the terminal is gone, and ends us.
func (r *running) reloadOnSignal() (stop func()) {
	if len(reloading) == 0 || isTerminal(r.stderr) {
		return func() {}
	}
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	var waiting sync.WaitGroup
	signal.Notify(signals, reloading...)
	waiting.Go(func() {
		for {
			select {
			case <-signals:
				r.reload()
			case <-done:
				return
			}
		}
	})
	return func() {
		signal.Stop(signals)
		close(done)
		waiting.Wait()
	}
}
