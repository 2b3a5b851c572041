package main

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// keys makes of what a terminal sends what the editor understands.
type keys struct {
	in      io.Reader
	raw     []byte // read, and perhaps not complete
	ready   []byte // to be handed out
	pasting bool
	err     error
}

const (
	ctrlCKey   = 0x03
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

func (k *keys) Read(p []byte) (int, error) {
	for len(k.ready) == 0 {
		if k.err != nil {
			return 0, k.err
		}
		var chunk [256]byte
		n, err := k.in.Read(chunk[:])
		k.raw = append(k.raw, chunk[:n]...)
		k.err = err
		for k.next() {
		}
	}
	n := copy(p, k.ready)
	k.ready = k.ready[:copy(k.ready, k.ready[n:])]
	return n, nil
}

// next makes one key ready. It is false if there is none, or only a part of
// one.
func (k *keys) next() bool {
	switch {
	case len(k.raw) == 0 || k.err == errInterrupted:
		return false
	case k.raw[0] == '\x1b':
		return k.escape()
	case k.raw[0] == ctrlCKey && !k.pasting:
		k.err = errInterrupted
		return false
	case !utf8.FullRune(k.raw):
		return false
	}
	r, size := utf8.DecodeRune(k.raw)
	switch {
	case r == utf8.RuneError: // the editor would wait for the rest of it
		k.ready = append(k.ready, '?')
	case !k.pasting:
		k.ready = append(k.ready, k.raw[:size]...)
	case r == '\r' && len(k.raw) == 1:
		return false // the line ends with CR, LF or both
	case r == '\r' && k.raw[1] == '\n':
	case r == '\r' || r == '\n':
		k.ready = utf8.AppendRune(k.ready, pictureOfLF)
	case r < ' ':
		k.ready = utf8.AppendRune(k.ready, controlPictures+r)
	case r == 0x7f || 0x80 <= r && r < 0xa0:
	default:
		k.ready = append(k.ready, k.raw[:size]...)
	}
	k.raw = k.raw[size:]
	return true
}

// synonyms are sequences that terminals send for keys which the editor knows by
// another one.
var synonyms = [...]struct{ sent, known string }{
	{"\x1b\r", string(pictureOfLF)}, {"\x1b\n", string(pictureOfLF)}, // Alt-Enter
	{"\x1b[13;2u", string(pictureOfLF)},                                                    // Shift-Enter, where it can be told
	{"\x1bOA", "\x1b[A"}, {"\x1bOB", "\x1b[B"}, {"\x1bOC", "\x1b[C"}, {"\x1bOD", "\x1b[D"}, // arrows
	{"\x1bOH", "\x1b[H"}, {"\x1b[1~", "\x1b[H"}, {"\x1bOF", "\x1b[F"}, {"\x1b[4~", "\x1b[F"}, // Home, End
	{"\x1b[1;5D", "\x1b[1;3D"}, {"\x1bb", "\x1b[1;3D"}, // a word back: Ctrl-Left, Alt-B
	{"\x1b[1;5C", "\x1b[1;3C"}, {"\x1bf", "\x1b[1;3C"}, // a word on: Ctrl-Right, Alt-F
}

// escape makes ready what begins with ESC.
func (k *keys) escape() bool {
	mark := pasteStart
	if k.pasting {
		mark = pasteEnd
	}
	switch {
	case bytes.HasPrefix(k.raw, []byte(mark)):
		k.pasting = !k.pasting
		k.replace(mark, mark)
		return true
	case strings.HasPrefix(mark, string(k.raw)):
		return false
	case k.pasting: // the editor would write it to the screen as it is
		k.replace("\x1b", string(controlPictures+'\x1b'))
		return true
	}
	for _, s := range synonyms {
		switch {
		case bytes.HasPrefix(k.raw, []byte(s.sent)):
			k.replace(s.sent, s.known)
			return true
		case strings.HasPrefix(s.sent, string(k.raw)):
			return false
		}
	}
	k.replace("\x1b", "\x1b")
	return true
}

func (k *keys) replace(sent, known string) {
	k.ready = append(k.ready, known...)
	k.raw = k.raw[len(sent):]
}
