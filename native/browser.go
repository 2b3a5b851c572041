package native

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// errNoBrowser is what the person is told; the printed URL is the way on.
var errNoBrowser = errors.New("native: no browser could be started; open the address by hand, or name one in the environment variable BROWSER")

// OpenBrowser opens a page in the person's browser: in one of the commands in
// the environment variable BROWSER, a list as of paths, in which %s stands for
// the URL, or else in the system's own way, which on Linux and the BSDs takes a
// display: without one, only BROWSER is tried. It writes nothing anywhere, and
// never waits for a browser to be closed: it returns as soon as it is known that
// one was started or that none could be, and at the latest after three seconds or when
// ctx is done.
//
// The URL must be http or https. No shell interprets it.
func OpenBrowser(ctx context.Context, pageURL string) error {
	u, err := url.Parse(pageURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("native: a browser opens http and https addresses only")
	}
	for _, opener := range thisMachine().openers() {
		if err := start(ctx, opener.command(u.String())); err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errNoBrowser
}

// NoBrowser opens nothing, for [Config.Open]: the person follows the printed
// link.
func NoBrowser(context.Context, string) error { return nil }

// An opener is a command that opens a page: a program and arguments, in which %s
// stands for the URL and %% for a percent sign.
type opener []string

// command puts the URL in, or at the end if it has no place.
func (o opener) command(pageURL string) []string {
	command := []string{o[0]}
	placed := false
	for _, arg := range o[1:] {
		placed = placed || strings.Contains(strings.ReplaceAll(arg, "%%", ""), "%s")
		command = append(command, strings.NewReplacer("%%", "%", "%s", pageURL).Replace(arg))
	}
	if !placed {
		command = append(command, pageURL)
	}
	return command
}

// openers returns the commands that are there, the best first.
func (e environment) openers() []opener {
	var wanted []opener
	for _, text := range e.splitList(e.getenv("BROWSER")) {
		if _, err := e.look(text); err == nil { // a path with blanks
			wanted = append(wanted, opener{text})
		} else if words := splitWords(text); len(words) > 0 {
			wanted = append(wanted, words)
		}
	}
	switch {
	case !e.hasDisplay(): // what xdg-open would find is a browser for terminals
	case e.goos == "windows":
		// Not "cmd /c start", for which & ends the URL.
		wanted = append(wanted, opener{e.getenv("SystemRoot") + `\System32\rundll32.exe`, "url.dll,FileProtocolHandler"})
	case e.goos == "darwin":
		wanted = append(wanted, opener{"/usr/bin/open"})
	case e.goos == "android":
		wanted = append(wanted, opener{"termux-open-url"})
	case e.wsl():
		wanted = append(wanted, opener{"wslview"},
			opener{"rundll32.exe", "url.dll,FileProtocolHandler"},
			opener{"/mnt/c/Windows/System32/rundll32.exe", "url.dll,FileProtocolHandler"})
		fallthrough
	default:
		wanted = append(wanted, opener{"xdg-open"}, opener{"gio", "open"}, opener{"x-www-browser"}, opener{"sensible-browser"})
	}
	var found []opener
	for _, o := range wanted {
		if _, err := e.look(o[0]); err == nil {
			found = append(found, o)
		}
	}
	return found
}

// splitList splits a list as of paths, for the environment's system.
func (e environment) splitList(list string) []string {
	separator := ":"
	if e.goos == "windows" {
		separator = ";"
	}
	return strings.FieldsFunc(list, func(r rune) bool { return string(r) == separator })
}

// splitWords splits a command at blanks that are not in quotes.
func splitWords(text string) []string {
	var words []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inWord = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
			}
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}
