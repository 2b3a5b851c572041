package page

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// visible writes every character that could hide or reorder text (controls, bidirectional marks, odd spaces) in percent
// encoding, so that nobody is shown a callback URL other than the one they are sent to.
func visible(s string) string {
	var b strings.Builder
	for i, r := range s {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			b.WriteRune(r)
			continue
		}
		size := 1 // a byte that is not UTF-8
		if r != utf8.RuneError || strings.HasPrefix(s[i:], "\uFFFD") {
			size = utf8.RuneLen(r)
		}
		for _, c := range []byte(s[i : i+size]) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// urlParts is a URL cut at its host, which is what a person should look at.
type urlParts struct{ Before, Host, After string }

func splitURL(raw string) urlParts {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return urlParts{Before: visible(raw)}
	}
	// The host ends the authority, so it is found behind the user info: https://openrouter.ai@evil.example/.
	start := strings.Index(raw, "//") + len("//")
	end := len(raw)
	if i := strings.IndexAny(raw[start:], "/?#"); i >= 0 {
		end = start + i
	}
	start += strings.LastIndex(raw[start:end], "@") + 1
	return urlParts{visible(raw[:start]), visible(raw[start:end]), visible(raw[end:])}
}

// initial is the first letter or digit of a name, for the tile that stands for it.
func initial(s string) string {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "?"
}

func minutes(d time.Duration) string {
	if d <= 0 {
		d = 10 * time.Minute
	}
	if d < time.Minute {
		return d.Round(time.Second).String()
	}
	if m := int(d.Round(time.Minute) / time.Minute); m > 1 {
		return fmt.Sprintf("%d minutes", m)
	}
	return "1 minute"
}

// usd writes an amount with two to eight decimals: a token costs a tiny fraction of a cent.
func usd(amount float64) string {
	s := fixed(amount, 8)
	for range 6 {
		s = strings.TrimSuffix(s, "0")
	}
	return "$" + s
}

// decimal writes a number as an input takes it.
func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// fixed is JavaScript's toFixed, which rounds up what lies exactly between two decimals.
func fixed(n float64, decimals int) string {
	return strconv.FormatFloat(math.Nextafter(n, math.Inf(1)), 'f', decimals, 64)
}
