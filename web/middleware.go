package web

import (
	"errors"
	"net/http"
)

// Require lets only people through who are signed in; [SessionFrom] tells next
// who. Anybody else is answered here: a person who opens a page is sent to the
// sign-in and comes back to it; whatever else asks gets 401 and JSON with the
// address of the sign-in, {"error": {"code": 401, "message": "…"}, "sign_in_url":
// "…"}; a form that was sent gets a page that says so, and is not sent again as
// something else. Who is not allowed gets 403, and everybody 503 with Retry-After
// while the session store is down.
//
// The ResponseWriter is next's own, so that flushing, hijacking and deadlines
// work. Answers are marked Cache-Control: private, unless next says otherwise.
func (s *SignIn) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, err := s.Session(r)
		if err != nil {
			s.Refuse(w, r, err)
			return
		}
		s.serveAs(w, r, next, session)
	})
}

// Optional lets everybody through; [SessionFrom] tells next who is signed in, and
// that nobody is who may be here. While the session store is down it answers 503, as Require
// does, rather than show a person a page for strangers.
func (s *SignIn) Optional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, err := s.Session(r)
		switch {
		case err == nil:
			w.Header().Add("Vary", "Cookie")
			s.serveAs(w, r, next, session)
		case errors.Is(err, ErrUnavailable):
			s.Refuse(w, r, err)
		default:
			w.Header().Add("Vary", "Cookie")
			next.ServeHTTP(w, r)
		}
	})
}

func (s *SignIn) serveAs(w http.ResponseWriter, r *http.Request, next http.Handler, session Session) {
	// A file server's answers, say, may otherwise be kept by any cache
	// (RFC 9111, section 4.2.2).
	w.Header()["Cache-Control"] = private
	session = s.Renew(w.Header(), session)
	next.ServeHTTP(w, r.WithContext(&sessionContext{r.Context(), session}))
}
