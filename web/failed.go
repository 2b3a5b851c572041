package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/orkey-dev/orkey"
)

// notSignedIn shows a person why they are not signed in, and the way to try
// again. It returns err.
func (s *SignIn) notSignedIn(w http.ResponseWriter, r *http.Request, a attempt, named bool, err error) error {
	p := Page{Status: http.StatusBadRequest, Title: "Not signed in", Err: err, SignInURL: s.SignInURL(a.returnTo)}
	if a.cookie != "" && named {
		s.jar.set(w.Header(), a.cookie, "", 0)
	} else if a.cookie != "" {
		// Without a state a stranger's link may have brought the callback, which
		// ends no sign-in. A new one takes its place.
		p.SignInURL += "&instead=" + a.cookie[strings.LastIndex(a.cookie, "-attempt-")+len("-attempt-"):]
	}
	log := s.cfg.Log.WarnContext
	switch {
	case errors.Is(err, orkey.ErrDenied):
		log = s.cfg.Log.InfoContext
		p.Status = http.StatusForbidden
		p.Message = "You chose not to give this site a key. You can go back as you are, or sign in after all: OpenRouter will ask again."
		p.ContinueURL = s.home
	case errors.Is(err, orkey.ErrStateMismatch) && r.Header.Get("Cookie") == "":
		p.Message = "Your browser did not bring back the cookie that the sign-in began with. Allow cookies for this site, and try again in the same browser."
	case errors.Is(err, orkey.ErrStateMismatch):
		p.Message = "This address belongs to a sign-in that is not under way here, or was under way too long ago. Try again."
	case errors.Is(err, orkey.ErrCodeRejected), errors.Is(err, orkey.ErrMethodMismatch):
		p.Message = "This sign-in has been used already, or took longer than ten minutes. Try again."
	case errors.Is(err, orkey.ErrUnavailable):
		log = s.cfg.Log.ErrorContext
		p.Status = http.StatusBadGateway
		p.Message = "OpenRouter does not answer as it should. Try again in a moment."
	case errors.Is(err, errTooLong):
		log = s.cfg.Log.ErrorContext
		p.Status = http.StatusInternalServerError
		p.Message = "This site can't keep your sign-in. Whoever runs it finds the reason in its log."
	default:
		p.Message = "OpenRouter did not finish the sign-in. Try again."
	}
	if _, sessionErr := s.find(r); sessionErr == nil {
		p.ContinueURL = a.returnTo
	}
	log(r.Context(), "web: not signed in", "error", err)
	s.page(w, r, p)
	return err
}
