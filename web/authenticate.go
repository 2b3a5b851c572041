package web

import (
	"context"
	"net/http"
	"time"

	"github.com/orkey-dev/orkey"
)

// Session tells who a request is from, for those who answer it without
// [SignIn.Require]: an authorization endpoint, a WebSocket. It writes nothing,
// so see [SignIn.Renew]. Errors: [ErrNotSignedIn], [ErrNotAllowed],
// [ErrUnavailable].
func (s *SignIn) Session(r *http.Request) (Session, error) {
	session, err := s.any(r)
	if err == nil && s.cfg.Allow != nil && !s.cfg.Allow(session.UserID) {
		return Session{}, ErrNotAllowed
	}
	return session, err
}

// any returns the session of a request, allowed or not.
func (s *SignIn) any(r *http.Request) (Session, error) {
	if s.cfg.AcceptBearer {
		if key, ok := bearerKey(r); ok {
			return s.bearerSession(r.Context(), key)
		}
	}
	return s.find(r)
}

// find returns the session that a request has a cookie for, allowed or not.
func (s *SignIn) find(r *http.Request) (Session, error) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	ring, now := *s.keys.Load(), s.now()
	p := s.sessionPurpose()
	all, tries := cookiesOf(r), 0
	for {
		name, value, ok := all.next()
		if !ok || tries == maxTries {
			return Session{}, ErrNotSignedIn
		}
		if name != s.jar.session {
			continue
		}
		tries++
		plaintext, key, ok := ring.open(room, p, s.jar.bound, value)
		if !ok {
			continue // there may be another, which is ours
		}
		h, rest, ok := cutHead(plaintext)
		if !ok || !s.alive(h, now) || s.ended.has(h.id) {
			continue
		}
		session := s.newSession(h)
		session.due = key > 0 || now.Sub(h.renewedAt) >= s.cfg.IdleTimeout/10
		if s.store == nil {
			grant, ok := parseGrant(rest)
			if !ok {
				continue
			}
			session.Key, session.UserID = grant.Key, grant.UserID
			return session, nil
		}
		grant, ok, err := s.loadStored(r.Context(), &session, rest)
		if err != nil {
			return Session{}, err
		}
		if ok {
			session.Key, session.UserID = grant.Key, grant.UserID
			return session, nil
		}
	}
}

// loadStored gets from the store what the ticket in a cookie stands for.
func (s *SignIn) loadStored(ctx context.Context, session *Session, rest []byte) (grant orkey.Grant, ok bool, err error) {
	t := new(ticket)
	if len(rest) != len(t.secret) {
		return orkey.Grant{}, false, nil
	}
	copy(t.secret[:], rest)
	session.ticket = t
	id := session.id
	err = s.observe(ctx, StoreFind, func(ctx context.Context) (err error) {
		grant, ok, err = s.store.load(ctx, id, t)
		return unavailable(err)
	})
	return grant, ok, err
}

// alive reports whether a session has expired in neither way. One that was made
// in the future is some other clock's mistake, of which a minute is forgiven.
func (s *SignIn) alive(h head, now time.Time) bool {
	const skew = time.Minute
	return now.Before(s.expiry(h)) && !h.signedIn.After(now.Add(skew)) && !h.renewedAt.After(now.Add(skew))
}

// expiry is when a session ends if it is not used any more.
func (s *SignIn) expiry(h head) time.Time {
	idle, end := h.renewedAt.Add(s.cfg.IdleTimeout), h.signedIn.Add(s.cfg.Lifetime)
	if idle.Before(end) {
		return idle
	}
	return end
}

func (s *SignIn) newSession(h head) Session {
	return Session{id: h.id, SignedInAt: h.signedIn, renewedAt: h.renewedAt, ExpiresAt: s.expiry(h)}
}

// Renew notes that a session is in use: it adds a new cookie to the headers of
// an answer, if the one that came is due for it, and returns the session as it is
// then. [SignIn.Require] and [SignIn.Optional] do that themselves.
func (s *SignIn) Renew(h http.Header, session Session) Session {
	if !session.due || s.ended.has(session.id) {
		return session
	}
	session.due, session.renewedAt = false, s.now()
	session.ExpiresAt = s.expiry(session.head())
	s.setSession(h, session)
	return session
}
