package orkeytest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// livePage is GET /_emulator/: what came in and went out, and the switches.
func (e *Emulator) livePage(w http.ResponseWriter, r *http.Request) { e.showLive(w, r, "", "") }

func (e *Emulator) showLive(w http.ResponseWriter, r *http.Request, problem, do string) {
	news, _ := e.journal.since(0)
	d := page.LiveData{
		BaseURL: "http://" + r.Host,
		Seq:     news.rev,
		State:   e.pageState(),
		Paths: []string{
			"/auth", "/api/v1/auth/keys", "/api/v1/key", "/api/v1/credits", "/api/v1/models",
			"/api/v1/chat/completions", "/api/v1/responses",
		},
		Problem: problem, Do: do,
	}
	if r.TLS != nil {
		d.BaseURL = "https://" + r.Host
	}
	for _, s := range slices.Backward(news.signIns) {
		d.SignIns = append(d.SignIns, s.page())
	}
	for i := range news.entries {
		d.Records = append(d.Records, news.entries[i].page())
	}
	if err := page.Live(w, d); err != nil {
		http.Error(w, "The page could not be rendered.", http.StatusInternalServerError)
	}
}

// liveEvents is GET /_emulator/events: what changes, as server-sent events. See [page.EventsPath].
func (e *Emulator) liveEvents(w http.ResponseWriter, r *http.Request) {
	rev, _ := strconv.ParseInt(cmp.Or(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")), 10, 64)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	flush := http.NewResponseController(w).Flush
	for first := true; ; first = false {
		news, changed := e.journal.since(rev)
		for _, event := range e.events(news) {
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", event.rev, event.name, event.data); err != nil {
				return
			}
		}
		if first {
			_, _ = fmt.Fprint(w, ": live\n\n")
		}
		if rev = news.rev; flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-time.After(keepAlive):
			_, _ = fmt.Fprint(w, ": still here\n\n")
		case <-r.Context().Done():
			return
		case <-e.closed.Done():
			return
		}
		select { // what comes at once goes out together
		case <-time.After(together):
		case <-r.Context().Done():
			return
		case <-e.closed.Done():
			return
		}
	}
}

const (
	keepAlive = 15 * time.Second
	together  = 50 * time.Millisecond
)

// liveEvent is a server-sent event of the live page.
type liveEvent struct {
	rev  int64
	name string
	data []byte
}

// events writes news in the order in which it came, so that a reader who lost the connection misses nothing.
func (e *Emulator) events(n news) []*liveEvent {
	var events []*liveEvent
	add := func(rev int64, name string, v any) {
		data, err := json.Marshal(v)
		if err != nil {
			panic(err) // our own types: a bug
		}
		events = append(events, &liveEvent{rev, name, data})
	}
	for _, s := range n.signIns {
		add(s.rev, page.EventSignIn, s.page())
	}
	for i := range n.entries {
		add(n.entries[i].rev, page.EventRecord, n.entries[i].page())
	}
	if n.state {
		add(n.stateRev, page.EventState, e.pageState())
	}
	slices.SortFunc(events, func(a, b *liveEvent) int { return cmp.Compare(a.rev, b.rev) })
	if n.reset {
		events = append([]*liveEvent{{0, page.EventReset, []byte("{}")}}, events...)
	}
	return events
}

func (s *signIn) page() page.SignIn {
	return page.SignIn{
		ID: s.id, App: scrub(s.app), Headless: s.headless, User: s.user, Step: s.step, Began: s.began, KeyHash: s.key,
	}
}

func (e *entry) page() page.Record {
	r := e.record()
	return page.Record{
		ID: r.ID, SignIn: r.SignIn, Time: r.Time, Method: r.Method, Path: r.Path, Status: r.Status,
		Milliseconds: r.Milliseconds, Done: r.Done, Note: r.Note,
		Request: page.Message(r.Request), Answer: page.Message(r.Answer),
	}
}

// pageState is what the switches show.
func (e *Emulator) pageState() page.State {
	cfg := e.config.Load()
	s := page.State{
		Behaviour: cfg.Behaviour.String(), Approve: cfg.Approve.String(), Now: e.Now(),
		Faults: []page.Fault{}, Keys: []*page.Key{},
	}
	for _, r := range e.Rules() {
		s.Faults = append(s.Faults, r.page())
	}
	for _, k := range e.listKeys(maxShownKeys) {
		if !k.Deleted {
			p := k.page()
			s.Keys = append(s.Keys, &p)
		}
	}
	slices.SortStableFunc(s.Keys, func(a, b *page.Key) int { return b.Created.Compare(a.Created) })
	return s
}

func (r *Rule) page() page.Fault {
	f, skip, serve := r.fault, 0, 0
	r.owner.mu.Lock()
	skip, serve = r.skip, r.serve
	r.owner.mu.Unlock()
	p := page.Fault{
		ID: r.ID(), Kind: f.title(), Method: f.Method, Path: f.Path, Model: f.Model, KeyLabel: f.KeyLabel,
		Status: f.Status, Skip: skip, Serve: serve,
	}
	switch {
	case f.Name != "":
	case f.StreamError:
		p.Kind = page.FaultStreamError
	case f.Status != 0:
		p.Kind = page.FaultStatus
	case p.Kind == "delay "+f.Delay.String():
		p.Kind = page.FaultDelay
	}
	if f.Delay > 0 {
		p.Delay = f.Delay.String()
	}
	return p
}
