package gateway

import (
	"net/http"
	"strings"
)

// dropReserved drops the headers by which the app may be told who somebody is or
// where they come from, however they are spelled: what reads them on the way, or
// the app itself, may take X_OpenRouter_User or x.openrouter.user for the same
// name, as everything does that is made like CGI.
func dropReserved(h http.Header) {
	for name := range h {
		if isReserved(name) {
			delete(h, name)
		}
	}
}

func dropReservedTrailers(r *http.Request) {
	for name := range r.Trailer {
		if isReserved(name) {
			delete(r.Trailer, name)
		}
	}
}

// longestReserved bounds the names that have to be read.
const longestReserved = 32

func isReserved(name string) bool {
	if len(name) > longestReserved || name == "" {
		return false
	}
	switch name[0] | 0x20 {
	case 'x', 'f', 'p':
	default:
		return false
	}
	var room [longestReserved]byte
	for i := range len(name) {
		c := name[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		default:
			c = '-'
		}
		room[i] = c
	}
	switch plain := string(room[:len(name)]); plain {
	case "x-openrouter-user", "x-openrouter-key", "forwarded", "x-real-ip",
		"x-original-uri", "x-original-url", "x-original-method", "x-rewrite-url",
		"proxy": // which CGI programs take for HTTP_PROXY
		return true
	default:
		return strings.HasPrefix(plain, "x-forwarded-")
	}
}

// isKey reports whether an Authorization header holds an OpenRouter key.
func isKey(values []string) bool {
	for _, value := range values {
		if scheme, token, _ := strings.Cut(value, " "); strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(strings.TrimSpace(token), "sk-or-") {
			return true
		}
	}
	return false
}
