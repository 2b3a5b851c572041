package web

import (
	"net/http"
	"strconv"
	"strings"
)

// A jar knows the names and attributes of the cookies of one SignIn.
//
// "If a cookie's name begins with a case-sensitive match for the string
// __Host-, then the cookie will have been set with a Secure attribute, a Path
// attribute with a value of /, and no Domain attribute." (RFC 6265bis, section
// 4.1.3.2) So neither a sibling domain nor plain http can plant one.
//
// Cookies don't heed ports. On localhost, where that prefix can't be had, the
// port is in the name, or the apps of one developer would sign each other out.
type jar struct {
	session    string // the name of the session's cookie
	attempt    string // what the names of attempts' cookies begin with
	attributes string
	bound      []byte // what the session's cookie is sealed with: its name
}

func newJar(name string, https bool, port string) jar {
	j := jar{attributes: "; Path=/; HttpOnly; SameSite=Lax"}
	switch {
	case https:
		name = "__Host-" + name
		j.attributes += "; Secure"
	case port != "":
		name += "-" + port
	}
	j.session, j.attempt, j.bound = name, name+"-attempt-", []byte(name)
	return j
}

// set adds a cookie that lasts for maxAge seconds to an answer; 0 deletes it.
func (j jar) set(h http.Header, name, value string, maxAge int64) {
	// Cookies are for one person, whatever a cache thinks of the rest.
	h["Cache-Control"] = noStore
	h.Add("Set-Cookie", name+"="+value+j.attributes+"; Max-Age="+strconv.FormatInt(maxAge, 10))
}

// owns reports whether a cookie's name is ours.
func (j jar) owns(name string) bool {
	return name == j.session || strings.HasPrefix(name, j.attempt)
}

// cookies goes through the cookies of a request, without allocating. Package
// net/http would parse and keep every one.
type cookies struct {
	lines []string // Cookie headers not yet begun; HTTP/2 may have several
	line  string   // the rest of the one begun
}

func cookiesOf(r *http.Request) cookies { return cookies{lines: r.Header["Cookie"]} }

// next returns the next cookie.
//
// "cookie-string = cookie-pair *( ";" SP cookie-pair )" (RFC 6265, section
// 4.2.1)
func (c *cookies) next() (name, value string, ok bool) {
	for {
		for c.line == "" {
			if len(c.lines) == 0 {
				return "", "", false
			}
			c.line, c.lines = c.lines[0], c.lines[1:]
		}
		var pair string
		pair, c.line, _ = strings.Cut(c.line, ";")
		if name, value, ok = strings.Cut(strings.TrimSpace(pair), "="); ok {
			if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' {
				value = value[1 : n-1]
			}
			return name, value, true
		}
	}
}

// maxTries bounds how many cookies of one name are opened.
const maxTries = 16
