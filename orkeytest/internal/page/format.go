package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The formats that data-as names in parts.go. The page's script has the same ones in format.js; a test in a browser
// compares what both make of the same data.

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

func shortHash(hash string) string { return hash[:min(8, len(hash))] }

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
	s := fmt.Sprintf("%d to affect", f.Serve)
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
