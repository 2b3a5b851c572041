package page

import (
	"time"

	"github.com/orkey-dev/orkey/internal/html"
)

// document is a page; scripts are the names of those assets that it runs.
func document(title string, body html.HTML, scripts ...string) html.HTML {
	return "<!doctype html>\n" + html.Block(`html lang="en"`,
		html.Block("head",
			`<meta charset="utf-8">`,
			`<meta name="viewport" content="width=device-width, initial-scale=1">`,
			`<meta name="color-scheme" content="light dark">`,
			`<meta name="robots" content="noindex">`,
			html.El("title", html.Text(title), " · Emulator"),
			`<link rel="icon" type="image/svg+xml"`+html.Attr("href", assetURL("icon.svg"))+">",
			`<link rel="stylesheet"`+html.Attr("href", assetURL("style.css"))+">",
			html.Each(scripts, func(name string) html.HTML {
				return html.El(`script type="module"` + html.Attr("src", assetURL(name)))
			}),
		),
		body,
	) + "\n"
}

// card is the body of a page that is one card.
func card(content ...html.HTML) html.HTML {
	return html.Block(`body class="centred"`, bar(""), html.Block(`main class="card"`, content...))
}

// account is the body of a page of the account; open is its path.
func account(open string, content ...html.HTML) html.HTML {
	return html.Block(`body class="account"`, bar(open), html.Block("main", content...))
}

func bar(open string) html.HTML {
	return html.Block(`header class="bar"`,
		html.El(`p class="brand"`, brand()),
		nav(open),
		`<p class="banner">No real account, no real money</p>`,
	)
}

func brand() html.HTML { return icon("24") + " Emulator" }

func icon(size html.HTML) html.HTML {
	return "<img" + html.Attr("src", assetURL("icon.svg")) + ` alt="" width="` + size + `" height="` + size + `">`
}

// nav links to the pages that stay; open is the path of the one that is shown, if it is one of them.
func nav(open string) html.HTML {
	link := func(path string, name html.HTML) html.HTML {
		return html.El("a"+html.Attr("href", path)+html.If(path == open, ` aria-current="page"`), name)
	}
	return html.Block(`nav aria-label="Pages"`, link("/", "Keys"), link("/logs", "Activity"), link(LivePath, "Live view"))
}

// shown is text in which nothing is hidden or reordered.
func shown(s string) html.HTML { return html.Text(visible(s)) }

// named is a name that somebody else chose, kept apart from the text around it.
func named(s string) html.HTML { return html.El("bdi", shown(s)) }

// fullURL is a callback URL, with its host standing out.
func fullURL(raw string) html.HTML {
	u := splitURL(raw)
	return html.El(`code class="url"`, html.Text(u.Before), html.El("strong", html.Text(u.Host)), html.Text(u.After))
}

func problem(text string) html.HTML {
	return html.If(text != "", html.El(`p class="problem" role="alert"`, html.Text(text)))
}

// notes are words for who builds the app.
func notes(content html.HTML) html.HTML {
	return html.Block(`section class="notes" aria-labelledby="notes"`,
		`<h2 id="notes">For the app’s developer</h2>`,
		content,
	)
}

func date(t time.Time) html.HTML { return timeElement(t, "2 Jan 2006, 15:04 MST") }

func timeElement(t time.Time, layout string) html.HTML {
	return html.El("time"+html.Attr("datetime", stamp(t)), html.Text(t.Format(layout)))
}

// stamp is how machines write a time.
func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// badge is a word in the colour of a tone.
func badge(tone string, text html.HTML) html.HTML {
	return html.El(`span class="badge"`+html.Attr("data-tone", tone), text)
}

// fact is one of a list of facts.
func fact(name html.HTML, about ...html.HTML) html.HTML {
	return html.El("div", html.El("dt", name), html.El("dd", about...))
}

// hidden is a field that nobody sees.
func hidden(name, value string) html.HTML {
	return `<input type="hidden"` + html.Attr("name", name) + html.Attr("value", value) + ">"
}

// option is one of those to pick from; picked is the value of the one that is.
func option(value, picked string, text html.HTML) html.HTML {
	return html.El("option"+html.Attr("value", value)+html.If(value == picked, " selected"), text)
}

// limitFields let a person set a credit limit and how often it starts afresh.
func limitFields(limit, reset, problem string) html.HTML {
	hint := html.HTML(`<p class="hint" id="limit-hint">In US dollars: the most that this key may spend.</p>`)
	if problem != "" {
		hint = html.El(`p class="wrong" id="limit-hint" role="alert"`, html.Text(problem))
	}
	return html.Block(`div class="pair"`,
		html.Block(`div class="field"`,
			`<label for="limit">Credit limit <span class="optional">optional</span></label>`,
			html.El(`span class="money"`, `<span aria-hidden="true">$</span>`,
				`<input id="limit" name="limit"`+html.Attr("value", limit)+` inputmode="decimal" placeholder="No limit" autocomplete="off" aria-describedby="limit-hint"`+
					html.If(problem != "", ` aria-invalid="true"`)+">"),
		),
		html.Block(`div class="field"`, `<label for="usage_limit_type">Resets</label>`,
			html.Block(`select id="usage_limit_type" name="usage_limit_type"`,
				option("", reset, "Never"), option("daily", reset, "Daily"), option("weekly", reset, "Weekly"), option("monthly", reset, "Monthly")),
		),
		hint,
	)
}
