package page

import (
	"fmt"

	"github.com/orkey-dev/orkey/internal/html"
)

// liveForm is the start of every form on the live page.
const liveForm html.HTML = `form method="post" action="` + LivePath + `"`

func livePage(d LiveData) html.HTML {
	return document("Live", html.Block(`body class="live"`+html.Attr("data-events", fmt.Sprintf("%s?after=%d", EventsPath, d.Seq)),
		html.Block(`header class="bar"`,
			html.El(`h1 class="brand"`, brand()),
			nav(LivePath),
			html.El("code", html.Text(d.BaseURL)),
			html.El(`p class="now"`, `<span class="visually-hidden">The emulator’s clock: </span>`,
				html.El(`time id="now"`+html.Attr("datetime", stamp(d.State.Now))+html.If(d.State.Frozen, " data-frozen"), html.Text(d.State.Now.Format("2006-01-02 15:04:05")))),
			`<p id="connection" role="status">Reload to see more</p>`,
		),
		html.Block("main", requests(d), switches(d)),
		template("group", groupPart(group{SignIn: SignIn{App: "Sign-in"}})),
		template("record", recordPart(Record{})),
		template("fault", faultPart(Fault{})),
		template("key", keyPart(&Key{})),
	), "copy.js", "live.js")
}

// template holds a part for the script to clone.
func template(id, part html.HTML) html.HTML { return html.El(`template id="`+id+`"`, part) }

// requests are what came in and went out.
func requests(d LiveData) html.HTML {
	return html.Block(`section class="log" aria-labelledby="requests"`,
		html.El(`div id="problem"`, html.If(d.Do != DoFault, problem(d.Problem))),
		`<div class="title">
<h2 id="requests">Requests</h2>
<a class="jump" href="#switches">Switches</a>
<label class="check" hidden><input type="checkbox" id="preflights" autocomplete="off"> Preflights</label>
<label hidden><span class="visually-hidden">Filter requests</span><input type="search" id="filter" placeholder="Filter" autocomplete="off" spellcheck="false"></label>
</div>`,
		html.Block(`ol id="groups"`, html.Each(groups(d), groupPart)),
		html.Block(`div class="empty"`,
			"<p>No requests yet. Point a client here:</p>",
			variable("openrouter", "OPENROUTER_BASE_URL", d.BaseURL),
			variable("openai", "OPENAI_BASE_URL", d.BaseURL),
		),
	)
}

// variable is a line that sets an environment variable, with a button that copies it.
func variable(id, name html.HTML, baseURL string) html.HTML {
	return html.El(`div class="code"`,
		html.El(`code id="`+id+`"`, name, "=", html.Text(baseURL), "/api/v1"),
		`<button type="button" data-copy="`+id+`" hidden>Copy<span class="visually-hidden"> `+name+`</span></button>`,
	)
}

// A group is a sign-in with its records. The one without an ID has those outside any sign-in.
type group struct {
	SignIn
	Records []Record
}

// groups puts every record under its sign-in, the newest sign-in first and what belongs to none, or to one that is
// forgotten, last.
func groups(d LiveData) []group {
	all := make([]group, 0, len(d.SignIns)+1)
	at := map[string]int{}
	for i, s := range d.SignIns {
		at[s.ID] = i
		all = append(all, group{SignIn: s})
	}
	other := len(all)
	all = append(all, group{SignIn: SignIn{App: "Outside a sign-in"}})
	for _, r := range d.Records {
		i, known := at[r.SignIn]
		if !known {
			i = other
		}
		all[i].Records = append(all[i].Records, r)
	}
	return all
}
