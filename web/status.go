package web

import (
	"errors"
	"net/http"
	"time"
)

// sessionStatus is what pages are told: never the key.
type sessionStatus struct {
	SignedIn    bool       `json:"signed_in"`
	UserID      string     `json:"user_id,omitempty"`
	SignedInAt  *time.Time `json:"signed_in_at,omitempty"`
	ExpiresAt   *time.Time `json:"expires_at,omitempty"`
	SettingsURL string     `json:"settings_url,omitempty"` // where the owner can delete the key
	LogsURL     string     `json:"logs_url,omitempty"`     // what was done with it
	SignInURL   string     `json:"sign_in_url,omitempty"`
}

// status answers GET /auth/session.
func (s *SignIn) status(w http.ResponseWriter, r *http.Request) {
	session, err := s.Session(r)
	if err != nil && !errors.Is(err, ErrNotSignedIn) {
		s.Refuse(w, r, err)
		return
	}
	setPrivate(w.Header())
	if err != nil {
		writeJSON(w, http.StatusOK, sessionStatus{SignInURL: s.SignInURL(s.here(r))})
		return
	}
	session = s.Renew(w.Header(), session)
	signedIn, expires := session.SignedInAt.UTC(), session.ExpiresAt.UTC()
	writeJSON(w, http.StatusOK, sessionStatus{
		SignedIn:    true,
		UserID:      session.UserID,
		SignedInAt:  &signedIn,
		ExpiresAt:   &expires,
		SettingsURL: s.client.SettingsURL(session.Key),
		LogsURL:     s.client.LogsURL(session.Key),
	})
}
