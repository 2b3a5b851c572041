package native

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// pageGrace is how long a sign-in that is over waits for the browser to fetch
// the last page.
const pageGrace = 2 * time.Second

// A loopback is the listener the browser comes back to. It hands on what may be
// the callback and answers everything else by itself.
//
// The callback is answered when the outcome is known, by a redirect to a page
// whose address has no code in it, so that none stays in the address bar, the
// history or a screenshot. That page says what happened. The port is given back
// as soon as the browser has it, which may come for it on a new connection, and
// without it after pageGrace.
type loopback struct {
	callbackURL string
	path        string   // of the callback URL
	hosts       []string // names under which the listener is asked, with port
	listeners   []net.Listener

	page    func(http.ResponseWriter, *http.Request, error) // the last page
	program string                                          // what the person goes back to

	// callbacks are requests for the callback URL. Whoever receives one either
	// closes its forged, and the wait goes on, or calls end.
	callbacks chan callback
	pending   atomic.Int32 // requests for the callback URL that have no answer yet

	ended   chan struct{} // closed when the sign-in is over and outcome is set
	outcome error
	shown   chan struct{} // told each time a browser has the last page

	server  http.Server
	serving sync.WaitGroup // of the listeners, and of their connections
	closing atomic.Bool
}

type callback struct {
	query  url.Values
	forged chan<- struct{} // to be closed if this is no callback of ours
}

// newLoopback listens, and answers nothing yet.
func newLoopback(ctx context.Context, listen listenFunc) (*loopback, error) {
	listeners, port, err := listenLoopback(ctx, listen)
	if err != nil {
		return nil, err
	}
	// The path is as hard to guess as the state, and binds the callback to this
	// sign-in where OpenRouter returns no state: with a denial, and from older
	// deployments.
	path := "/callback/" + rand.Text()
	l := &loopback{
		callbackURL: "http://localhost:" + port + path,
		path:        path,
		hosts:       []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port},
		listeners:   listeners,
		callbacks:   make(chan callback),
		ended:       make(chan struct{}),
		shown:       make(chan struct{}, 1),
	}
	l.server = http.Server{
		Handler:                      l,
		DisableGeneralOptionsHandler: true,
		ReadHeaderTimeout:            5 * time.Second,
		IdleTimeout:                  time.Minute,
		MaxHeaderBytes:               16 << 10,
		ErrorLog:                     log.New(io.Discard, "", 0), // it would quote what strangers send
		ConnState:                    l.connState,
	}
	return l, nil
}

// serve begins to answer.
func (l *loopback) serve(page func(http.ResponseWriter, *http.Request, error), program string) {
	l.page, l.program = page, program
	for _, listener := range l.listeners {
		l.serving.Go(func() { l.server.Serve(listener) })
	}
}

// connState counts connections, so that close can wait for them.
func (l *loopback) connState(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.serving.Add(1)
		if l.closing.Load() { // accepted too late for Server.Close to know it
			conn.Close()
		}
	case http.StateClosed:
		l.serving.Done()
	}
}

// end tells the outcome to the browser that waits for it, if one does, and
// returns when that has the last page, or can't be expected to fetch it.
func (l *loopback) end(ctx context.Context, outcome error) {
	waiting := l.pending.Load() // more than one after a double click, say
	l.outcome = outcome
	close(l.ended)
	grace := time.NewTimer(pageGrace)
	defer grace.Stop()
	for ; waiting > 0; waiting-- {
		select {
		case <-l.shown:
		case <-grace.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// close gives the port back and ends every connection. Nothing is left of them
// when it returns. What was written to them before still arrives.
func (l *loopback) close() {
	for _, listener := range l.listeners {
		listener.Close() // those that were never served too
	}
	l.closing.Store(true)
	l.server.Close()
	l.serving.Wait()
}

// ServeHTTP answers one request. Nothing but a callback of ours has an effect.
func (l *loopback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	callbackPath := sameText(r.URL.Path, l.path)
	lastPath := sameText(r.URL.Path, l.path+"/done")
	switch {
	// A site that has its own name resolve to 127.0.0.1 (DNS rebinding) reads
	// and sends what it likes here, under that name.
	case !slices.Contains(l.hosts, strings.ToLower(r.Host)):
		stray(w, http.StatusMisdirectedRequest, "This listener is known as localhost.")
	case !callbackPath && !lastPath:
		stray(w, http.StatusNotFound, "There is nothing here.")
	// No HEAD either: what only looks must not use up a code.
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		stray(w, http.StatusMethodNotAllowed, "This page can only be opened.")
	case callbackPath:
		l.serveCallback(w, r)
	default:
		l.serveLast(w, r)
	}
}

func (l *loopback) serveCallback(w http.ResponseWriter, r *http.Request) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		respond(w, r, http.StatusBadRequest, page{l.program}.notOurs)
		return
	}
	l.pending.Add(1)
	defer l.pending.Add(-1)
	forged := make(chan struct{})
	select {
	case l.callbacks <- callback{query, forged}:
	case <-l.ended: // the page was loaded again: the same outcome
	case <-r.Context().Done():
		return
	}
	select {
	case <-forged:
		respond(w, r, http.StatusBadRequest, page{l.program}.notOurs)
	case <-l.ended:
		// 303: "intended to provide an indirect response to the original
		// request" (RFC 9110, section 15.4.4).
		w.Header().Set("Location", l.path+"/done")
		w.WriteHeader(http.StatusSeeOther)
	case <-r.Context().Done(): // the browser left; the sign-in goes on
	}
}

func (l *loopback) serveLast(w http.ResponseWriter, r *http.Request) {
	select {
	case <-l.ended:
	default:
		stray(w, http.StatusNotFound, "There is nothing here yet.")
		return
	}
	defer func() {
		select {
		case l.shown <- struct{}{}:
			return // even if the browser has hung up, content with what it got
		default:
		}
		select {
		case l.shown <- struct{}{}:
		case <-r.Context().Done(): // nobody waits for that any more
		}
	}()
	w.Header().Set("Connection", "close")
	respond(w, r, http.StatusOK, func(w http.ResponseWriter, r *http.Request) { l.page(w, r, l.outcome) })
}

// sameText compares without telling by the time it takes where the texts
// differ: other users of the machine can knock here as often as they like.
func sameText(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// stray answers what is no part of a sign-in.
func stray(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	io.WriteString(w, text+"\n")
}

// respond sends what handler writes, and returns when all of it is with the
// system, which delivers it even if the connection is closed right after.
func respond(w http.ResponseWriter, r *http.Request, status int, handler http.HandlerFunc) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	whole := &buffered{header: w.Header(), status: status}
	handler(whole, r)
	w.Header().Set("Content-Length", strconv.Itoa(whole.body.Len()))
	w.WriteHeader(whole.status)
	w.Write(whole.body.Bytes())
	http.NewResponseController(w).Flush()
}

// A buffered ResponseWriter keeps the answer, so that its length is known.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffered) Header() http.Header         { return b.header }
func (b *buffered) WriteHeader(status int)      { b.status = status }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }
