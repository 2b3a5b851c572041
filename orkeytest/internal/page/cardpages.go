package page

import (
	"maps"
	"slices"
	"strconv"

	"github.com/orkey-dev/orkey/internal/html"
)

func consentPage(d ConsentData) html.HTML {
	title := d.title()
	return document("Authorize "+title, card(
		html.El(`div class="handshake" aria-hidden="true"`, html.El("span", html.Text(initial(title))), "<i></i>", icon("44")),
		html.El("h1", "Authorize ", named(title)),
		`<p class="lead">This app asks for an API key that spends your credits. You can delete the key at any time.</p>`,
		problem(d.Problem),
		d.target(),
		html.Block(`form method="post" action="`+ConsentPath+`" class="stack" autocomplete="off"`,
			d.carried(),
			html.Block(`div class="field"`,
				`<label for="user">Signed in as</label>`,
				html.Block(`select id="user" name="user"`, html.Each(d.Users, func(u User) html.HTML {
					return option(u.ID, d.UserID, shown(u.Name)+html.If(u.Note != "", " – ", html.Text(u.Note)))
				})),
			),
			html.If(d.KeyLabel != "", html.Block(`div class="field"`,
				`<label for="key_label">Key name</label>`,
				`<input id="key_label" name="key_label"`+html.Attr("value", d.KeyLabel)+` maxlength="100" spellcheck="false" dir="auto">`,
			)),
			limitFields(d.Limit, d.LimitReset, d.LimitProblem),
			d.facts(),
			`<div class="decide">
<button class="primary" name="decision" value="authorize">Authorize</button>
<button name="decision" value="deny">Deny</button>
</div>`,
		),
		html.If(len(d.Notes) > 0, notes(html.Block("ul", html.Each(d.Notes, func(note string) html.HTML {
			return html.El("li", html.Text(note))
		})))),
	))
}

// title is what the page calls the app.
func (d ConsentData) title() string {
	title := d.App
	if title == "" {
		title = splitURL(d.CallbackURL).Host
	}
	if title == "" || d.CallbackURL == "" {
		return "an app"
	}
	return title
}

// target says where the person is led.
func (d ConsentData) target() html.HTML {
	if d.CallbackURL == "" {
		return `<section class="target" aria-labelledby="target">
<h2 id="target">You will be shown a code</h2>
<p>Give it only to the app where you began this sign-in, and only if you began it yourself.</p>
</section>`
	}
	return html.Block(`section class="target" aria-labelledby="target"`,
		`<h2 id="target">You will be sent to</h2>`,
		fullURL(d.CallbackURL),
		`<p>Make sure that you recognise this URL. If you don’t, deny.</p>`,
	)
}

// carried are the hidden fields.
func (d ConsentData) carried() html.HTML {
	own := []string{FieldDecision, FieldUser, FieldLimit, FieldLimitReset}
	if d.KeyLabel != "" {
		own = append(own, FieldKeyLabel)
	}
	return html.Each(slices.Sorted(maps.Keys(d.Hidden)), func(name string) html.HTML {
		if slices.Contains(own, name) {
			return ""
		}
		return html.Each(d.Hidden[name], func(value string) html.HTML { return hidden(name, value) })
	})
}

func (d ConsentData) facts() html.HTML {
	if d.Workspace == "" && d.ExpiresAt.IsZero() {
		return ""
	}
	return html.Block(`dl class="facts"`,
		html.If(d.Workspace != "", fact("Workspace", named(d.Workspace), html.If(d.WorkspaceRequired, ` <span class="optional">required by the app</span>`))),
		html.If(!d.ExpiresAt.IsZero(), fact("Key expires", date(d.ExpiresAt))),
	)
}

func headlessPage(d HeadlessData) html.HTML {
	return document("Your code", card(
		"<h1>Your code</h1>",
		`<p class="lead">Go back to the app or terminal where you began this sign-in, and paste this code there.</p>`,
		html.Block(`div class="code"`,
			html.El(`code id="code"`, html.Text(d.Code)),
			`<button type="button" data-copy="code" hidden>Copy code</button>`,
		),
		html.El(`p class="hint"`, "It works once, within ", html.Text(minutes(d.Lifetime)), ". Give it to nobody else: whoever has it can get a key to your credits."),
	), "copy.js")
}

func conflictPage(d ConflictData) html.HTML {
	return document("Could not authorize", card(
		`<p class="status">409</p>`,
		html.El("h1", ConflictMessage),
		html.If(d.CallbackURL != "", html.Block(`section class="target" aria-labelledby="target"`,
			`<h2 id="target">The callback URL</h2>`,
			fullURL(d.CallbackURL),
		)),
		html.If(d.Reason != "", notes(html.El("p", html.Text(d.Reason)))),
	))
}

func errorPage(d ErrorData) html.HTML {
	return document(d.Title, card(
		html.El(`p class="status"`, html.Text(strconv.Itoa(d.Status))),
		html.El("h1", html.Text(d.Title)),
		html.If(d.Message != "", html.El(`p class="lead"`, html.Text(d.Message))),
		html.If(d.Hint != "", html.El("p", html.Text(d.Hint))),
	))
}
