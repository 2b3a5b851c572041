package gateway

import (
	"log/slog"
	"net/netip"
	"time"
)

// A Record is a request and how it was answered, for [Config.Observe].
type Record struct {
	// Route is who answered.
	Route Route

	// Method and Path are of the request. The path is decoded and without the
	// query.
	Method, Path string

	// Status is the HTTP status, 101 for a WebSocket, and 499 if the client left
	// before there was one.
	Status int

	// Bytes is the size of the answer's body.
	Bytes int64

	// Began is when the request came, Duration how long it took to the end of the
	// answer: for WebSockets and event streams, how long they were open.
	Began    time.Time
	Duration time.Duration

	// UserID is who was signed in, or "".
	UserID string

	// Client is the address that the request came from, as far as proxies on the
	// way are trusted.
	Client netip.Addr

	// TraceID is that of the header traceparent (W3C Trace Context), made up
	// where the request had none.
	TraceID string

	// Err is what went wrong with the app or the client, or nil. It holds no
	// secret.
	Err error
}

// Level is how much the request matters to a log: those that ask whether the process is
// up are of level debug, those that failed here or in the app are errors.
func (r *Record) Level() slog.Level {
	switch {
	case r.Route == RouteHealth:
		return slog.LevelDebug
	case r.Status >= 500:
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}

// Route says who answered a request.
type Route string

// The routes.
const (
	RouteApp     Route = "app"     // the app, for somebody who is signed in
	RouteOpen    Route = "open"    // the app, for anybody: [Config.Skip]
	RouteRefused Route = "refused" // nobody is signed in, or somebody who is not allowed
	RouteVerify  Route = "verify"  // forward authentication
	RouteSignIn  Route = "sign_in" // the routes of the sign-in
	RouteAPI     Route = "api"     // OpenRouter's API for pages
	RouteHealth  Route = "health"  // healthz and readyz
	RouteInvalid Route = "invalid" // another host, a method that is not served
)
