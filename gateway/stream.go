package gateway

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A stream is an answer that may never end by itself: a WebSocket, or server-sent
// events. It stands in place of the answer's body.
type stream struct {
	io.ReadCloser
	trip  *trip
	last  atomic.Int64 // when something went through, in Unix nanoseconds
	all   *streams
	timer *time.Timer // of the next look at the session, or nil where there is none

	// answers tells that the stream answers a question, as those of models do: it
	// does end, and nobody asks again by themselves when it is ended before.
	answers bool
}

// streams are those that are open.
type streams struct {
	mu   sync.Mutex
	open map[*stream]struct{}
}

// watch puts a stream in place of an answer's body, if it is one.
func (g *Gateway) watch(t *trip, res *http.Response) {
	upgraded := res.StatusCode == http.StatusSwitchingProtocols
	if !upgraded && !isEventStream(res.Header) {
		return
	}
	s := &g.streams
	st := &stream{ReadCloser: res.Body, trip: t, all: s, answers: res.Request.Method != http.MethodGet}
	st.touch()
	s.mu.Lock()
	if t.signedIn {
		st.timer = time.AfterFunc(lookAgain, func() { g.lookAgain(st) })
	}
	if s.open == nil {
		s.open = map[*stream]struct{}{}
	}
	s.open[st] = struct{}{}
	s.mu.Unlock()
	res.Body = st
	if conn, ok := st.ReadCloser.(io.ReadWriteCloser); ok && upgraded {
		res.Body = &socket{stream: st, conn: conn}
	}
}

const eventStream = "text/event-stream"

func isEventStream(h http.Header) bool {
	values := h["Content-Type"]
	if len(values) == 0 || len(values[0]) < len(eventStream) || !strings.EqualFold(values[0][:len(eventStream)], eventStream) {
		return false // which is told without an allocation
	}
	mediaType, _, _ := mime.ParseMediaType(values[0])
	return mediaType == eventStream
}

func (st *stream) touch() { st.last.Store(time.Now().UnixNano()) }

// Read reads from the app. A stream that was ended is whole to the client, unless it
// is an answer that is not.
func (st *stream) Read(p []byte) (int, error) {
	n, err := st.ReadCloser.Read(p)
	st.touch()
	if err != nil && st.trip.ended.Load() != nil && !st.answers {
		err = io.EOF
	}
	return n, err
}

func (st *stream) Close() error {
	st.all.mu.Lock()
	delete(st.all.open, st)
	if st.timer != nil {
		st.timer.Stop()
	}
	st.all.mu.Unlock()
	return st.ReadCloser.Close()
}

// end ends a stream, and tells why.
func (st *stream) end(why error) {
	st.trip.ended.Store(&why)
	st.Close()
}

// A socket is a stream both ways.
type socket struct {
	*stream
	conn   io.ReadWriteCloser
	frames frames // of the app's
}

// Read reads from the app, and in its place what is to be said when the stream was
// ended. The error after that closes the connection.
func (s *socket) Read(p []byte) (int, error) {
	n, err := s.conn.Read(p)
	s.touch()
	if why := s.trip.ended.Load(); n == 0 && err != nil && why != nil && s.frames.between() {
		n, err = copy(p, goodbye(*why)), nil
	}
	s.frames.pass(p[:n])
	s.trip.relayed.Add(int64(n))
	return n, err
}

func (s *socket) Write(p []byte) (int, error) {
	s.touch()
	return s.conn.Write(p)
}

// CloseWrite ends one way and leaves the other open.
func (s *socket) CloseWrite() error {
	if c, ok := s.conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return errors.ErrUnsupported
}

// quietTime is after how long without a word a stream counts as one that nobody
// loses anything by: an answer that a model is writing is not one.
const quietTime = 2 * time.Second

// end ends the streams that were quiet since a time, and answer nobody's question.
func (s *streams) end(since time.Time) {
	var quiet []*stream
	s.mu.Lock()
	for st := range s.open {
		if !st.answers && st.last.Load() <= since.UnixNano() {
			quiet = append(quiet, st)
		}
	}
	s.mu.Unlock()
	for _, st := range quiet {
		st.end(errEnded)
	}
}
