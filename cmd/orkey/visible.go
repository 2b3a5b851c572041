package main

import "strings"

// Control characters have pictures of their own in Unicode: U+2400 and the
// code of the character. A person sees that there is one, a terminal does not
// obey it.
const (
	controlPictures = '\u2400'
	pictureOfTab    = controlPictures + '\t'
	pictureOfLF     = controlPictures + '\n'
	pictureOfDelete = '\u2421'
)

// visible makes a stranger's text fit for a terminal: what is left of control
// characters are tabs, the ends of lines, and pictures of the others. Without
// this an answer could overwrite what is on the screen, type for the person,
// or read their clipboard.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return -1 // of CRLF; alone it would go back over the line
		case r < ' ':
			return controlPictures + r
		case r == 0x7f:
			return pictureOfDelete
		case 0x80 <= r && r < 0xa0: // they have none
			return '\ufffd'
		}
		return r
	}, text)
}
