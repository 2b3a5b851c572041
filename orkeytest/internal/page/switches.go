package page

import (
	"strconv"

	"github.com/orkey-dev/orkey/internal/html"
)

// switches are how the emulator is steered.
func switches(d LiveData) html.HTML {
	return html.Block(`aside aria-labelledby="switches"`,
		`<h2 id="switches" class="visually-hidden">Switches</h2>`,
		oneOf(DoApprove, "Consent", d.State.Approve, []choice{{"ask", "Ask"}, {"always", "Always yes"}, {"never", "Always no"}}),
		oneOf(DoBehaviour, "Behaviour", d.State.Behaviour, []choice{{"observed", "Observed"}, {"documented", "Documented"}}),
		html.Block(liveForm, hidden(FieldDo, DoAdvance), `<h3 id="clock">Advance the clock</h3>
<div class="segments" role="group" aria-labelledby="clock">
<button name="value" value="1m">1 min</button>
<button name="value" value="10m">10 min</button>
<button name="value" value="1h">1 hour</button>
<button name="value" value="24h">1 day</button>
</div>`),
		faultForm(d),
		shelf("fault", "Faults in force", html.Each(d.State.Faults, faultPart)),
		shelf("key", "Keys", html.Each(d.State.Keys, keyPart)),
		html.Block(`details class="confirm"`,
			`<summary class="button">Reset everything…</summary>`,
			html.Block(liveForm, hidden(FieldDo, DoReset),
				"<p>Forgets all requests, codes, keys and faults, and resets the clock. Keys made with <code>keep</code>, such as the one that <code>orkey emulate</code> printed, stay, with nothing spent.</p>",
				`<button class="danger">Reset</button>`,
			),
		),
	)
}

// A choice is one of the values that a switch can have.
type choice struct {
	value string
	name  html.HTML
}

// oneOf is a form of buttons, of which one is pressed.
func oneOf(do, name html.HTML, pressed string, choices []choice) html.HTML {
	return html.Block(liveForm, hidden(FieldDo, string(do)),
		html.El(`h3 id="`+do+`"`, name),
		html.Block(`div class="segments" role="group" aria-labelledby="`+do+`" data-state="`+do+`"`, html.Each(choices, func(c choice) html.HTML {
			return html.El(`button name="value"`+html.Attr("value", c.value)+html.Attr("aria-pressed", strconv.FormatBool(c.value == pressed)), c.name)
		})),
	)
}

// shelf is a list that the script keeps up to date.
func shelf(of, name, items html.HTML) html.HTML {
	return html.Block(`section aria-labelledby="`+of+`s"`,
		html.El(`h3 id="`+of+`s"`, name),
		html.El(`ul id="`+of+`-list" tabindex="-1" aria-labelledby="`+of+`s"`, items),
		`<p class="hint">None</p>`,
	)
}

// faultForm adds a fault.
func faultForm(d LiveData) html.HTML {
	return html.Block(liveForm+` class="stack"`, hidden(FieldDo, DoFault),
		`<h3>Inject a fault</h3>
<div class="field"><label for="kind">What goes wrong</label>
<select id="kind" name="kind">
<option value="status">An error status</option>
<option value="delay">A late answer</option>
<option value="hang">No answer at all</option>
<option value="reset">The connection is reset</option>
<option value="truncate">The answer breaks off</option>
<option value="stream-error">The stream ends with an error</option>
</select></div>`,
		html.Block(`div class="field"`,
			`<label for="path">Path</label>`,
			`<input id="path" name="path" list="paths" placeholder="Any path" autocomplete="off" spellcheck="false">`,
			html.El(`datalist id="paths"`, html.Each(d.Paths, func(path string) html.HTML { return html.El("option" + html.Attr("value", path)) })),
		),
		`<div class="row">
<div class="field" id="with-status"><label for="status">Status</label><input id="status" name="status" inputmode="numeric" pattern="[1-5][0-9][0-9]" value="500" autocomplete="off"></div>
<div class="field" id="with-delay"><label for="delay">Delay</label><input id="delay" name="delay" placeholder="2s" autocomplete="off" spellcheck="false"></div>
<div class="field"><label for="skip">Skip first</label><input id="skip" name="skip" type="number" min="0" value="0" aria-describedby="counts"></div>
<div class="field"><label for="serve">Then affect</label><input id="serve" name="serve" type="number" min="1" value="1" aria-describedby="counts"></div>
</div>
<p class="hint" id="counts">Numbers of matching requests.</p>`,
		html.El(`div class="said"`, html.If(d.Do == DoFault, problem(d.Problem))),
		"<button>Add fault</button>",
	)
}
