package web

import (
	"net/http"
	"strings"
)

// Handler answers the routes, which are, under the prefix /auth:
//
//	GET  /auth/login?return_to=/path   sends a person to OpenRouter
//	GET  /auth/callback                where they come back; signs them in
//	POST /auth/logout                  signs out
//	GET  /auth/session                 who is signed in, as JSON, without the key
//	     /auth/api/v1/…                OpenRouter's API, if [Config.API] is set
//
// Mount it there, with the prefix left on:
//
//	mux.Handle("/auth/", signIn.Handler())
func (s *SignIn) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *SignIn) serve(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, s.cfg.Prefix)
	if !ok {
		http.NotFound(w, r)
		return
	}
	if apiPath, ok := strings.CutPrefix(path, "/api/v1/"); ok && s.api != nil {
		s.api.serve(w, r, "/"+apiPath)
		return
	}
	switch path {
	case "/login":
		s.allowing(w, r, s.login, http.MethodGet, http.MethodPost)
	case "/callback":
		s.allowing(w, r, s.callback, http.MethodGet)
	case "/logout":
		if r.Method == http.MethodGet && isNavigation(r) {
			s.logoutPage(w, r)
			return
		}
		s.allowing(w, r, s.logout, http.MethodPost)
	case "/session":
		s.allowing(w, r, s.status, http.MethodGet, http.MethodHead)
	default:
		setPrivate(w.Header())
		http.NotFound(w, r)
	}
}

// allowing serves requests of these methods, and refuses others, as well as those
// that another site's page sends to change something.
func (s *SignIn) allowing(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc, methods ...string) {
	for _, method := range methods {
		if r.Method != method {
			continue
		}
		if err := s.csrf.Check(r); err != nil {
			fail(w, http.StatusForbidden, "A page of another site can't ask for this.", "")
			return
		}
		serve(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(methods, ", "))
	fail(w, http.StatusMethodNotAllowed, "This takes "+strings.Join(methods, " or ")+" only.", "")
}
