package web

import (
	"net/http"
	"net/url"
	"strings"
)

// isNavigation reports whether a browser wants a page for a person to see, as
// the Fetch Metadata headers tell, or Accept where a browser has none. What is
// fetched ahead in case the person goes there is none yet.
//
// https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header
func isNavigation(r *http.Request) bool {
	if strings.HasPrefix(r.Header.Get("Sec-Purpose"), "prefetch") || r.Header.Get("Purpose") == "prefetch" {
		return false
	}
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// mayBeNavigation also takes what says nothing of itself, as programs do that
// follow a link.
func mayBeNavigation(r *http.Request) bool {
	return isNavigation(r) || r.Header.Get("Accept") == "" && r.Header.Get("Sec-Fetch-Mode") == "" && r.Header.Get("Sec-Purpose") == ""
}

// isFramed reports whether a navigation goes on within a page. OpenRouter does
// not let itself be framed.
func isFramed(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "iframe", "frame", "embed", "object", "fencedframe":
		return true
	}
	return false
}

// isSafe reports whether a request can be made again without doing anything.
func isSafe(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// here is where a sign-in leads back to from a request: to the page that was
// asked for, or that was asked from.
func (s *SignIn) here(r *http.Request) string {
	if isSafe(r) && isNavigation(r) {
		// As the client sent it, whatever a router made of r.URL since.
		to := r.RequestURI
		if !strings.HasPrefix(to, "/") {
			to = r.URL.RequestURI()
		}
		return s.returnPath(strings.TrimSuffix(s.base, s.cfg.Prefix) + to)
	}
	if from, err := url.Parse(r.Referer()); err == nil && from.Scheme+"://"+from.Host == s.origin {
		return s.returnPath(from.RequestURI())
	}
	return s.home
}
