package orkeytest

import (
	"bytes"
	"net/http"
)

// stream is an answer of server-sent events, each sent as soon as it is written.
type stream struct {
	c   *call
	buf bytes.Buffer
}

// processing is the comment that OpenRouter keeps a connection open with.
const processing = ": OPENROUTER PROCESSING\n\n"

// startStream begins the answer. From here on faults are played by the stream.
func (c *call) startStream() *stream {
	c.w.truncate = false
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache")
	c.w.WriteHeader(http.StatusOK)
	c.entry.status = http.StatusOK
	c.publish()
	s := &stream{c: c}
	s.buf.WriteString(processing)
	s.flush()
	return s
}

// data sends an event without a name.
func (s *stream) data(v any) { s.event("", v) }

// event sends an event; one without a name has only data.
func (s *stream) event(name string, v any) {
	s.compose(name, v)
	s.flush()
}

func (s *stream) compose(name string, v any) {
	if name != "" {
		s.buf.WriteString("event: " + name + "\n")
	}
	s.buf.WriteString("data: ")
	if err := writeJSON(&s.buf, v); err != nil {
		panic(err) // our own types: a bug
	}
	s.buf.WriteString("\n\n")
}

// cutInside sends the first half of an event and cuts the connection.
func (s *stream) cutInside(name string, v any) {
	s.compose(name, v)
	s.buf.Truncate(s.buf.Len() / 2)
	s.flush()
	s.c.w.abort()
}

// done ends the stream, as long as no fault leaves that out.
func (s *stream) done() {
	if f := s.c.fault; f != nil && f.NoDone {
		return
	}
	s.buf.WriteString("data: [DONE]\n\n")
	s.flush()
}

func (s *stream) flush() {
	_, _ = s.c.w.Write(s.buf.Bytes()) // who went away is noticed by pace
	s.buf.Reset()
	_ = http.NewResponseController(&s.c.w).Flush()
}

// moment is what happens before a token is sent.
type moment int

const (
	send    moment = iota // nothing: send it
	gone                  // nobody listens any more
	breakUp               // the fault cuts the connection
	report                // the fault reports an error
)

// pace waits until the nth of total tokens, counted from zero, is due, and tells what is to happen then.
func (s *stream) pace(n, total int) moment {
	c, delay, after := s.c, s.c.cfg.TokenDelay, total/2
	if f := c.fault; f != nil {
		if f.TokenDelay > 0 {
			delay = f.TokenDelay
		}
		if f.AfterTokens > 0 {
			after = min(f.AfterTokens, total-1)
		}
		if n == after && f.Truncate {
			return breakUp
		}
		if n == after && f.StreamError {
			return report
		}
	}
	if !c.wait(delay) {
		return gone
	}
	if c.r.Context().Err() != nil || c.e.closed.Err() != nil {
		c.explain("the stream was stopped")
		return gone
	}
	return send
}
