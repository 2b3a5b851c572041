package native

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/orkey-dev/orkey"
)

// What the person reads goes to Config.Output, in these words:
//
//   - the address stands alone on its line, whole, so that it can be selected
//     and clicked;
//   - a sentence says what to do next, in the order in which it is done;
//   - what was pasted is not repeated.

// promptLoopback tells where to go.
func (s *signIn) promptLoopback(pageURL string) {
	s.say("To sign in with OpenRouter, open this page in your browser:\n\n  %s\n\nWaiting for you there.", s.link(pageURL))
	if s.Input != nil {
		s.say(" If the browser can't come back, paste the address it ends on and press Enter.")
	}
	s.say("\n")
}

// promptHeadless tells where to go and asks for the code.
func (s *signIn) promptHeadless(pageURL string) error {
	s.asking = true
	_, err := s.say("To sign in with OpenRouter, open this page in any browser:\n\n  %s\n\nPaste the code it shows and press Enter: ", s.link(pageURL))
	return err
}

// endLine ends the line that asks, once it is answered. A terminal has done so
// when Enter was pressed.
func (s *signIn) endLine() {
	if f, ok := s.Input.(*os.File); s.asking && !(ok && isTerminal(f)) {
		s.say("\n")
	}
	s.asking = false
}

// sayBrowserFailed tells that the person has to open the page.
func (s *signIn) sayBrowserFailed() {
	s.say("The browser did not start: open the page by hand.\n")
}

// sayPasteAgain tells why a paste did not do.
func (s *signIn) sayPasteAgain(err error) {
	reason := "there is no code in that"
	if p, ok := errors.AsType[*pasteError](err); ok {
		reason = p.reason
	} else if isRejected(err) {
		reason = "OpenRouter does not accept that code, which works once and for ten minutes"
	} else if errors.Is(err, orkey.ErrStateMismatch) {
		reason = "that belongs to another sign-in"
	}
	s.asking = true
	s.say("Not yet: %s. Paste again: ", reason)
}

func (s *signIn) say(format string, args ...any) (int, error) {
	return fmt.Fprintf(s.Output, format, args...)
}

// link returns the URL, as a hyperlink where the terminal has them: it can then
// be clicked whole where it is wrapped.
//
// https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
func (s *signIn) link(pageURL string) string {
	if !hasHyperlinks(s.Output, os.Getenv) {
		return pageURL
	}
	return "\x1b]8;;" + pageURL + "\x1b\\" + pageURL + "\x1b]8;;\x1b\\"
}

// hasHyperlinks reports whether w is a terminal known to have hyperlinks
// (OSC 8); one that has none may print the sequence.
func hasHyperlinks(w io.Writer, getenv func(string) string) bool {
	f, ok := w.(interface{ Stat() (fs.FileInfo, error) })
	if !ok || !isTerminal(f) {
		return false
	}
	if force := getenv("FORCE_HYPERLINK"); force != "" {
		return force != "0"
	}
	term := getenv("TERM")
	if term == "dumb" || getenv("TMUX") != "" || strings.HasPrefix(term, "screen") {
		return false // a multiplexer may or may not pass it on
	}
	for _, name := range []string{"WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID"} {
		if getenv(name) != "" {
			return true
		}
	}
	switch getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "zed":
		return true
	}
	switch term {
	case "xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour":
		return true
	}
	vte, err := strconv.Atoi(getenv("VTE_VERSION")) // 5000 is 0.50, where they work
	return err == nil && vte >= 5000
}
