package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// A site is a handler and where it listens.
type site struct {
	listeners listeners
	handler   http.Handler
}

// untilInterrupted returns a context that ends with ctx, Ctrl-C or SIGTERM.
// A second Ctrl-C then ends the process the hard way.
func untilInterrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// serve answers on every site until ctx ends, and returns errInterrupted then.
// It cuts open connections instead of waiting for them: an event stream would
// keep the process for as long as the other side likes.
func serve(ctx context.Context, sites ...site) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	for _, s := range sites {
		server := &http.Server{
			Handler:           s.handler,
			ReadHeaderTimeout: 10 * time.Second,
			ErrorLog:          log.New(io.Discard, "", 0), // it names addresses and quotes what strangers sent
		}
		for _, l := range s.listeners {
			running.Go(func() {
				if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
					cancel(err)
				}
			})
		}
		running.Go(func() {
			<-ctx.Done()
			server.Close()
		})
	}
	<-ctx.Done()
	running.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause // a listener broke
	}
	return errInterrupted
}
