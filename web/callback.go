package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/orkey-dev/orkey"
)

// callback signs a person in who comes back from OpenRouter.
func (s *SignIn) callback(w http.ResponseWriter, r *http.Request) {
	setPrivate(w.Header())
	if !mayBeNavigation(r) {
		// Nor is a page looked at ahead: that would spend the code.
		fail(w, http.StatusBadRequest, "This address is for people who come back from OpenRouter.", "")
		return
	}
	s.observe(r.Context(), Callback, func(ctx context.Context) error {
		query, err := url.ParseQuery(r.URL.RawQuery)
		// "Request and response parameters MUST NOT be included more than
		// once." (RFC 6749, section 3.1)
		for _, name := range []string{"state", "code", "error", attemptParameter} {
			if err != nil || len(query[name]) > 1 {
				return s.notSignedIn(w, r, attempt{returnTo: s.home}, false, orkey.ErrInvalidCallback)
			}
		}
		if own := query.Get(attemptParameter); s.cfg.StateInCallback && own != "" {
			if query.Has("state") && query.Get("state") != own {
				return s.notSignedIn(w, r, attempt{returnTo: s.home}, false, orkey.ErrStateMismatch)
			}
			query.Set("state", own)
		}
		list, _ := s.attempts(r)
		if query.Has("state") {
			return s.callbackWithState(ctx, w, r, list, query)
		}
		return s.callbackWithoutState(ctx, w, r, list, query)
	})
}

// callbackWithState looks for the attempt that a callback names, before anything
// is sent.
//
// "The client MUST implement CSRF protection for its redirection URI." (RFC 6749,
// section 10.12)
//
// https://www.rfc-editor.org/rfc/rfc6749#section-10.12
func (s *SignIn) callbackWithState(ctx context.Context, w http.ResponseWriter, r *http.Request, list []attempt, query url.Values) error {
	text := query.Get("state")
	name := s.cookieFor(text)
	for _, a := range list {
		if a.cookie != name || !a.finished && !a.orkey.MatchesState(text) {
			continue
		}
		if a.finished {
			return s.again(w, r, a)
		}
		if session, err := s.find(r); err == nil && session.id != a.session && query.Get("error") == "" {
			// Another tab was faster. A second key would be of no use, and to end
			// the session that the other tab is loading its page with would send
			// that to OpenRouter again.
			redirect(w, a.returnTo)
			return nil
		}
		return s.finish(ctx, w, r, a, query, true)
	}
	// The cookie of the attempt is gone: too old, pushed out by others, of
	// another browser, or there never was one.
	st, ours := s.openState(text)
	a := attempt{returnTo: s.home}
	if ours {
		a.returnTo = s.returnPath(st.returnTo)
	}
	if query.Get("error") != "" {
		return s.notSignedIn(w, r, a, false, denial(query))
	}
	if _, err := s.find(r); err == nil {
		redirect(w, a.returnTo) // signed in by another tab
		return nil
	} else if errors.Is(err, ErrUnavailable) {
		s.Refuse(w, r, err)
		return err
	}
	if ours && st.again < maxAgain && len(list) >= maxAttempts && s.now().Sub(st.began) < attemptLifetime {
		// Pushed out by other tabs: it asks once more by itself. Those may be
		// pushing each other out.
		redirect(w, s.SignInURL(a.returnTo)+"&again="+strconv.Itoa(int(st.again)+1))
		return orkey.ErrStateMismatch
	}
	return s.notSignedIn(w, r, a, false, orkey.ErrStateMismatch)
}

// callbackWithoutState takes a callback for that of the only sign-in under way.
// The sealed cookie is what ties it to this browser then.
func (s *SignIn) callbackWithoutState(ctx context.Context, w http.ResponseWriter, r *http.Request, list []attempt, query url.Values) error {
	open := live(list)
	switch {
	case len(open) == 1:
		return s.finish(ctx, w, r, open[0], query, false)
	case query.Get("error") != "":
		return s.notSignedIn(w, r, attempt{returnTo: s.home}, false, denial(query))
	case len(open) == 0 && len(list) > 0:
		return s.again(w, r, list[len(list)-1])
	}
	return s.notSignedIn(w, r, attempt{returnTo: s.home}, false, orkey.ErrStateMismatch)
}

// denial is what an error in a callback means that belongs to no attempt.
func denial(query url.Values) error {
	if query.Get("error") == "access_denied" {
		return orkey.ErrDenied
	}
	return orkey.ErrInvalidCallback
}

// again answers a callback whose sign-in is finished: reached by the back button,
// a reload, a second click. The person lands where they were to land.
func (s *SignIn) again(w http.ResponseWriter, r *http.Request, a attempt) error {
	if _, err := s.find(r); err != nil {
		if errors.Is(err, ErrUnavailable) {
			s.Refuse(w, r, err)
			return err
		}
		return s.notSignedIn(w, r, a, false, orkey.ErrCodeRejected)
	}
	redirect(w, a.returnTo)
	return nil
}

