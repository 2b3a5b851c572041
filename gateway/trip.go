package gateway

import (
	"context"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/orkey-dev/orkey/web"
)

// A trip is a request on its way through the gateway, and its answer on the way
// back. It is the ResponseWriter of whoever answers; flushing, hijacking and
// deadlines find the server's own through Unwrap. All there is to know about a
// request is in here, so that it takes one allocation.
type trip struct {
	http.ResponseWriter
	ctx tripContext

	route   Route
	began   time.Time
	peer    netip.Addr // who sent the request, if it has an address
	trusted bool       // whether that is a proxy that is believed
	client  netip.Addr // who it is from
	chain   string     // X-Forwarded-For as far as it is believed

	traceID     string
	traceparent string // empty if the request has a good one
	session     web.Session
	signedIn    bool
	in          *http.Request // as it came; nil where it is not for the app

	stall time.Duration // how long what is sent may not be taken; 0 over HTTP/2
	taken time.Time     // from when that is counted

	status  int
	bytes   int64
	relayed atomic.Int64 // bytes of a WebSocket's answer
	err     error
	whole   bool                  // the answer was not broken off
	stalled atomic.Bool           // the body of the request did not come on
	ended   atomic.Pointer[error] // why the stream was, by us

	values [5]string // of headers, which then need no allocation of their own
}

// A tripContext is the context of a request, with the trip in it.
type tripContext struct {
	context.Context
	trip *trip
}

type tripKey struct{}

func (c *tripContext) Value(key any) any {
	if key == (tripKey{}) {
		return c.trip
	}
	return c.Context.Value(key)
}

func tripOf(ctx context.Context) *trip { return ctx.Value(tripKey{}).(*trip) }

// Unwrap is for [http.ResponseController].
func (t *trip) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// WriteHeader notes the status. Of what the app says before its answer (1xx),
// cookies are not passed on: what may be set is decided about the answer.
func (t *trip) WriteHeader(status int) {
	switch {
	case status >= 200 && t.status == 0:
		t.status = status
	case status < 200:
		t.Header().Del("Set-Cookie")
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *trip) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	// What the system takes at once need not be watched.
	if t.bytes > freeBytes && t.stall > 0 {
		if now := time.Now(); now.Sub(t.taken) > t.stall/60 {
			http.NewResponseController(t.ResponseWriter).SetWriteDeadline(now.Add(t.stall))
			t.taken = now
		}
	}
	n, err := t.ResponseWriter.Write(p)
	t.bytes += int64(n)
	return n, err
}

const freeBytes = 64 << 10

// untie takes the deadline off the connection, which may be used again.
func (t *trip) untie() {
	if !t.taken.IsZero() {
		c := http.NewResponseController(t.ResponseWriter)
		c.Flush() // while there is one
		c.SetWriteDeadline(time.Time{})
	}
}

// value returns a header's value in room that the trip has anyway. Appending to
// it does not reach the next one.
func (t *trip) value(i int, s string) []string {
	t.values[i] = s
	return t.values[i : i+1 : i+1]
}
