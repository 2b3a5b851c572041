package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// funcs are what the templates may call. Those that parts.html names in data-as are written once more in live.js, and
// a test in a browser compares the two.
var funcs = template.FuncMap{
	"asset":           assetURL,
	"conflictMessage": func() string { return ConflictMessage },
	"initial":         initial,
	"minutes":         minutes,
	"splitURL":        splitURL,
	"stamp":           func(t time.Time) string { return t.Format(time.RFC3339) },
	"date":            func(t time.Time) string { return t.Format("2 Jan 2006, 15:04 MST") },
	"moment":          func(t time.Time) string { return t.Format("2 Jan 15:04:05") },
	"member":          func(name string, m Message) namedMessage { return namedMessage{m, name} },
	"visible":         visible,
	"usd":             usd,

	"hash":   func(s string) string { return s[:min(8, len(s))] },
	"clock":  clock,
	"ms":     ms,
	"tone":   tone,
	"answer": answer,
	"query":  query,
	"header": header,
	"body":   body,
	"cut":    cut,
	"match":  match,
	"effect": effect,
	"counts": counts,
	"label":  func(k Key) string { return visible(k.name()) },
	"spent":  spent,
}

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

// fixed is JavaScript's toFixed, which rounds up what lies exactly between two decimals.
func fixed(n float64, decimals int) string {
	return strconv.FormatFloat(math.Nextafter(n, math.Inf(1)), 'f', decimals, 64)
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04:05")
}

func ms(n float64) string {
	if n == 0 {
		return ""
	}
	return fixed(n, 1) + " ms"
}

// tone is the class of a status: "4xx". Zero has none.
func tone(status int) string {
	if status == 0 {
		return ""
	}
	return strconv.Itoa(status/100) + "xx"
}

// answer is the status, or why there is none.
func answer(status int, done bool) string {
	switch {
	case status != 0:
		return strconv.Itoa(status)
	case done:
		return "none"
	default:
		return "…"
	}
}

// query lists the parameters of a path one by one and decoded.
func query(path string) string {
	_, raw, _ := strings.Cut(path, "?")
	var lines []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair != "" {
			lines = append(lines, visible(unescape(name)+": "+unescape(value)))
		}
	}
	return strings.Join(lines, "\n")
}

// unescape decodes what is well encoded and leaves the rest as it is.
func unescape(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

func header(h http.Header) string {
	var lines []string
	for name, values := range h {
		for _, v := range values {
			lines = append(lines, visible(name+": "+v))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// body indents JSON that is written without spaces and leaves everything else alone.
func body(s string) string {
	var compact, indented bytes.Buffer
	if json.Compact(&compact, []byte(s)) != nil || compact.String() != s || json.Indent(&indented, []byte(s), "", "  ") != nil {
		return s
	}
	return indented.String()
}

func cut(cut bool) string {
	if cut {
		return "The rest is left out."
	}
	return ""
}

// match says which requests a fault is for.
func match(f Fault) string {
	s := strings.TrimSpace(f.Method + " " + f.Path)
	if s == "" {
		s = "Any request"
	}
	if f.Model != "" {
		s += " for " + f.Model
	}
	if f.KeyLabel != "" {
		s += " with key " + f.KeyLabel
	}
	return visible(s)
}

// effect says what a fault does.
func effect(f Fault) string {
	s, known := map[string]string{
		FaultStatus:      "Status " + strconv.Itoa(f.Status),
		FaultDelay:       "Late answer",
		FaultHang:        "No answer",
		FaultReset:       "Connection reset",
		FaultTruncate:    "Answer breaks off",
		FaultStreamError: "Error in the stream",
	}[f.Kind]
	if !known {
		s = visible(f.Kind)
	}
	if f.Delay != "" {
		s += " after " + f.Delay
	}
	return s
}

// counts says how often a fault is still played.
func counts(f Fault) string {
	s := fmt.Sprintf("%d to serve", f.Serve)
	if f.Serve < 0 {
		s = "until removed"
	}
	if f.Skip > 0 {
		s = fmt.Sprintf("%d to skip, %s", f.Skip, s)
	}
	return s
}

// spent says how much of a key is used up.
func spent(k Key) string {
	s := usd(k.Usage)
	if k.Limit != nil {
		s += " of " + usd(*k.Limit)
	}
	return s + " spent"
}
