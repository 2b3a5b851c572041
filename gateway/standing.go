package gateway

import (
	"net/http"
	"time"
)

// lookAgain is how often it is asked of a stream whether its session still holds,
// which was let in once and goes on: it may have been ended in another process,
// have expired, or be of somebody who may not come in any more.
const lookAgain = time.Minute

// lookAgain ends a stream whose session has ended. While it is not known whether
// it has, the stream goes on.
func (g *Gateway) lookAgain(st *stream) {
	if _, err := g.signIn.Session(st.trip.in); err != nil && isNobody(err) {
		st.end(errSessionOver)
		return
	}
	g.streams.mu.Lock()
	defer g.streams.mu.Unlock()
	if _, open := g.streams.open[st]; open {
		st.timer.Reset(lookAgain)
	}
}

// endStreamsOf returns what ends the streams of the session that a request is
// from, once it is signed out.
func (g *Gateway) endStreamsOf(r *http.Request) func() {
	session, err := g.signIn.Session(r)
	if err != nil {
		return func() {}
	}
	return func() {
		var theirs []*stream
		g.streams.mu.Lock()
		for st := range g.streams.open {
			if s := &st.trip.session; st.timer != nil && s.UserID == session.UserID && s.SignedInAt.Equal(session.SignedInAt) {
				theirs = append(theirs, st)
			}
		}
		g.streams.mu.Unlock()
		for _, st := range theirs {
			g.lookAgain(st)
		}
	}
}
