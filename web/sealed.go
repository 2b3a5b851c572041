package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/orkey-dev/orkey"
)

// setSession adds the cookie of a session to the headers of an answer.
func (s *SignIn) setSession(h http.Header, session Session) {
	s.jar.set(h, s.jar.session, s.sealSession(session), int64(session.ExpiresAt.Sub(s.now())/time.Second))
}

// sealSession returns the value of a session's cookie.
func (s *SignIn) sealSession(session Session) string {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	b := session.head().append(room.plain[:0])
	if s.store == nil {
		b = appendGrant(b, orkey.Grant{Key: session.Key, UserID: session.UserID})
	} else {
		b = append(b, session.ticket.secret[:]...)
	}
	return s.keys.Load().seal(room, s.sessionPurpose(), s.jar.bound, b)
}

func (s *SignIn) sessionPurpose() purpose {
	if s.store == nil {
		return forSession
	}
	return forTicket
}

const (
	// maxSessionCookie bounds name and value of a session's cookie, in bytes.
	maxSessionCookie = 400

	// maxGrant bounds what is kept of a sign-in in a store, in bytes.
	maxGrant = 1024
)

var errTooLong = errors.New("web: the key or the user id is longer than any seen so far; keep sessions in a store, or tell the makers of orkey")

// fits reports whether a session can be kept.
func (s *SignIn) fits(session Session) bool {
	if s.store != nil {
		return len(session.Key.Reveal())+len(session.UserID) < maxGrant
	}
	return len(s.jar.session)+1+len(s.sealSession(session)) <= maxSessionCookie
}
