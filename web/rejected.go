package web

import (
	"context"
	"crypto/sha256"
	"net/http"
)

// KeyRejected answers a request when OpenRouter has rejected the key of its
// session, [orkey.ErrKeyRejected]: its owner deleted it, or it expired. It ends
// the session and tells the person to sign in again, or a program by 401 and
// JSON. The API pass-through does that by itself.
func (s *SignIn) KeyRejected(w http.ResponseWriter, r *http.Request) {
	session, err := s.Session(r)
	if err == nil {
		err = s.forget(r.Context(), w.Header(), session)
	}
	if err != nil {
		s.Refuse(w, r, err)
		return
	}
	url := s.SignInURL(s.here(r))
	w.Header()["Www-Authenticate"] = s.challenges
	const message = "The key of your sign-in was deleted or has expired at OpenRouter. Sign in again to get a new one."
	if !isNavigation(r) {
		fail(w, http.StatusUnauthorized, message, url)
		return
	}
	s.page(w, r, Page{Status: http.StatusUnauthorized, Title: "Sign in again", Message: message, SignInURL: url, Err: ErrNotSignedIn})
}

// forget ends a session whose key does not work any more.
func (s *SignIn) forget(ctx context.Context, h http.Header, session Session) error {
	s.cfg.Log.InfoContext(ctx, "web: a key was rejected, the session is over", "user_id", session.UserID)
	if session.id == (sessionID{}) { // a key in an Authorization header
		s.bearers.mu.Lock()
		defer s.bearers.mu.Unlock()
		s.bearers.drop(sha256.Sum256([]byte(session.Key.Reveal())))
		return nil
	}
	if err := s.end(ctx, session); err != nil {
		return err
	}
	s.jar.set(h, s.jar.session, "", 0)
	return nil
}
