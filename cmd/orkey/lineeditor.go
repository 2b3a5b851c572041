package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// A lineReader asks a person for a line. It returns io.EOF for Ctrl-D on an
// empty line, and errInterrupted for Ctrl-C or when ctx is done; it can't be
// used after that.
type lineReader interface {
	readLine(ctx context.Context) (string, error)
}

// A typed line is what came of asking for one.
type typed struct {
	line string
	err  error
}

// await returns what read returns. When ctx is done it does not wait for that:
// nothing calls off a read from a terminal on every system.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	came := make(chan typed, 1)
	go func() {
		line, err := read()
		came <- typed{line, err}
	}()
	select {
	case t := <-came:
		return t.line, t.err
	case <-ctx.Done():
		return "", errInterrupted
	}
}

// A plainReader is a lineReader on a terminal that can't do more than a
// typewriter. The system's own keys work.
type plainReader struct {
	lines  *bufio.Reader
	out    io.Writer
	prompt string
}

func (r *plainReader) readLine(ctx context.Context) (string, error) {
	fmt.Fprint(r.out, r.prompt)
	return await(ctx, func() (string, error) { return r.lines.ReadString('\n') })
}

// A lineEditor is a lineReader on a terminal, with the usual keys to edit a line
// and to get an earlier one back.
//
// The editor is that of golang.org/x/term, which is small and takes any reader
// and writer. It knows one line only, so the end of a line within what is typed
// or pasted is shown as its picture. It counts a column for each character:
// editing amid wide ones (CJK, emoji) leaves traces on the screen, though not in
// the text.
type lineEditor struct {
	screen   *term.Terminal
	keys     *keys
	terminal *os.File
}

// newLineEditor returns an editor that reads from a terminal, and writes to out
// what is to be seen there. A tab makes of a line what all of its completions
// begin with, and lists them.
func newLineEditor(terminal *os.File, out io.Writer, prompt string, completions func(line string) []string) *lineEditor {
	e := &lineEditor{terminal: terminal, keys: &keys{in: terminal}}
	e.screen = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{e, out}, prompt)
	e.screen.AutoCompleteCallback = func(line string, at int, key rune) (string, int, bool) {
		if key != '\t' || at != len(line) {
			return "", 0, false
		}
		found := completions(line)
		longer := commonPrefix(found)
		if longer == "" || longer == line && len(found) > maxListed {
			return "", 0, false
		}
		if longer == line && len(found) > 1 {
			fmt.Fprintln(e.screen, strings.Join(found, "\n"))
		}
		return longer, len(longer), true
	}
	return e
}

// maxListed is how many completions are listed at most.
const maxListed = 40

func commonPrefix(all []string) string {
	if len(all) == 0 {
		return ""
	}
	prefix := all[0]
	for _, s := range all[1:] {
		for !strings.HasPrefix(s, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return prefix
}

func (e *lineEditor) readLine(ctx context.Context) (string, error) {
	fd := int(e.terminal.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	defer term.Restore(fd, before)
	e.resize()
	e.screen.SetBracketedPasteMode(true) // a paste is text, whatever is in it
	defer e.screen.SetBracketedPasteMode(false)
	line, err := await(ctx, e.screen.ReadLine)
	return fromPictures.Replace(line), err
}

var fromPictures = strings.NewReplacer(string(pictureOfLF), "\n", string(pictureOfTab), "\t")

// Read reads keys for the editor.
func (e *lineEditor) Read(p []byte) (int, error) {
	n, err := e.keys.Read(p)
	e.resize()
	return n, err
}

// resize tells the editor how wide the terminal is now.
func (e *lineEditor) resize() {
	if width, height, err := term.GetSize(int(e.terminal.Fd())); err == nil && width > 0 {
		e.screen.SetSize(width, height)
	}
}
