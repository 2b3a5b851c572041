package web

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxForm bounds the form of a button that was pressed, in bytes.
const maxForm = 16 << 10

// login begins a sign-in: it remembers the attempt in a cookie and sends the
// person to OpenRouter.
func (s *SignIn) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	to := s.returnPath(r.FormValue("return_to"))
	if !mayBeNavigation(r) || isFramed(r) {
		// A fetch would follow the redirect to a place where nobody sees it.
		s.askToSignIn(w, r, isNavigation(r), to)
		return
	}
	if there, ok := s.otherLoopback(r); ok {
		setPrivate(w.Header())
		redirect(w, there)
		return
	}
	err := s.observe(r.Context(), Begin, func(context.Context) error {
		now := s.now()
		again, _ := strconv.ParseUint(r.FormValue("again"), 10, 8) // 0 if it is no number
		a, authorizeURL, err := s.begin(now, to, uint8(again))
		if err != nil {
			return err
		}
		if session, err := s.find(r); err == nil {
			a.session = session.id
		}
		list, dead := s.attempts(r)
		for _, name := range append(dead, surplus(list, r.FormValue("instead"))...) {
			s.jar.set(w.Header(), name, "", 0)
		}
		if err := s.setAttempt(w.Header(), a, now); err != nil {
			return err
		}
		setPrivate(w.Header())
		redirect(w, authorizeURL)
		return nil
	})
	if err != nil {
		s.cfg.Log.ErrorContext(r.Context(), "web: a sign-in can't be begun", "error", err)
		s.page(w, r, Page{Status: http.StatusInternalServerError, Title: "Not signed in", Err: err,
			Message: "The sign-in can't be begun. Whoever runs this site finds the reason in its log."})
	}
}

// surplus returns the names of attempts that make room for another: finished
// ones first, then the oldest, and the one it replaces.
func surplus(list []attempt, instead string) (names []string) {
	keep := live(list)
	for _, a := range list {
		if a.finished && len(list)-len(names) >= maxAttempts {
			names = append(names, a.cookie)
		}
	}
	for _, a := range keep {
		if instead != "" && strings.HasSuffix(a.cookie, "-attempt-"+instead) || len(list)-len(names) >= maxAttempts {
			names = append(names, a.cookie)
		}
	}
	return names
}

// otherLoopback returns the same address under the public URL, where that has
// another of the names of this machine than the request: a cookie that is set for
// 127.0.0.1 does not come back to localhost. It leads there once, in case a proxy
// changes the name.
func (s *SignIn) otherLoopback(r *http.Request) (string, bool) {
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	public, _, _ := strings.Cut(s.host, ":")
	loopback := map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true, "[::1]": true}
	if name == public || !loopback[name] || !loopback[public] || r.FormValue("here") != "" {
		return "", false
	}
	return s.loginURL + "?" + url.Values{"return_to": {r.FormValue("return_to")}, "here": {"1"}}.Encode(), true
}
