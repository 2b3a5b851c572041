package page

import (
	"strconv"

	"github.com/orkey-dev/orkey/internal/html"
)

// The parts of the live page that come and go while it is open. They are written once, here: the page holds each of them
// empty in a <template> too, and live.js clones that and fills what has these attributes.
//
//	data-text="member"  its text is that member of the JSON, and it is hidden while that is empty
//	data-as="format"    how the text is written: a function of that name in format.go and format.js
//	data-tone           takes the colour that belongs to the member
//	data-base="/path/"  links to that path and the member
//	data-value="member" its value, as an input, is that member

// slot is an element with data-text, and data-as unless the text is shown as it is.
func slot(start, member, as html.HTML, text string) html.HTML {
	if as == "" {
		text = visible(text)
	} else {
		as = ` data-as="` + as + `"`
	}
	return html.El(start+` data-text="`+member+`"`+as+html.If(text == "", " hidden"), html.Text(text))
}

// keySlot is a slot that links to a key's page.
func keySlot(member, as html.HTML, hash, text string) html.HTML {
	return slot(`a data-base="/keys/"`+html.Attr("href", keyPath(hash)), member, as, text)
}

// tonedSlot is a slot that is a badge.
func tonedSlot(member, as html.HTML, tone, text string) html.HTML {
	return slot(`span class="badge"`+html.Attr("data-tone", tone), member, as, text)
}

func groupPart(g group) html.HTML {
	return html.Block(`li class="group"`+html.Attr("data-id", g.ID),
		html.Block(`div class="group-head"`,
			slot("h3", "app", "", g.App),
			tonedSlot("step", "", g.Step, g.Step),
			slot(`span class="who"`, "user", "", g.User),
			keySlot("key_hash", "hash", g.KeyHash, shortHash(g.KeyHash)),
			slot("time", "began", "clock", clock(g.Began)),
		),
		html.El(`ol class="records"`, html.Each(g.Records, recordPart)),
	)
}

func recordPart(r Record) html.HTML {
	return html.El(`li class="record"`+html.Attr("data-id", strconv.FormatInt(r.ID, 10)), html.Block("details",
		html.Block("summary",
			slot("time", "time", "clock", clock(r.Time)),
			slot(`span class="method"`, "method", "", r.Method),
			slot(`span class="path"`, "path", "", r.Path),
			slot(`span class="ms"`, "ms", "ms", ms(r.Milliseconds)),
			tonedSlot("status", "answer", tone(r.Status), answer(r.Status, r.Done)),
			slot(`span class="note"`, "note", "", r.Note),
		),
		html.Block(`div class="messages"`,
			html.Block("section", "<h4>Request</h4>", slot(`pre class="query"`, "path", "query", query(r.Path)), messageParts("request", r.Request)),
			html.Block("section", "<h4>Answer</h4>", messageParts("answer", r.Answer)),
		),
	))
}

func messageParts(member html.HTML, m Message) html.HTML {
	return html.Lines(
		slot(`pre class="header"`, member+".header", "header", header(m.Header)),
		slot(`pre class="body" tabindex="0" role="group" aria-label="Body"`, member+".body", "body", body(m.Body)),
		slot(`p class="hint"`, member+".cut", "cut", cut(m.Cut)),
	)
}

func faultPart(f Fault) html.HTML {
	return html.Block(`li class="item"`,
		html.Block("div",
			slot("code", "path", "match", match(f)),
			slot("p", "kind", "effect", effect(f)),
			slot(`p class="hint"`, "serve", "counts", counts(f)),
		),
		removal(DoRemoveFault, "id", f.ID, "Remove ", slot(`span class="visually-hidden"`, "path", "match", match(f))),
	)
}

func keyPart(k *Key) html.HTML {
	name := visible(k.name())
	return html.Block(`li class="item"`,
		html.Block("div",
			keySlot("hash", "label", k.Hash, name),
			html.El("p", slot("code", "redacted", "", k.Redacted)),
			slot(`p class="hint"`, "usage", "spent", spent(*k)),
		),
		removal(DoDeleteKey, "hash", k.Hash, "Delete ", slot(`span class="visually-hidden"`, "hash", "label", name)),
	)
}

// removal is a form that takes away what is listed; member holds the value that names it.
func removal(do string, member html.HTML, value string, words ...html.HTML) html.HTML {
	return html.Block(liveForm,
		hidden(FieldDo, do)+`<input type="hidden" name="value"`+html.Attr("value", value)+` data-value="`+member+`">`,
		html.El(`button class="small"`, words...),
	)
}
