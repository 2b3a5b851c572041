package web

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxReturnPath bounds a return path, in bytes: five attempts may travel with
// every request.
const maxReturnPath = 512

// checkReturnPath returns where to send a person after a sign-in, if that is a
// place on this site: a path, maybe with a query and a fragment. It comes back as
// it was, but for characters that are not ASCII, which are percent-encoded.
//
// "Clients MUST NOT expose open redirectors." (RFC 9700, section 4.11.1) Browsers
// drop tabs and newlines from a URL, take \ for /, two slashes for the start of
// another host, and %2e for a dot, and they resolve dot segments first.
//
// https://www.rfc-editor.org/rfc/rfc9700#section-4.11.1
func checkReturnPath(s string) (string, bool) {
	if len(s) > maxReturnPath || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || !utf8.ValidString(s) {
		return "", false
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c == 0x7f {
			return "", false
		}
	}
	s = escapeNonASCII(s)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return "", false
	}
	for _, c := range []byte(u.Path) {
		if c < ' ' || c == '\\' || c == 0x7f {
			return "", false
		}
	}
	// Decoded and not: a proxy or a router may resolve either.
	for _, p := range []string{u.Path, u.EscapedPath()} {
		if strings.HasPrefix(resolve(p), "//") {
			return "", false
		}
	}
	return s, len(s) <= maxReturnPath
}

func escapeNonASCII(s string) string {
	const hex = "0123456789ABCDEF"
	var b []byte
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			if b == nil {
				b = append(b, s[:i]...)
			}
			b = append(b, '%', hex[c>>4], hex[c&15])
		case b != nil:
			b = append(b, c)
		}
	}
	if b == nil {
		return s
	}
	return string(b)
}

// resolve takes the dot segments out of a path and leaves empty ones where they
// are, as browsers do (RFC 3986, section 5.2.4).
func resolve(p string) string {
	if !strings.Contains(p, "/.") {
		return p
	}
	var out []string
	segments := strings.Split(p[1:], "/")
	for i, segment := range segments {
		dots := segment == "." || segment == ".."
		if segment == ".." {
			out = out[:max(0, len(out)-1)]
		}
		switch {
		case !dots:
			out = append(out, segment)
		case i == len(segments)-1:
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/")
}

// returnPath is checkReturnPath with another place to go: the path without its
// query where only the length was wrong, or home. No sign-in leads to the routes
// of the sign-in itself, which would go round in circles.
func (s *SignIn) returnPath(to string) string {
	if len(to) > maxReturnPath {
		to, _, _ = strings.Cut(to, "#")
		to, _, _ = strings.Cut(to, "?")
	}
	to, ok := checkReturnPath(to)
	if !ok {
		return s.home
	}
	if u, err := url.Parse(to); err != nil || strings.HasPrefix(resolve(u.Path)+"/", s.base+"/") {
		return s.home
	}
	return to
}