// finish exchanges the code and starts a session. named tells that the callback
// had the attempt's state, not merely the attempt's browser.
func (s *SignIn) finish(ctx context.Context, w http.ResponseWriter, r *http.Request, a attempt, query url.Values, named bool) error {
	if query.Get("error") != "" || query.Get("code") == "" {
		_, err := s.client.Finish(ctx, a.orkey, query) // says what it is; there is nothing to send
		return s.notSignedIn(w, r, a, named, err)
	}
	if s.store != nil {
		// A code that can't be put to use is not spent.
		if err := s.probe(ctx); err != nil {
			s.Refuse(w, r, err)
			return err
		}
	}
	if loads, _ := strconv.Atoi(query.Get(loadParameter)); loads > 0 {
		return s.lookAgain(w, r, a, named, loads)
	}
	text, err := a.orkey.MarshalText()
	if err != nil {
		return s.notSignedIn(w, r, a, named, err)
	}
	key := sha256.Sum256([]byte(string(text) + "\n" + query.Get("code")))
	session, err := s.flights.do(ctx, key, s.now(), func() (Session, error) {
		return s.exchange(ctx, a, query)
	})
	switch {
	case err != nil && r.Context().Err() != nil:
		return err // nobody is there to be told
	case errors.Is(err, orkey.ErrCodeRejected):
		return s.lookAgain(w, r, a, named, 0)
	case err != nil:
		return s.notSignedIn(w, r, a, named, err)
	case s.ended.has(session.id):
		return s.notSignedIn(w, r, a, named, orkey.ErrCodeRejected)
	case !s.fits(session):
		return s.notSignedIn(w, r, a, named, errTooLong)
	case s.cfg.Allow != nil && !s.cfg.Allow(session.UserID):
		s.cfg.Log.WarnContext(ctx, "web: signed in, but not allowed", "user_id", session.UserID)
		s.jar.set(w.Header(), a.cookie, "", 0)
		s.notForAccount(w, r, session.UserID, a.returnTo)
		return ErrNotAllowed
	}
	if err := s.start(ctx, r, session); err != nil {
		s.Refuse(w, r, err)
		return err
	}
	s.setSession(w.Header(), session)
	a.finished = true
	if err := s.setAttempt(w.Header(), a, s.now()); err != nil {
		return err
	}
	setPrivate(w.Header())
	redirect(w, a.returnTo)
	return nil
}

// exchange turns the code into a session. It goes on when the browser has left,
// which may be about to load the callback again.
func (s *SignIn) exchange(ctx context.Context, a attempt, query url.Values) (session Session, err error) {
	err = s.observe(context.WithoutCancel(ctx), Exchange, func(ctx context.Context) error {
		grant, err := s.client.Finish(ctx, a.orkey, query)
		if err != nil {
			return err
		}
		now := s.now()
		h := head{signedIn: now, renewedAt: now}
		rand.Read(h.id[:]) // a new one each time, or a session could be fixed before
		session = s.newSession(h)
		session.Key, session.UserID = grant.Key, grant.UserID
		if s.store != nil {
			session.ticket = newTicket()
		}
		s.cfg.Log.InfoContext(ctx, "web: signed in", "user_id", session.UserID)
		return nil
	})
	return session, err
}

// probe asks whether the store can be written to as far as that can be known.
func (s *SignIn) probe(ctx context.Context) error {
	return s.observe(ctx, StoreFind, func(ctx context.Context) error {
		_, _, err := s.store.load(ctx, sessionID{}, &ticket{})
		return unavailable(err)
	})
}

// start stores a session, and ends the one that the browser had before.
func (s *SignIn) start(ctx context.Context, r *http.Request, session Session) error {
	if s.store != nil {
		err := s.observe(ctx, StoreCommit, func(ctx context.Context) error {
			grant := orkey.Grant{Key: session.Key, UserID: session.UserID}
			return unavailable(s.store.save(ctx, session.id, session.ticket, grant, session.SignedInAt.Add(s.cfg.Lifetime)))
		})
		if err != nil {
			return err
		}
	}
	if before, err := s.find(r); err == nil && before.id != session.id {
		if err := s.end(ctx, before); err != nil {
			s.cfg.Log.WarnContext(ctx, "web: the session before stays until it expires", "error", err)
		}
	}
	return nil
}

const (
	// loadParameter counts how often a callback was loaded by lookAgain.
	loadParameter = "load"
	maxLoads      = 2
	loadPause     = 250 * time.Millisecond
)

// lookAgain deals with a code that is spent. Another process may have spent it, a
// moment ago, for the same callback loaded twice: then the browser is about to
// have a session, and a request that it makes a little later shows that. The code
// is not sent again, for whoever sees a code twice has reason to revoke what it
// brought (RFC 6749, section 4.1.2).
func (s *SignIn) lookAgain(w http.ResponseWriter, r *http.Request, a attempt, named bool, loads int) error {
	if loads >= maxLoads {
		return s.notSignedIn(w, r, a, named, orkey.ErrCodeRejected)
	}
	select {
	case <-time.After(loadPause):
	case <-r.Context().Done():
		return r.Context().Err()
	}
	query := r.URL.Query()
	query.Set(loadParameter, strconv.Itoa(loads+1))
	redirect(w, s.base+"/callback?"+query.Encode())
	return orkey.ErrCodeRejected
}
