package orkeytest

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// fieldSignIn carries the ID of the sign-in through the consent form.
const fieldSignIn = "sign_in"

// authorize is GET and POST /auth.
func (c *call) authorize() {
	if c.r.Method == http.MethodPost {
		c.decide()
		return
	}
	a := parseAuthorization(c.r.URL.Query(), c.cfg, c.now)
	c.entry.label = a.key.label
	if c.faulty() {
		return
	}
	c.entry.signIn = c.e.beginSignIn(a)
	if c.strand(a) {
		return
	}
	if c.cfg.Approve == Ask && a.key.label != labelDenied {
		c.showConsent(a, c.r.URL.Query(), c.cfg.Users[0].ID, "")
		return
	}
	c.finish(a, &c.cfg.Users[0], c.cfg.Approve == Always)
}

// strand shows the person the page where a request that cannot be answered ends, and reports whether it did. A bad host
// or port is found out only when the person has decided, as on the real page.
func (c *call) strand(a *authorization) bool {
	switch {
	case a.problem != "":
		c.explain(a.problem)
		c.e.journal.changeSignIn(c.entry.signIn, func(s *signIn) { s.step = stepFailed })
		c.showError(page.ErrorData{Status: http.StatusBadRequest, Title: "This app asked for something odd",
			Message: a.problem, Hint: "Go back and tell the people who made the app."})
	case a.callback.verdict == dropped:
		c.explain("the callback URL has a custom scheme: dropped, the person lands on the dashboard")
		c.e.journal.changeSignIn(c.entry.signIn, func(s *signIn) { s.step = stepFailed })
		c.redirect("/?" + url.Values{"dropped": {a.callback.url.Scheme}}.Encode())
	default:
		return false
	}
	return true
}

// decide is the posted consent form.
func (c *call) decide() {
	if !c.sameOrigin() {
		return
	}
	body, err := c.body(maxAuthBody)
	q, err2 := url.ParseQuery(string(body))
	if errors.Join(err, err2) != nil {
		c.showError(page.ErrorData{Status: http.StatusBadRequest, Message: "The form could not be read."})
		return
	}
	user, known := c.cfg.user(q.Get(page.FieldUser))
	limit, reset := q.Get(page.FieldLimit), q.Get(page.FieldLimitReset)
	q.Del(page.FieldLimit) // what the person typed is judged below
	a := parseAuthorization(q, c.cfg, c.now)
	c.entry.label = a.key.label
	if c.faulty() {
		return
	}
	c.entry.signIn = q.Get(fieldSignIn)
	if !c.e.journal.changeSignIn(c.entry.signIn, func(*signIn) {}) {
		c.entry.signIn = c.e.beginSignIn(a)
	}
	a.key.limit, a.key.limited = parseAmount(limit)
	if slices.Contains(limitResets[:], reset) {
		a.key.reset = reset
	}
	q.Set(page.FieldLimit, limit)
	switch decision := q.Get(page.FieldDecision); {
	case c.strand(a):
	case decision == page.DecisionDeny:
		c.finish(a, user, false)
	case decision != page.DecisionAuthorize || !known:
		c.showConsent(a, q, q.Get(page.FieldUser), "Press Authorize or Deny.")
	case limit != "" && !a.key.limited:
		c.showConsent(a, q, user.ID, page.LimitProblem)
	default:
		c.finish(a, user, true)
	}
}

// finish does what was decided and sends the person on.
func (c *call) finish(a *authorization, user *User, yes bool) {
	if a.callback.verdict == conflict {
		c.explain(page.ConflictMessage)
		c.e.journal.changeSignIn(c.entry.signIn, func(s *signIn) { s.step = stepFailed })
		c.show(func(w http.ResponseWriter) error {
			return page.Conflict(w, page.ConflictData{CallbackURL: a.callback.raw, Reason: a.callback.reason})
		})
		return
	}
	var out outcome
	if yes && a.key.label != labelDenied {
		out = c.e.approve(c.cfg, a, user, c.entry.signIn)
	} else {
		out = c.e.deny(c.cfg, a, c.entry.signIn)
	}
	switch {
	case out.redirect != "":
		c.redirect(out.redirect)
	case out.code != "":
		c.show(func(w http.ResponseWriter) error {
			return page.Headless(w, page.HeadlessData{Code: out.code, Lifetime: codeLifetime})
		})
	default:
		c.redirect("/")
	}
}

func (c *call) showConsent(a *authorization, q url.Values, userID, problem string) {
	d := page.ConsentData{
		CallbackURL: a.callback.raw, App: a.key.app, UserID: userID,
		KeyLabel: a.key.label, Limit: q.Get("limit"), LimitReset: a.key.reset, ExpiresAt: a.key.expires,
		Workspace: a.key.workspace, WorkspaceRequired: a.workspaceRequired,
		Hidden: hidden(q, c.entry.signIn), Notes: a.notes,
	}
	if problem == page.LimitProblem {
		d.LimitProblem = problem
	} else {
		d.Problem = problem
	}
	if c.cfg.Quirks.IgnoreLimits && c.r.Method != http.MethodPost {
		d.Limit = ""
	}
	for _, u := range c.cfg.Users {
		d.Users = append(d.Users, page.User{ID: u.ID, Name: u.Name, Note: u.note()})
	}
	c.show(func(w http.ResponseWriter) error { return page.Consent(w, d) })
}

// hidden are the parameters that go through the form unseen: all that /auth knows.
func hidden(q url.Values, signInID string) url.Values {
	h := url.Values{fieldSignIn: {signInID}}
	for _, name := range authorizeParams {
		if q.Has(name) {
			h.Set(name, q.Get(name))
		}
	}
	return h
}
