package gateway

import (
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

var (
	errBrokenOff   = errors.New("gateway: the answer was broken off, by the app or the client")
	errEnded       = errors.New("gateway: the stream was ended, since the gateway stops")
	errSessionOver = errors.New("gateway: the stream was ended, since the session has")
	errCutOff      = errors.New("gateway: the answer was cut off, since the gateway stops")
)

// done tells of a request that is answered.
func (g *Gateway) done(t *trip, r *http.Request) {
	g.inFlight.Add(-1)
	rec := Record{
		Route: t.route, Method: r.Method, Path: redact(r.URL.Path), Status: t.status, Bytes: t.bytes + t.relayed.Load(),
		Began: t.began, Duration: time.Since(t.began),
		UserID: t.session.UserID, Client: t.client, TraceID: t.traceID, Err: t.err,
	}
	switch {
	case t.ended.Load() != nil:
		rec.Err = *t.ended.Load()
	case g.cut.Load() && (!t.whole || rec.Status == statusClientLeft):
		rec.Err = errCutOff
		if rec.Status == statusClientLeft {
			rec.Status = http.StatusServiceUnavailable // it was us
		}
	case !t.whole && rec.Err == nil:
		rec.Err = errBrokenOff
	}
	if t.whole && rec.Status == 0 {
		rec.Status = http.StatusOK // as package net/http answers
	}
	if rec.Err != nil && redact(rec.Err.Error()) != rec.Err.Error() {
		rec.Err = errors.New(redact(rec.Err.Error()))
	}
	if g.cfg.Observe != nil {
		g.cfg.Observe(rec)
	}
	level := rec.Level()
	if h := g.cfg.AccessLog.Handler(); h.Enabled(r.Context(), level) {
		h.Handle(r.Context(), rec.line(level, t.clientText(r.RemoteAddr)))
	}
}

// line is what the log is told. It is made here since a Logger would first find
// out where in the source it was called, which takes as long as all the rest.
func (rec *Record) line(level slog.Level, client string) slog.Record {
	line := slog.NewRecord(rec.Began.Add(rec.Duration), level, "request", 0)
	attrs := [...]slog.Attr{
		slog.String("method", rec.Method),
		slog.String("path", rec.Path),
		slog.Int("status", rec.Status),
		slog.Int64("bytes", rec.Bytes),
		slog.Duration("duration", rec.Duration),
		slog.String("route", string(rec.Route)),
		slog.String("client", client),
		slog.String("user_id", rec.UserID),
		slog.String("trace_id", rec.TraceID),
	}
	line.AddAttrs(attrs[:]...)
	if rec.Err != nil {
		line.AddAttrs(slog.String("error", rec.Err.Error()))
	}
	return line
}

var keyPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`sk-or-[A-Za-z0-9_-]*`) })

// redact covers what looks like a key. Paths and errors hold what strangers sent.
func redact(s string) string {
	if !strings.Contains(s, "sk-or-") {
		return s
	}
	return keyPattern().ReplaceAllString(s, "sk-or-…")
}
