package gateway

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"
)

// A glob matches paths. It is split at **, of which there is one at most.
type glob struct {
	head, tail []string // patterns of segments, as package path has them
	deep       bool     // any number of segments may lie between
}

type globs []glob

func parseGlobs(list []string) (gs globs, err error) {
	var problems []error
	for _, s := range list {
		g, err := parseGlob(s)
		if err != nil {
			problems = append(problems, fmt.Errorf("gateway: config: Skip: %q %w", s, err))
			continue
		}
		gs = append(gs, g)
	}
	return gs, errors.Join(problems...)
}

// parseGlob reads a glob, and refuses one that could never match, or that means
// something else than it may seem to.
func parseGlob(s string) (glob, error) {
	switch {
	case !strings.HasPrefix(s, "/"):
		return glob{}, errors.New("must begin with a slash: globs match the whole path")
	case strings.ContainsAny(s, "?#"):
		return glob{}, errors.New("has a query or fragment, which are not looked at: globs match the path alone")
	case strings.Contains(s, "%"):
		return glob{}, errors.New("is escaped: globs match the decoded path")
	case strings.ContainsAny(s, `\;[]{}`) || strings.ContainsFunc(s, isControl) || !utf8.ValidString(s):
		return glob{}, errors.New("can't match: its wildcards are * within a segment and ** for any number of segments")
	case path.Clean(s) != strings.TrimSuffix(s, "/") && s != "/":
		return glob{}, errors.New("can't match: paths are matched without empty and dot segments")
	case s == Prefix || strings.HasPrefix(s, Prefix+"/"):
		return glob{}, errors.New("is a route of the gateway's own, which never needs a sign-in")
	case s == "/**":
		return glob{}, errors.New("opens everything to everybody; list what is public")
	}
	segments := strings.Split(s[1:], "/")
	g := glob{head: segments}
	for i, segment := range segments {
		switch {
		case segment == "**" && g.deep:
			return glob{}, errors.New("has more than one **")
		case segment == "**":
			g.head, g.tail, g.deep = segments[:i], segments[i+1:], true
		case strings.Contains(segment, "**"):
			return glob{}, errors.New("has ** beside other characters: it stands for whole segments")
		}
	}
	return g, nil
}

// match reports whether a URL's path is open to everybody.
func (gs globs) match(u *url.URL) bool {
	if len(gs) == 0 || !isPlain(u) {
		return false
	}
	segments := strings.Split(u.Path[1:], "/")
	for _, g := range gs {
		if g.match(segments) {
			return true
		}
	}
	return false
}

func (g glob) match(segments []string) bool {
	n := len(segments) - len(g.head) - len(g.tail)
	if n < 0 || n > 0 && !g.deep {
		return false
	}
	return matchAll(g.head, segments) && matchAll(g.tail, segments[len(segments)-len(g.tail):])
}

func matchAll(patterns, segments []string) bool {
	for i, pattern := range patterns {
		if ok, err := path.Match(pattern, segments[i]); err != nil || !ok {
			return false
		}
	}
	return true
}

// isPlain reports whether everybody on the way reads a path alike: the app, too,
// may decode it again, resolve its dots, take \ for / or stop at a ;.
func isPlain(u *url.URL) bool {
	p := u.Path
	if p == "" || p[0] != '/' || strings.ContainsAny(p, `\;%`) || strings.ContainsFunc(p, isControl) || !utf8.ValidString(p) {
		return false
	}
	if clean := path.Clean(p); clean != p && clean+"/" != p {
		return false
	}
	// An escaped slash or dot is one to some, and to others a character like any.
	raw := strings.ToLower(u.RawPath)
	return !strings.Contains(raw, "%2f") && !strings.Contains(raw, "%2e")
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
