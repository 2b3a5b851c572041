package native

import (
	"net"
	"net/url"
	"strings"
)

// maxPaste bounds what is taken for a paste, in bytes.
const maxPaste = 8 << 10

// A pasteError says why a paste can't be a callback, in words that follow a
// colon.
type pasteError struct{ reason string }

func (e *pasteError) Error() string { return "native: " + e.reason }

// parsePaste reads what the person pasted as the query of a callback: a bare
// code, "code=…", "?code=…&state=…" or the whole address that the browser ended
// on. Of an address everything is checked that a request for it would have to
// fulfil to be taken for the callback; callbackURL is empty in headless mode,
// where there is none. An error is a *pasteError and does not repeat the text.
func parsePaste(text, callbackURL string) (url.Values, error) {
	text = cleanPaste(text)
	switch {
	case text == "":
		return nil, spoiled("nothing was pasted")
	case len(text) > maxPaste:
		return nil, spoiled("that is too long")
	}
	address, isAddress := asAddress(text)
	if isAddress {
		u, err := url.Parse(address)
		if err != nil {
			return nil, spoiled("that is no address a browser can end on")
		}
		if callbackURL != "" && !samePlace(u, callbackURL) {
			return nil, spoiled("that is the address of something else than this sign-in")
		}
		text = u.RawQuery
	}
	text, isQuery := strings.CutPrefix(text, "?")
	if !isAddress && !isQuery && !hasCallbackName(text) {
		// A code is opaque: "x=" is one too.
		if strings.ContainsAny(text, " /?&") {
			return nil, spoiled("there is no code in that")
		}
		return url.Values{"code": {text}}, nil
	}
	query, err := url.ParseQuery(text)
	switch {
	case err != nil:
		return nil, spoiled("a part of that is missing or damaged")
	case isAddress && callbackURL == "" && !query.Has("code"):
		return nil, spoiled("that is an address without a code; paste the code that the page shows")
	case !hasCallbackName(text):
		return nil, spoiled("there is no code in that")
	}
	return query, nil
}

func spoiled(reason string) error { return &pasteError{reason} }

// hasCallbackName reports whether a query has a parameter that OpenRouter adds
// to a callback URL.
func hasCallbackName(query string) bool {
	for pair := range strings.SplitSeq(query, "&") {
		switch name, _, _ := strings.Cut(pair, "="); name {
		case "code", "state", "error":
			if len(name) < len(pair) {
				return true
			}
		}
	}
	return false
}

// cleanPaste takes off what comes along with a selection: blanks, the brackets
// and quotes around it, and the marks of a terminal in bracketed-paste mode.
func cleanPaste(text string) string {
	text = strings.NewReplacer("\x1b[200~", "", "\x1b[201~", "").Replace(text)
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "<>\"'`"))
}

// asAddress completes an address from which the browser, or the person, left
// out the beginning.
func asAddress(text string) (string, bool) {
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "http:"), strings.HasPrefix(lower, "https:"):
		return text, true
	case strings.HasPrefix(lower, "localhost:"), strings.HasPrefix(lower, "127.0.0.1:"), strings.HasPrefix(lower, "[::1]:"):
		return "http://" + text, true
	}
	return "", false
}

// samePlace reports whether u is the callback URL but for the query: the port
// and the path say which sign-in it belongs to.
func samePlace(u *url.URL, callbackURL string) bool {
	want, err := url.Parse(callbackURL)
	if err != nil {
		return false
	}
	host := u.Hostname()
	loopback := strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
	return u.Scheme == "http" && u.User == nil && loopback && u.Port() == want.Port() && sameText(u.Path, want.Path)
}
