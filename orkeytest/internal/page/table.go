package page

import "github.com/orkey-dev/orkey/internal/html"

// A column of a table says what its cells are.
type column struct {
	name   html.HTML
	heads  bool // they name their rows
	number bool
}

// table is a table that scrolls where it is too wide; where the window is narrow, each row becomes a list, with the names
// of the columns in front.
func table(label html.HTML, columns []column, rows html.HTML) html.HTML {
	head := html.Each(columns, func(c column) html.HTML {
		return html.El(`th scope="col"`+html.If(c.number, ` class="number"`), c.name)
	})
	return html.Block(`div class="scroll" tabindex="0" role="region" aria-label="`+label+`"`,
		html.Block("table",
			html.El("thead", html.El("tr", head)),
			html.Block("tbody", rows),
		),
	)
}

// row is one with a cell for each column.
func row(columns []column, cells ...html.HTML) html.HTML {
	var b html.HTML
	for i, c := range columns {
		start := "td" + html.If(c.number, ` class="number"`) + ` data-label="` + c.name + `"`
		if c.heads {
			start = `th scope="row"`
		}
		b += html.El(start, cells[i])
	}
	return html.El("tr", b)
}
