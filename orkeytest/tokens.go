package orkeytest

import (
	"unicode"
	"unicode/utf8"
)

// maxToken is how many characters a token has at most.
const maxToken = 12

// splitTokens cuts a text into tokens: a word and the space before it, long words in pieces. Joined they are the text
// again. No model counts quite so, but every run counts alike.
func splitTokens(s string) []string {
	var tokens []string
	start, runes, inWord := 0, 0, false
	for i, r := range s {
		space := unicode.IsSpace(r)
		if runes == maxToken || space && inWord {
			tokens = append(tokens, s[start:i])
			start, runes, inWord = i, 0, false
		}
		inWord = inWord || !space
		runes++
	}
	if start < len(s) {
		tokens = append(tokens, s[start:])
	}
	return tokens
}

// countTokens is how many tokens a text has.
func countTokens(s string) int {
	count, runes, inWord := 0, 0, false
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		space := unicode.IsSpace(r)
		if runes == maxToken || space && inWord {
			count++
			runes, inWord = 0, false
		}
		inWord = inWord || !space
		runes++
		s = s[size:]
	}
	if runes > 0 {
		count++
	}
	return count
}
