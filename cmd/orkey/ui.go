package main

// This file holds everything that orkey says at a terminal. The rules:
//
// Standard output carries only what a script reads, in a form that does not
// change between releases. Everything else goes to standard error, so that
// `orkey emulate > emulator.env` leaves the words on the screen and the
// variables in the file. Where a person sees both, a command whose results are
// only to be read (demo) says them in words instead.
//
// An error is one line, "orkey: what happened; what to do next". It starts
// lower-case and ends without a full stop. What to do next is a thing the
// reader can type or change, or is left out: we do not say "please" or "try
// again later", nor print the usage after an error.
//
// A warning is one line, "orkey: warning: …", for what works but is not what
// the reader may believe.
//
// A command that stays says that it is ready, where, and how to end it; then
// it is silent. An interrupt that ends it is no error and gets no words: who
// pressed Ctrl-C knows. While another program has the terminal (emulate -- CMD, run -- CMD), we
// say nothing but errors of our own.
//
// While something is awaited for long enough to be noticed, a terminal shows a
// spinner, which goes without a trace. Elsewhere there are only the lines that
// stay.
//
// Words come plain. The one emphasis is bold, for what the reader is likely to
// copy or open, and only on a terminal that can and where NO_COLOR is not set
// (https://no-color.org).
//
// Keys are shown redacted. The exception are keys of an emulator, which open
// nothing: they are printed where they are meant to be copied, on standard
// output alone.

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// A ui prints by the rules above.
type ui struct {
	stdout, stderr io.Writer
	bold           bool
	watched        bool // both are a terminal: no script reads

	frames []string // of a spinner; nil where there is none
}

func newUI(sys system) ui {
	u := ui{
		stdout:  results{sys.stdout, sys.lost},
		stderr:  sys.stderr,
		watched: isTerminal(sys.stdout) && isTerminal(sys.stderr),
	}
	if term := sys.getenv("TERM"); isTerminal(sys.stderr) && term != "dumb" && takesSequences(sys.stderr.(*os.File)) {
		u.bold = sys.getenv("NO_COLOR") == ""
		u.frames = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
		if term == "linux" { // whose font has no such letters
			u.frames = []string{"|", "/", "-", "\\"}
		}
	}
	return u
}

// spin shows that something is awaited, until stop is called; with a text if
// there is none written beside it. Meanwhile words go to out.
func (u ui) spin(text string) (out io.Writer, stop func()) {
	if u.frames == nil {
		return u.stderr, func() {}
	}
	s := startSpinner(u.stderr.(*os.File), u.frames, text)
	return s, s.stop
}

// result prints what a script reads.
func (u ui) result(format string, a ...any) { fmt.Fprintf(u.stdout, format, a...) }

// say prints what a person reads.
func (u ui) say(format string, a ...any) { fmt.Fprintf(u.stderr, format, a...) }

// warn prints one line that deserves a look.
func (u ui) warn(format string, a ...any) {
	u.say("orkey: warning: %s\n", oneLine(fmt.Sprintf(format, a...)))
}

// fail prints the error that ends the command.
func (u ui) fail(err error) {
	u.say("orkey: %s\n", oneLine(unprefixed(err).Error()))
}

// unprefixed takes from an error the name of the package of ours that it came
// from.
func unprefixed(err error) error {
	text := err.Error()
	for _, name := range []string{"orkey: ", "native: ", "keystore: "} {
		if rest, ok := strings.CutPrefix(text, name); ok {
			return reword(err, "%s", rest)
		}
	}
	return err
}

// results are standard output, whose first error is kept for the end.
type results struct {
	io.Writer
	lost *error
}

func (r results) Write(b []byte) (int, error) {
	n, err := r.Writer.Write(b)
	if err != nil && r.lost != nil && *r.lost == nil {
		*r.lost = err
	}
	return n, err
}

// strong marks text that the reader is likely to copy or open.
func (u ui) strong(text string) string {
	if !u.bold {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// oneLine keeps a message to its line. Parts of it may come from elsewhere, so
// control characters, which a terminal would obey, become spaces.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 }), " ")
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
