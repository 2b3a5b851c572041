package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/orkey-dev/orkey/cmd/orkey/internal/inference"
)

// A column is one of the table of models.
type column struct {
	head  string
	right bool // its text ends where the column does
	text  func(inference.Model) string
}

// The last columns are left out first where the terminal is narrow. Prices are
// for a million tokens.
var modelColumns = [...]column{
	{"MODEL", false, func(m inference.Model) string { return oneLine(m.ID) }},
	{"$/M IN", true, func(m inference.Model) string { return personPrice(m.Pricing.Prompt) }},
	{"$/M OUT", true, func(m inference.Model) string { return personPrice(m.Pricing.Completion) }},
	{"CONTEXT", true, func(m inference.Model) string { return tokens(m.ContextLength) }},
	{"NAME", false, func(m inference.Model) string { return oneLine(m.Name) }},
}

const (
	columnGap  = 2
	leastWidth = 12 // of the name, which is cut to the terminal's width
)

// writeTable writes the models in columns, no wider than the terminal unless an
// id is.
func writeTable(w io.Writer, width int, models []inference.Model) {
	columns := modelColumns[:]
	widths, total := make([]int, len(columns)), -columnGap
	for i, c := range columns {
		widths[i] = len(c.head)
		for _, m := range models {
			widths[i] = max(widths[i], utf8.RuneCountInString(c.text(m)))
		}
		total += columnGap + widths[i]
	}
	name := len(columns) - 1
	if over := total - width; over > 0 && widths[name]-over >= leastWidth {
		widths[name] -= over
		total -= over
	}
	for total > width && len(columns) > 1 {
		last := len(columns) - 1
		total -= columnGap + widths[last]
		columns = columns[:last]
	}
	line := func(text func(column) string) {
		var b strings.Builder
		for i, c := range columns {
			cell := cut(text(c), widths[i])
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if c.right {
				cell = space + cell
			} else {
				cell += space
			}
			b.WriteString(cell + strings.Repeat(" ", columnGap))
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
	line(func(c column) string { return c.head })
	for _, m := range models {
		line(func(c column) string { return c.text(m) })
	}
}

// cut shortens a text to so many characters.
func cut(s string, width int) string {
	if r := []rune(s); len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return s
}

// personPrice returns the price of a million tokens for a person.
func personPrice(p inference.Price) string {
	switch amount, known := p.PerMillion(); {
	case !known:
		return "varies"
	case amount == 0:
		return "free"
	case amount >= 0.01:
		return strconv.FormatFloat(amount, 'f', 2, 64)
	}
	return plainPrice(p)
}

// plainPrice returns the price of a million tokens for a script, or "".
func plainPrice(p inference.Price) string {
	amount, known := p.PerMillion()
	if !known {
		return ""
	}
	text := strconv.FormatFloat(amount, 'f', 6, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// tokens writes a number of tokens to three digits or so.
func tokens(n int) string {
	switch {
	case n >= 1e6:
		return strconv.FormatFloat(float64(n)/1e6, 'g', 3, 64) + "M"
	case n >= 1e3:
		return strconv.Itoa(n/1e3) + "k"
	case n > 0:
		return strconv.Itoa(n)
	default:
		return "?"
	}
}

// terminalWidth returns how many columns a terminal has.
func terminalWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return 80
}
