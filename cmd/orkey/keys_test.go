package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/term"
)

// What a terminal sends, and the lines that the person meant.
func TestKeys(t *testing.T) {
	for _, tc := range []struct{ name, sent, lines string }{
		{"a line", "hello\r", "hello|"},
		{"typed ahead, where the terminal made LF of CR", "one\ntwo\n", "one|two|"},
		{"a paste", "\x1b[200~one\r\ttwo\x1b[201~\r", "one\n\ttwo|"},
		{"a paste of CRLF", "\x1b[200~one\r\ntwo\r\n\x1b[201~\r", "one\ntwo\n|"},
		{"a paste of LF", "\x1b[200~one\ntwo\n\x1b[201~!\r", "one\ntwo\n!|"},
		{"a paste within a line", "say \x1b[200~one\rtwo\x1b[201~ twice\r", "say one\ntwo twice|"},
		{"a paste of keys", "\x1b[200~a\x03\x04\x1b[31mb\x7f\u009bc\x1b[201~\r", "a␃␄␛[31mbc|"},
		{"a paste that begins another", "\x1b[200~a\x1b[200~b\x1b[201~\r", "a␛[200~b|"},
		{"Alt-Enter", "one\x1b\rtwo\r", "one\ntwo|"},
		{"Shift-Enter", "one\x1b[13;2utwo\r", "one\ntwo|"},
		{"arrows of the other mode", "ac\x1bODb\r", "abc|"},
		{"Home and End", "b\x1b[1~a\x1b[4~c\r", "abc|"},
		{"words", "two three\x1bb\x1bb\x1b[1;5Done \r", "one two three|"},
		{"a lone ESC", "a\x1bz\r", "a|"}, // Alt-Z
		{"no UTF-8", "na\xefve\xff\ufffd\r", "na?ve??|"},
		{"wide characters", "你好\x7f\r", "你|"},
		{"up", "first\rsecond\r\x1b[A\x1b[A\r", "first|second|first|"},
		{"up to a paste", "\x1b[200~one\rtwo\x1b[201~\r\x1b[A\r", "one\ntwo|one\ntwo|"},
		{"backspace over the end of a line", "one\x1b\r\x7ftwo\r", "onetwo|"},
		{"Ctrl-D at the end", "a\r\x04b\r", "a|EOF"},
		{"Ctrl-C", "a\rb\x03c\r", "a|interrupted"},
		{"the terminal is gone", "a\rb", "a|EOF"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{
				"at once":      strings.NewReader(tc.sent),
				"byte by byte": iotest.OneByteReader(strings.NewReader(tc.sent)),
			} {
				screen := term.NewTerminal(struct {
					io.Reader
					io.Writer
				}{&keys{in: in}, io.Discard}, prompt)
				var lines string
				for {
					line, err := screen.ReadLine()
					if errors.Is(err, io.EOF) {
						if strings.HasSuffix(tc.lines, "EOF") {
							lines += "EOF"
						}
						break
					}
					if err != nil {
						lines += err.Error()
						break
					}
					lines += fromPictures.Replace(line) + "|"
				}
				if lines != tc.lines {
					t.Errorf("%s: %q, want %q", name, lines, tc.lines)
				}
			}
		})
	}
}

// Whatever is sent, what is pasted reaches the screen without a control
// character, and nothing waits for ever.
func FuzzKeys(f *testing.F) {
	for _, seed := range []string{"hello\r", "\x1b[200~a\x1b[31m\r\n\x1b[201~", "\x1b\x1b[\xff\x1b[2\x1b[200~\x1b\x1b[201", "é\xc3\x1bO", "\x1b[\x98200~\x1b0"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		whole, err := io.ReadAll(&keys{in: bytes.NewReader(sent)})
		if err != nil && err != errInterrupted {
			t.Error(err)
		}
		slow, _ := io.ReadAll(&keys{in: iotest.OneByteReader(bytes.NewReader(sent))})
		if !bytes.Equal(whole, slow) {
			t.Errorf("at once %q, byte by byte %q", whole, slow)
		}
		for {
			_, paste, found := bytes.Cut(whole, []byte(pasteStart))
			if !found {
				break
			}
			paste, whole, _ = bytes.Cut(paste, []byte(pasteEnd))
			if string(paste) != visible(string(paste)) || bytes.ContainsAny(paste, "\n\t") {
				t.Errorf("pasted %q", paste)
			}
		}
	})
}

func TestCommonPrefix(t *testing.T) {
	for _, tc := range []struct {
		all  []string
		want string
	}{
		{nil, ""},
		{[]string{"/model"}, "/model"},
		{[]string{"/model a/b", "/model a/c"}, "/model a/"},
		{[]string{"a", "b"}, ""},
	} {
		if got := commonPrefix(tc.all); got != tc.want {
			t.Errorf("%q: %q", tc.all, got)
		}
	}
}
