package bench

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
)

// TestMain prints what was measured when all of it is.
func TestMain(m *testing.M) {
	code := m.Run()
	report.print(os.Stdout)
	os.Exit(code)
}

// A page is what is printed at the end: tables, and how they compare with the goals.
type page struct {
	tables []string
	goals  []goal
}

var report page

// A goal is what a figure should be.
type goal struct {
	what    string
	figure  string
	goal    string
	reached bool
	beside  string // what else there is to know
}

func (p *page) print(w io.Writer) {
	for _, table := range p.tables {
		fmt.Fprintf(w, "\n%s", table)
	}
	if len(p.goals) == 0 {
		return
	}
	fmt.Fprintln(w)
	fmt.Fprint(w, columns(func(w io.Writer) {
		fmt.Fprintf(w, "GOALS\t\t\t\t\n")
		for _, g := range p.goals {
			word := "missed"
			if g.reached {
				word = "reached"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", g.what, g.figure, g.goal, word, g.beside)
		}
	}))
}

// columns sets what is printed with tabs in columns.
func columns(print func(io.Writer)) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	print(w)
	w.Flush()
	return text.String()
}
