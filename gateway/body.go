package gateway

import (
	"io"
	"net/http"
	"time"
)

// stallTimeout is for how long the body of a request may stop to come, over
// HTTP/1. It then holds a connection of the app's for nothing. Over HTTP/2 it
// holds nothing but itself, and may be one half of a conversation.
const stallTimeout = time.Minute

// A body is that of a request on its way to the app.
type body struct {
	io.ReadCloser
	trip     *trip
	in, out  *http.Request
	deadline *http.ResponseController // nil over HTTP/2
	set      time.Time
}

// receive prepares for the body of a request, or refuses it.
func (g *Gateway) receive(t *trip, r *http.Request) bool {
	max := g.cfg.MaxBody
	if max > 0 && r.ContentLength > max {
		g.tooLarge(t, r)
		return false
	}
	b := &body{ReadCloser: r.Body, trip: t, in: r}
	if max > 0 {
		b.ReadCloser = http.MaxBytesReader(t.ResponseWriter, r.Body, max)
	}
	if r.ProtoMajor == 1 {
		b.deadline = http.NewResponseController(t.ResponseWriter)
		// Over HTTP/1 too an answer may begin before the question has ended.
		b.deadline.EnableFullDuplex()
	}
	r.Body = b
	return true
}

// Read reads from the client. It runs in a goroutine of the transport, which
// sends the trailers when there is no more to read.
func (b *body) Read(p []byte) (int, error) {
	if b.deadline != nil {
		if now := time.Now(); now.Sub(b.set) > time.Second {
			b.deadline.SetReadDeadline(now.Add(stallTimeout))
			b.set = now
		}
	}
	n, err := b.ReadCloser.Read(p)
	if err == nil {
		return n, nil
	}
	if b.deadline != nil {
		b.deadline.SetReadDeadline(time.Time{}) // who waits for the answer has time
	}
	if isTimeout(err) {
		b.trip.stalled.Store(true)
	}
	if err == io.EOF && b.out != nil {
		for name := range b.out.Trailer {
			b.out.Trailer[name] = b.in.Trailer[name]
		}
	}
	return n, err
}
