package orkeytest

import (
	"net/http"
	"strings"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// servePage answers what people look at.
func (c *call) servePage() {
	handle, posts := (*call).noPage, false
	switch path := c.r.URL.Path; {
	case path == page.ConsentPath:
		handle, posts = (*call).authorize, true
	case path+"/" == controlPath:
		handle = (*call).live
	case path == "/", path == "/settings/credits", path == "/settings/keys": // where errors of status 402 send people
		handle = (*call).dashboard
	case path == "/logs":
		handle = (*call).logs
	case strings.HasPrefix(path, "/keys/"):
		handle, posts = (*call).keyPage, true
	}
	switch c.r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		if posts {
			break
		}
		fallthrough
	default:
		c.w.Header().Set("Allow", "GET, HEAD")
		c.showError(page.ErrorData{Status: http.StatusMethodNotAllowed})
		return
	}
	handle(c)
}

func (c *call) noPage() {
	if !c.faulty() {
		c.showError(page.ErrorData{Status: http.StatusNotFound, Message: "There is no such page here."})
	}
}

// live adds the slash that the live page was asked for without.
func (c *call) live() { c.redirect(controlPath) }

// dashboard is where a signed-in person starts, and where a sign-in with a custom scheme ends.
func (c *call) dashboard() {
	if c.faulty() {
		return
	}
	user := &c.cfg.Users[0]
	d := page.DashboardData{User: page.User{ID: user.ID, Name: user.Name, Note: user.note()}}
	if scheme := c.r.URL.Query().Get("dropped"); scheme != "" {
		d.DroppedCallback = scheme + "://…"
	}
	for _, k := range c.e.listKeys(maxShownKeys) {
		d.Keys = append(d.Keys, k.page())
	}
	c.show(func(w http.ResponseWriter) error { return page.Dashboard(w, d) })
}

// logs is /logs?api_key_hash=HASH: what was done with a key.
func (c *call) logs() {
	if c.faulty() {
		return
	}
	hash := c.r.URL.Query().Get("api_key_hash")
	d := page.LogsData{Hash: hash, Activity: c.e.activityOf(hash)}
	if k, ok := c.e.findKey(hash); ok {
		shown := k.page()
		d.Key = &shown
	}
	c.show(func(w http.ResponseWriter) error { return page.Logs(w, d) })
}

// keyPage is /keys/HASH, where the owner of a key can change its limit or delete it.
func (c *call) keyPage() {
	hash := strings.TrimPrefix(c.r.URL.Path, "/keys/")
	k, found := c.e.findKey(hash)
	if found {
		c.entry.key, c.entry.label = k.Hash, k.Label
	}
	if c.faulty() {
		return
	}
	d := page.KeyData{Hash: hash, Now: c.now, Counted: c.e.countedUsage(hash)}
	if c.r.Method == http.MethodPost {
		if !c.sameOrigin() {
			return
		}
		c.r.Body = http.MaxBytesReader(&c.w, c.r.Body, maxAuthBody)
		switch c.r.PostFormValue(page.FieldAction) {
		case page.ActionDelete:
			c.e.DeleteKey(hash)
		case page.ActionLimit:
			limit, reset := c.r.PostFormValue(page.FieldLimit), c.r.PostFormValue(page.FieldLimitReset)
			if found && !c.e.setKeyLimit(hash, limit, reset) {
				d.LimitProblem, d.Limit, d.LimitReset = page.LimitProblem, limit, reset
			}
		}
		if d.LimitProblem == "" {
			c.redirect("/keys/" + k.Hash)
			return
		}
	}
	if found {
		shown := k.page()
		d.Key = &shown
	}
	c.show(func(w http.ResponseWriter) error { return page.KeyPage(w, d) })
}

// sameOrigin refuses a form that another site's page posted, and reports whether it was ours. Programs that are no
// browsers pass.
func (c *call) sameOrigin() bool {
	if err := c.e.crossOrigin.Check(c.r); err != nil {
		c.explain("posted by a page of another origin")
		c.showError(page.ErrorData{Status: http.StatusForbidden, Message: "This form was posted by another site."})
		return false
	}
	return true
}

func (c *call) showError(d page.ErrorData) {
	c.show(func(w http.ResponseWriter) error { return page.Error(w, d) })
}

// show answers with a page.
func (c *call) show(render func(http.ResponseWriter) error) {
	c.w.hide = true // a page may hold a code
	if err := render(&c.w); err != nil && c.w.status == 0 {
		c.explain("the page could not be rendered: " + err.Error())
		http.Error(&c.w, "The page could not be rendered.", http.StatusInternalServerError)
	}
}

// redirect sends the person on. The Location is not cleaned, so that it is exactly the callback URL.
func (c *call) redirect(location string) {
	status := http.StatusFound
	if c.r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	h := c.w.Header()
	h.Set("Location", location)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	c.w.WriteHeader(status)
}
