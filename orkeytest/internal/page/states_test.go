package page_test

import (
	"net/http"
	"net/url"
	"time"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

var (
	now   = time.Date(2026, 11, 23, 14, 3, 5, 120e6, time.FixedZone("CET", 3600))
	limit = 5.0
	hash  = "1f3a9c2b7d5e4f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8"

	key     = page.Key{Hash: hash, Label: "My laptop", Redacted: "sk-or-v1-0e6…c96", UserID: "user_1", App: "localhost:3000", Limit: &limit, LimitReset: "monthly", Usage: 0.123456, Created: now, Expires: now.Add(240 * time.Hour)}
	deleted = page.Key{Hash: "ab" + hash[2:], Redacted: "sk-or-v1-0e6…111", Created: now, Usage: 12, Deleted: true}
	users   = []page.User{{ID: "user_1", Name: "Ada Lovelace"}, {ID: "user_2", Name: "Ben", Note: "no credits"}}

	activity = []page.Activity{
		{Time: now, Path: "/api/v1/chat/completions", Model: "openrouter/auto", KeyLabel: "My laptop", KeyHash: hash, Input: 12, Output: 345, Cost: .00123, Status: 200},
		{Time: now, Path: "/api/v1/responses", Model: "some/model", KeyHash: deleted.Hash, Status: 402},
	}

	live = page.LiveData{
		BaseURL: "http://localhost:8787", Seq: 7,
		SignIns: []page.SignIn{
			{ID: "second", App: "Headless", Headless: true, Step: page.StepFailed, Began: now.Add(time.Minute)},
			{ID: "first", App: "localhost:3000", User: "Ada Lovelace", Step: page.StepExchanged, Began: now, KeyHash: hash},
		},
		Records: []page.Record{
			{ID: 1, SignIn: "first", Time: now, Method: "GET", Path: "/auth?callback_url=http%3A%2F%2Flocalhost%3A3000%2F&state=***&odd=%zz&x+y=%E2%80%AE", Status: 200, Milliseconds: 1.25, Done: true, Answer: page.Message{Header: http.Header{"Content-Type": {"text/html"}}}},
			{ID: 2, SignIn: "first", Time: now, Method: "POST", Path: "/api/v1/auth/keys", Status: 200, Milliseconds: 0.04, Done: true,
				Request: page.Message{Header: http.Header{"Content-Type": {"application/json"}, "X-Two": {"b", "a"}}, Body: `{"code":"***","list":[1.0,1e400,[],{},"a: \"{b\", \\"],"o":{"p":null}}`},
				Answer:  page.Message{Header: http.Header{"X-Odd": {"a\u202eb"}}, Body: `{"key": "sk-or-v1-0e6…c96"}`, Cut: true}},
			{ID: 3, SignIn: "second", Time: now, Method: "POST", Path: "/api/v1/auth/keys", Status: 503, Milliseconds: 2003.2, Done: true, Note: "fault: status 503", Answer: page.Message{Body: "<b>not JSON</b>"}},
			{ID: 4, SignIn: "first", Time: now, Method: "POST", Path: "/api/v1/chat/completions"},
			{ID: 5, Time: now, Method: "OPTIONS", Path: "/api/v1/models", Status: 204, Milliseconds: .1, Done: true},
			{ID: 6, Time: now, Method: "GET", Path: "/api/v1/key", Milliseconds: 3, Done: true, Note: "connection reset"},
		},
		State: page.State{Behaviour: "observed", Approve: "ask", Now: now, Frozen: true, Keys: []*page.Key{&key, {Hash: deleted.Hash, Redacted: "sk-or-v1-0e6…111"}}, Faults: []page.Fault{
			{ID: "f1", Kind: page.FaultStatus, Method: "POST", Path: "/api/v1/auth/keys", Status: 500, Delay: "2s", Skip: 1, Serve: 2},
			{ID: "f2", Kind: page.FaultHang, Model: "some/model", KeyLabel: "My laptop", Serve: -1},
			{ID: "f3", Kind: "No [DONE]", Serve: 1},
		}},
		Paths: []string{"/api/v1/auth/keys", "/api/v1/key"},
	}
	emptyLive = page.LiveData{BaseURL: "http://localhost:8787", State: page.State{Behaviour: "documented", Approve: "never", Now: now}}
)

// state is one thing a page can show.
type state struct {
	name   string
	render func(http.ResponseWriter) error
	status int
	shows  []string // texts of the page
	hides  []string // texts that it must not have
}

// states are all that the pages can show, one line each.
var states = []state{
	{"consent", consent(page.ConsentData{CallbackURL: "http://localhost:3000/callback?a=b", App: "My app", Users: users, UserID: "user_2"}), 200, []string{"Authorize My app", "http://localhost:3000/callback?a=b", "recognise this URL", "Ben – no credits", "Credit limit", "Deny", "No real account, no real money"}, []string{"Key name", "Workspace", "Key expires", "developer"}},
	{"consent-host", consent(page.ConsentData{CallbackURL: "https://app.example/callback", Users: users}), 200, []string{"Authorize app.example"}, nil},
	{"consent-full", consent(page.ConsentData{CallbackURL: "https://app.example:3000/", Users: users, KeyLabel: "My laptop", Limit: "5", LimitReset: "weekly", ExpiresAt: now, Workspace: "Research", WorkspaceRequired: true, Notes: []string{"No code_challenge."}}), 200, []string{"Key name", "Research required by the app", "23 Nov 2026, 14:03 CET", "developer", "No code_challenge."}, nil},
	{"consent-problem", consent(page.ConsentData{CallbackURL: "https://app.example/", Users: users, Limit: "ten", Problem: "The limit must be an amount."}), 400, []string{"The limit must be an amount."}, nil},
	{"consent-limit", consent(page.ConsentData{CallbackURL: "https://app.example/", Users: users, Limit: "ten", LimitProblem: page.LimitProblem}), 400, []string{"must be an amount of US dollars"}, []string{"the most that this key may spend"}},
	{"consent-headless", consent(page.ConsentData{App: "Trust me", Users: users}), 200, []string{"Authorize an app", "You will be shown a code"}, []string{"You will be sent to", "Trust me"}},
	{"headless", headless(page.HeadlessData{Code: "c0de-123"}), 200, []string{"c0de-123", "paste this code", "10 minutes", "Copy code"}, nil},
	{"headless-short", headless(page.HeadlessData{Code: "c0de-123", Lifetime: 30 * time.Second}), 200, []string{"within 30s"}, nil},
	{"conflict", conflict(page.ConflictData{CallbackURL: "https://app.example:8443/", Reason: "Only ports 443 and 3000."}), 409, []string{"Failed to create or update app while creating auth code", "https://app.example:8443/", "Only ports 443 and 3000."}, nil},
	{"error", failure(page.ErrorData{Status: 400, Title: "No challenge", Message: "It is required.", Hint: "Send one."}), 400, []string{"400", "No challenge", "It is required.", "Send one."}, nil},
	{"error-bare", failure(page.ErrorData{}), 500, []string{"Internal Server Error"}, nil},
	{"dashboard", dashboard(page.DashboardData{User: users[1], Keys: []page.Key{key, deleted}, DroppedCallback: "myapp://callback"}), 200, []string{"Signed in as Ben (no credits)", "My laptop", "sk-or-v1-0e6…c96", "$0.123456", "$5.00 monthly", "Unnamed key deleted", "$12.00", "None", "myapp://callback"}, []string{"No keys yet"}},
	{"dashboard-empty", dashboard(page.DashboardData{User: users[0]}), 200, []string{"No keys yet"}, []string{"dropped"}},
	{"key", keyPage(page.KeyData{Key: &key, Hash: hash, Now: now}), 200, []string{"My laptop", "sk-or-v1-0e6…c96", "localhost:3000", "$0.123456", "$5.00 monthly", "3 Dec 2026, 14:03 CET", "Delete for good"}, []string{"expired", "deleted"}},
	{"key-near", keyPage(page.KeyData{Key: &key, Counted: 4.004}), 200, []string{"$4.004 of it spent, 80 %"}, []string{"refused"}},
	{"key-spent", keyPage(page.KeyData{Key: &key, Counted: 17.25}), 200, []string{"$17.25 of it spent, 345 %: requests are refused", "Save limit"}, nil},
	{"key-zero", keyPage(page.KeyData{Key: &page.Key{Hash: hash, Limit: new(float64)}}), 200, []string{"100 %: requests are refused"}, nil},
	{"key-problem", keyPage(page.KeyData{Key: &key, Limit: "ten", LimitProblem: page.LimitProblem}), 400, []string{"must be an amount of US dollars"}, nil},
	{"key-expired", keyPage(page.KeyData{Key: &key, Now: now.Add(240 * time.Hour)}), 200, []string{"expired", "Delete for good"}, nil},
	{"key-deleted", keyPage(page.KeyData{Key: &deleted}), 200, []string{"This key is deleted", "Never"}, []string{"Delete for good", "Save limit"}},
	{"key-unknown", keyPage(page.KeyData{Hash: hash}), 404, []string{"No such key", hash}, []string{"Delete"}},
	{"logs", logs(page.LogsData{Activity: activity}), 200, []string{"openrouter/auto", "12", "345", "$0.00123", "200", "402", "My laptop"}, []string{"Show all keys"}},
	{"logs-key", logs(page.LogsData{Hash: hash, Key: &key, Activity: activity[:1]}), 200, []string{"Requests made with My laptop", "Show all keys"}, nil},
	{"logs-empty", logs(page.LogsData{Hash: hash, Key: &deleted}), 200, []string{"a deleted key", "Nothing yet"}, nil},
	{"logs-unknown", logs(page.LogsData{Hash: hash}), 404, []string{"No such key", hash}, nil},
	{"live", livePage(live), 200, []string{"http://localhost:8787", "2026-11-23 14:03:05", "Headless failed", "localhost:3000 exchanged Ada Lovelace 1f3a9c2b", "Outside a sign-in", "fault: status 503", "callback_url: http://localhost:3000/", "Status 500 after 2s", "1 to skip, 2 to affect", "until removed", "Any request for some/model with key My laptop", "$0.123456 of $5.00 spent"}, nil},
	{"live-empty", livePage(emptyLive), 200, []string{"No requests yet", "OPENROUTER_BASE_URL=http://localhost:8787/api/v1", "OPENAI_BASE_URL=http://localhost:8787/api/v1"}, nil},
	{"live-problem-fault", livePage(page.LiveData{Problem: "No such delay.", Do: page.DoFault}), 400, []string{"No such delay. Add fault"}, nil},
	{"live-problem", livePage(page.LiveData{Problem: "No such delay."}), 400, []string{"No such delay."}, nil},
}

func consent(d page.ConsentData) func(http.ResponseWriter) error {
	d.Hidden = url.Values{"state": {"s"}, "limit": {"7"}, "code_challenge": {"c"}, "key_label": {"hidden"}}
	return func(w http.ResponseWriter) error { return page.Consent(w, d) }
}

func headless(d page.HeadlessData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.Headless(w, d) }
}

func conflict(d page.ConflictData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.Conflict(w, d) }
}

func failure(d page.ErrorData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.Error(w, d) }
}

func dashboard(d page.DashboardData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.Dashboard(w, d) }
}

func keyPage(d page.KeyData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.KeyPage(w, d) }
}

func logs(d page.LogsData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.Logs(w, d) }
}

func livePage(d page.LiveData) func(http.ResponseWriter) error {
	return func(w http.ResponseWriter) error { return page.Live(w, d) }
}
