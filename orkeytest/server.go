package orkeytest

import (
	"net"
	"net/http"
	"sync"
)

// TB is what [NewServer] needs of a test. *testing.T, *testing.B and *testing.F have it; naming them here would link
// package testing into every program that imports this one.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
	Failed() bool
	Logf(format string, args ...any)
}

// A Server is an [Emulator] that listens on a loopback port of the system's choice.
type Server struct {
	*Emulator

	// URL is where it listens, such as http://127.0.0.1:43210, without a slash at the end: a BaseURL for clients.
	URL string

	server  http.Server
	serving chan struct{}  // closed when nothing more is accepted
	conns   sync.WaitGroup // connections that are still served
	closing sync.Once
}

// NewServer starts an emulator for the length of a test, configured by cfg, of which there is one at most. A test that
// fails is told the log of requests. It ends the test if the configuration is wrong or no port is to be had.
func NewServer(t TB, cfg ...Config) *Server {
	t.Helper()
	if len(cfg) > 1 {
		t.Fatalf("orkeytest: NewServer takes one Config at most")
	}
	e, err := New(firstOf(cfg))
	if err != nil {
		t.Fatalf("%v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("orkeytest: no loopback port to listen on: %v", err)
	}
	s := &Server{Emulator: e, URL: "http://" + l.Addr().String(), serving: make(chan struct{})}
	s.server.Handler = e
	s.server.ConnState = s.track
	go func() {
		defer close(s.serving)
		_ = s.server.Serve(l) // ends with ErrServerClosed
	}()
	t.Cleanup(func() {
		s.Close()
		if t.Failed() {
			for _, r := range s.Requests() {
				t.Logf("orkeytest: %s %s: %d %s", r.Method, r.Path, r.Status, r.Note)
			}
		}
	})
	return s
}

// track counts connections, so that Close can wait for the goroutines that serve them. New ones are told by Serve
// itself, so none comes after it has returned.
func (s *Server) track(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.conns.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.conns.Done()
	}
}

// Close gives up what is under way, stops listening, and returns when nothing of it is left. NewServer arranges for it;
// closing twice does no harm.
func (s *Server) Close() {
	s.closing.Do(func() {
		s.Emulator.Close()
		_ = s.server.Close()
		<-s.serving
		s.conns.Wait()
	})
}

// firstOf is the first of the optional arguments, or the zero value.
func firstOf[T any](list []T) (v T) {
	if len(list) > 0 {
		v = list[0]
	}
	return v
}
