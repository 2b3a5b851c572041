package gateway

import (
	"net/http"
	"slices"
	"strings"
)

// dropCookies takes our own cookies out of what the app gets.
func (g *Gateway) dropCookies(h http.Header) {
	lines := h["Cookie"]
	kept := lines[:0]
	for _, line := range lines {
		if line = g.withoutOurs(line); line != "" {
			kept = append(kept, line)
		}
	}
	if len(kept) == 0 {
		delete(h, "Cookie")
	} else {
		h["Cookie"] = kept
	}
}

// withoutOurs returns the rest of a Cookie header.
//
// "cookie-string = cookie-pair *( ";" SP cookie-pair )" (RFC 6265, section 4.2.1)
func (g *Gateway) withoutOurs(line string) string {
	kept, all := make([]string, 0, 8), true
	for pair := range strings.SplitSeq(line, ";") {
		name, _, _ := strings.Cut(pair, "=")
		if g.signIn.OwnsCookie(strings.TrimSpace(name)) {
			all = false
		} else if pair = strings.TrimSpace(pair); pair != "" {
			kept = append(kept, pair)
		}
	}
	if all {
		return line
	}
	return strings.Join(kept, "; ")
}

// dropSetCookies takes cookies of our names out of the app's answer.
func (g *Gateway) dropSetCookies(h http.Header) {
	if lines, ok := h["Set-Cookie"]; ok {
		lines = slices.DeleteFunc(lines, g.setsOurs)
		if len(lines) == 0 {
			delete(h, "Set-Cookie")
		} else {
			h["Set-Cookie"] = lines
		}
	}
}

// setsOurs reports whether a Set-Cookie header sets a cookie of ours. Browsers
// send a cookie without a name as its value alone, which may look like one with a
// name: "=orkey=x".
func (g *Gateway) setsOurs(line string) bool {
	pair, _, _ := strings.Cut(line, ";")
	name, value, ok := strings.Cut(pair, "=")
	if name = strings.Trim(name, " \t"); ok && name == "" {
		name, _, _ = strings.Cut(value, "=")
		name = strings.Trim(name, " \t")
	}
	return g.signIn.OwnsCookie(name)
}
