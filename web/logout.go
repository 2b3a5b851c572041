package web

import (
	"context"
	"errors"
	"net/http"
)

// SignOut ends the session of a request, here and in the store, and adds to the
// headers of the answer what makes the browser forget it. Where nobody is signed
// in it does nothing. An error means [ErrUnavailable]: the person is still signed
// in.
//
// OpenRouter has no way to revoke a key from an app, so the key goes on working
// for its owner, who can delete it at [orkey.Client.SettingsURL].
func (s *SignIn) SignOut(w http.ResponseWriter, r *http.Request) error {
	return s.observe(r.Context(), SignOut, func(ctx context.Context) error {
		session, err := s.find(r.WithContext(ctx))
		switch {
		case errors.Is(err, ErrNotSignedIn):
			err = nil
		case err == nil:
			err = s.end(ctx, session)
		}
		if err != nil {
			return err
		}
		s.jar.set(w.Header(), s.jar.session, "", 0)
		if !session.Key.IsZero() {
			s.cfg.Log.InfoContext(ctx, "web: signed out", "user_id", session.UserID)
		}
		return nil
	})
}

// end makes a session end everywhere, whoever has a copy of its cookie.
func (s *SignIn) end(ctx context.Context, session Session) error {
	if s.store != nil {
		err := s.observe(ctx, StoreDelete, func(ctx context.Context) error {
			return unavailable(s.store.remove(ctx, session.id))
		})
		if err != nil {
			return err
		}
	}
	s.ended.add(session.id)
	return nil
}

// logout answers a form with where to go next and a script with 204.
func (s *SignIn) logout(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	to := s.returnPath(r.FormValue("return_to"))
	if r.FormValue("return_to") == "" && s.cfg.Home == "" {
		// The site's root may be behind Require, and would lead straight on to
		// OpenRouter.
		to = s.base + "/logout"
	}
	if err := s.SignOut(w, r); err != nil {
		s.Refuse(w, r, err)
		return
	}
	setPrivate(w.Header())
	if mayBeNavigation(r) {
		redirect(w, to)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// logoutPage answers a link to the sign-out, which anybody could have made, and
// is where a sign-out leads if it leads nowhere else.
func (s *SignIn) logoutPage(w http.ResponseWriter, r *http.Request) {
	_, err := s.find(r)
	switch {
	case errors.Is(err, ErrUnavailable):
		s.Refuse(w, r, err)
	case err != nil:
		s.page(w, r, Page{Status: http.StatusOK, Title: "Signed out", SignInURL: s.SignInURL(s.home), KeysURL: s.openRouter() + "/settings/keys",
			Message: "This site no longer has your key, but the key works until you delete it at OpenRouter."})
	default:
		w.Header().Set("Allow", http.MethodPost)
		s.page(w, r, Page{Status: http.StatusMethodNotAllowed, Title: "Sign out?", SignOutURL: s.base + "/logout", ContinueURL: s.home,
			Message: "You are asked because a link alone should not sign anybody out."})
	}
}
