package page

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/orkey-dev/orkey/internal/html"
)

func dashboardPage(d DashboardData) html.HTML {
	keys := html.HTML(`<p class="empty">No keys yet. An app that you authorize gets one, and it appears here.</p>`)
	if len(d.Keys) > 0 {
		columns := []column{{name: "Name", heads: true}, {name: "Key"}, {name: "Spent", number: true}, {name: "Limit", number: true}, {name: "Created"}}
		keys = table("Your keys", columns, html.Each(d.Keys, func(k Key) html.HTML {
			return row(columns, keyLink(k)+html.If(k.Deleted, " ", deletedBadge), html.El("code", html.Text(k.Redacted)), amount(k.Usage), k.limit(), date(k.Created))
		}))
	}
	return document("Keys", account("/",
		"<h1>Keys</h1>",
		html.El(`p class="lead"`, "Signed in as ", html.El("strong", named(d.User.Name)), html.If(d.User.Note != "", " (", html.Text(d.User.Note), ")"), "."),
		html.If(d.DroppedCallback != "", notes(html.Lines(
			"<p>The sign-in ended here because OpenRouter drops callback URLs with a custom scheme, without an error. Use http on localhost, or https. This one was dropped:</p>",
			html.El(`code class="url"`, shown(d.DroppedCallback)),
		))),
		keys,
	))
}

// noSuchKey is the page about a key that is not there; open is the path of the page that was asked for.
func noSuchKey(open, hash string) html.HTML {
	return document("No such key", account(open,
		"<h1>No such key</h1>",
		`<p class="lead">The emulator has no key with this hash. It forgets all keys when it is reset or restarted.</p>`,
		html.El(`code class="url"`, shown(hash)),
	))
}

func keyPage(d KeyData) html.HTML {
	k := d.Key
	state := html.HTML("")
	switch {
	case k.Deleted:
		state = " " + deletedBadge
	case d.expired():
		state = " " + badge("4xx", "expired")
	}
	return document(k.name(), account("/keys",
		html.El("h1", named(k.name()), state),
		html.If(k.Deleted, `<p class="lead" role="status">This key is deleted. Requests with it are refused.</p>`),
		html.Block(`div class="panel"`,
			html.Block(`dl class="facts"`,
				fact("Key", html.El("code", html.Text(k.Redacted))),
				html.If(k.App != "", fact("App", named(k.App))),
				fact("Spent", amount(k.Usage)),
				fact("Credit limit", k.limit(), d.spent()),
				fact("Created", date(k.Created)),
				fact("Expires", expiry(k.Expires)),
			),
			html.El("p", html.El("a"+html.Attr("href", "/logs?api_key_hash="+url.QueryEscape(k.Hash)), "Requests made with this key")),
		),
		html.If(!k.Deleted, html.Lines(
			html.Block(`form method="post" class="panel"`,
				"<h2>Change the limit</h2>",
				limitFields(d.Limit, d.LimitReset, d.LimitProblem),
				`<button name="action" value="limit">Save limit</button>`,
			),
			`<details class="confirm">
<summary class="button">Delete key…</summary>
<form method="post">
<p>Apps that use this key stop working at once. This cannot be undone.</p>
<button class="danger" name="action" value="delete">Delete for good</button>
</form>
</details>`,
		)),
	))
}

// spent tells how much of the limit is spent, if there is one.
func (d KeyData) spent() html.HTML {
	if d.Key.Limit == nil {
		return ""
	}
	percent, level := spentOf(d.Counted, d.Key.Limit)
	return "\n" + html.Lines(
		html.El(`meter min="0"`+html.Attr("max", decimal(*d.Key.Limit))+html.Attr("value", decimal(d.Counted))+html.Attr("data-level", level)+
			` aria-label="Part of the limit spent"`, html.Text(percent), " %"),
		html.El(`span class="hint"`, amount(d.Counted), " of it spent, ", html.Text(percent), " %", html.If(level == "spent", ": requests are refused")),
	)
}

func logsPage(d LogsData) html.HTML {
	about := html.HTML("Requests made with your keys.")
	if d.Key != nil {
		about = "Requests made with " + keyLink(*d.Key) + html.If(d.Key.Deleted, ", a deleted key") + `. <a href="/logs">Show all keys</a>`
	}
	list := html.HTML(`<p class="empty">Nothing yet. Requests to a model appear here.</p>`)
	if len(d.Activity) > 0 {
		list = activityTable(d.Activity, d.Key == nil)
	}
	return document("Activity", account("/logs", "<h1>Activity</h1>", html.El(`p class="lead"`, about), list))
}

// activityTable lists what was done; byKey tells whether it says with which key.
func activityTable(list []Activity, byKey bool) html.HTML {
	columns := []column{{name: "Time"}, {name: "Model"}, {name: "Endpoint"}, {name: "Tokens in", number: true}, {name: "Tokens out", number: true}, {name: "Cost", number: true}, {name: "Status"}}
	if byKey {
		columns = slices.Insert(columns, 2, column{name: "Key"})
	}
	return table("Requests", columns, html.Each(list, func(a Activity) html.HTML {
		cells := []html.HTML{
			timeElement(a.Time, "2 Jan 15:04:05"), shown(a.Model), html.El("code", html.Text(a.Path)), count(a.Input), count(a.Output), amount(a.Cost),
			badge(tone(a.Status), count(a.Status)),
		}
		if byKey {
			cells = slices.Insert(cells, 2, keyLink(Key{Hash: a.KeyHash, Label: a.KeyLabel}))
		}
		return row(columns, cells...)
	}))
}

const deletedBadge html.HTML = `<span class="badge" data-tone="4xx">deleted</span>`

func keyLink(k Key) html.HTML {
	return html.El("a"+html.Attr("href", keyPath(k.Hash)), named(k.name()))
}

func keyPath(hash string) string { return "/keys/" + url.PathEscape(hash) }

// limit is the key's limit as its owner reads it.
func (k Key) limit() html.HTML {
	if k.Limit == nil {
		return "None"
	}
	return amount(*k.Limit) + html.If(k.LimitReset != "", " ", html.Text(k.LimitReset))
}

func expiry(t time.Time) html.HTML {
	if t.IsZero() {
		return "Never"
	}
	return date(t)
}

func amount(n float64) html.HTML { return html.Text(usd(n)) }

func count(n int) html.HTML { return html.Text(strconv.Itoa(n)) }
