package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
)

// page answers with a page of ours.
func (s *SignIn) page(w http.ResponseWriter, r *http.Request, p Page) {
	setPageHeaders(w.Header())
	p.App = s.client.App.Title
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusBadGateway {
		w.Header().Set("Retry-After", retryAfter)
	}
	s.cfg.ErrorPage(w, r, p)
}

// retryAfter is when what is down is worth another try, in seconds.
const retryAfter = "5"

// A problem is an error as programs read it. It has the shape of OpenRouter's, so
// that their SDKs can tell it too.
type problem struct {
	Error struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
	SignInURL string `json:"sign_in_url,omitempty"`
}

// fail answers a program.
func fail(w http.ResponseWriter, status int, message, signInURL string) {
	var p problem
	p.Error.Code, p.Error.Message, p.SignInURL = status, message, signInURL
	setPrivate(w.Header())
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	writeJSON(w, status, p)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil { // nothing that is written here can fail
		status, body = http.StatusInternalServerError, []byte("{}")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// Refuse answers a request whose session can't be had, err being what
// [SignIn.Session] says, in the way of [SignIn.Require]: for those who ask
// themselves.
func (s *SignIn) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	navigation := isNavigation(r)
	switch {
	case errors.Is(err, ErrUnavailable):
		if r.Context().Err() == nil {
			s.cfg.Log.ErrorContext(r.Context(), "web: it can't be told who is signed in", "error", causeOf(err))
		}
		if navigation {
			s.page(w, r, Page{Status: http.StatusServiceUnavailable, Title: "One moment", Err: err,
				Message: "This site can't tell right now who is signed in. You are not signed out. Load this page again in a moment."})
			return
		}
		fail(w, http.StatusServiceUnavailable, "The session can't be looked up right now; try again in a moment.", "")
	case errors.Is(err, ErrNotAllowed):
		if navigation {
			session, _ := s.find(r)
			s.notForAccount(w, r, session.UserID, s.here(r))
			return
		}
		fail(w, http.StatusForbidden, "This account is not allowed here.", "")
	default:
		s.askToSignIn(w, r, navigation, s.here(r))
	}
}

// notForAccount tells a person that this account is not let in, and which one it is:
// what whoever runs the site has to know to change that.
func (s *SignIn) notForAccount(w http.ResponseWriter, r *http.Request, user, returnTo string) {
	s.page(w, r, Page{Status: http.StatusForbidden, Title: "Not for this account", Err: ErrNotAllowed, SignInURL: s.SignInURL(returnTo),
		Message: "You came as " + cmp.Or(user, "somebody without a user id") + ", who may not come in here. Ask whoever runs this site, or sign in with another account."})
}

// askToSignIn answers a request from nobody.
func (s *SignIn) askToSignIn(w http.ResponseWriter, r *http.Request, navigation bool, returnTo string) {
	url := s.SignInURL(returnTo)
	// "The server generating a 401 response MUST send a WWW-Authenticate header
	// field" (RFC 9110, section 15.5.2); browsers ignore schemes they don't know.
	w.Header()["Www-Authenticate"] = s.challenges
	p := Page{Status: http.StatusUnauthorized, Title: "Sign in", SignInURL: url, Err: ErrNotSignedIn, App: s.client.App.Title,
		Message: "Sign in with OpenRouter to go on."}
	switch {
	case !navigation:
		fail(w, http.StatusUnauthorized, "Nobody is signed in here, or not any more. Sign in and try again.", url)
	case !isSafe(r):
		// Redirected, it would come back as a GET and what was sent would be lost
		// without a word.
		p.Title, p.Message = "You are signed out", "What you sent was not done, since the session has ended. Sign in, go back, and send it again."
		s.page(w, r, p)
	case isFramed(r):
		p.Message = "OpenRouter opens in a page of its own only."
		s.page(w, r, p)
	case s.cfg.SignInPage != nil:
		setPageHeaders(w.Header())
		s.cfg.SignInPage(w, r, p)
	default:
		setPrivate(w.Header())
		w.Header().Del("WWW-Authenticate")
		redirect(w, url)
	}
}

// redirect answers 303: the browser gets the URL, whatever it did before.
func redirect(w http.ResponseWriter, url string) {
	w.Header().Set("Location", url)
	w.WriteHeader(http.StatusSeeOther)
}
