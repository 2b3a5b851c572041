package gateway

import (
	"io"
	"net/http"
	"time"
)

// DefaultStallTimeout is the default of [Config.StallTimeout].
const DefaultStallTimeout = time.Minute

// A body is that of a request.
type body struct {
	io.ReadCloser
	trip     *trip
	in, out  *http.Request            // out is nil unless it goes to the app
	deadline *http.ResponseController // nil over HTTP/2
	set      time.Time
}

// watchBody bounds how long the body of a request may stop to come, whoever reads
// it: package net/http itself does before it answers, for as long as it takes.
func (t *trip) watchBody(r *http.Request) {
	b := &body{ReadCloser: r.Body, trip: t, in: r}
	if t.stall > 0 {
		b.deadline = http.NewResponseController(t.ResponseWriter)
		b.wait(t.began)
	}
	r.Body = b
}

// receive prepares for the body of a request to the app, or refuses it.
func (g *Gateway) receive(t *trip, r *http.Request) bool {
	b, ok := r.Body.(*body)
	if !ok {
		return true // there is none
	}
	max := g.cfg.MaxBody
	if max > 0 && r.ContentLength > max {
		g.tooLarge(t, r)
		return false
	}
	if max > 0 {
		b.ReadCloser = http.MaxBytesReader(t.ResponseWriter, b.ReadCloser, max)
	}
	if b.deadline != nil {
		// Over HTTP/1 too an answer may begin before the question has ended.
		b.deadline.EnableFullDuplex()
	}
	return true
}

// wait waits from now on.
func (b *body) wait(now time.Time) {
	if b.deadline != nil && now.Sub(b.set) > b.trip.stall/60 {
		b.deadline.SetReadDeadline(now.Add(b.trip.stall))
		b.set = now
	}
}

// Read reads from the client. It runs in a goroutine of the transport, which
// sends the trailers when there is no more to read.
func (b *body) Read(p []byte) (int, error) {
	b.wait(time.Now())
	n, err := b.ReadCloser.Read(p)
	if err == nil {
		return n, nil
	}
	if isTimeout(err) {
		b.trip.stalled.Store(true)
	}
	if err != io.EOF {
		return n, err // and the deadline stays, for whoever reads the rest
	}
	if b.deadline != nil {
		b.deadline.SetReadDeadline(time.Time{}) // who waits for the answer has time
	}
	if b.out != nil {
		for name := range b.out.Trailer {
			b.out.Trailer[name] = b.in.Trailer[name]
		}
	}
	return n, err
}
