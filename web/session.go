package web

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/orkey-dev/orkey"
)

// A Session is a person who is signed in. It prints and encodes with the key
// redacted.
type Session struct {
	// UserID names the person, as in user_…; it is the only identity OpenRouter
	// gives. Empty if OpenRouter told none.
	UserID string `json:"user_id,omitempty"`

	// Key is the person's key. It belongs in requests to OpenRouter and nowhere
	// else; [orkey.Transport] puts it there.
	Key orkey.Key `json:"key"`

	// SignedInAt is when the sign-in was finished, to the second.
	SignedInAt time.Time `json:"signed_in_at"`

	// ExpiresAt is when the session ends if it is not used any more. Use moves
	// it, up to [Config.Lifetime] after SignedInAt.
	ExpiresAt time.Time `json:"expires_at"`

	id        sessionID
	renewedAt time.Time
	ticket    *ticket // nil where the cookie is the session
	due       bool    // for a new cookie
}

// A sessionID is made anew by each sign-in.
type sessionID [16]byte

func (s Session) head() head { return head{s.id, s.SignedInAt, s.renewedAt} }

// String says whose session it is, and no secret.
func (s Session) String() string {
	if s.Key.IsZero() {
		return "web.Session(nobody)"
	}
	return "web.Session(" + s.UserID + " since " + s.SignedInAt.UTC().Format(time.RFC3339) + ")"
}

// Format prints what [Session.String] returns, under every verb.
func (s Session) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue makes package slog print who and since when.
func (s Session) LogValue() slog.Value {
	return slog.GroupValue(slog.String("user_id", s.UserID), slog.Time("signed_in_at", s.SignedInAt))
}

// A sessionContext is a context with a session, in one allocation.
type sessionContext struct {
	context.Context
	session Session
}

type sessionKey struct{}

func (c *sessionContext) Value(key any) any {
	if key == (sessionKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// SessionFrom returns the session of a request that came through
// [SignIn.Require] or [SignIn.Optional], and false where nobody is signed in.
func SessionFrom(ctx context.Context) (Session, bool) {
	if c, ok := ctx.Value(sessionKey{}).(*sessionContext); ok {
		return c.session, true
	}
	return Session{}, false
}
