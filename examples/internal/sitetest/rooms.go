package sitetest

import (
	"net/http"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// Rooms visits a site that greets everybody at / and lets people into /rooms/…
// who are signed in: the same site with any router.
func Rooms[H http.Handler](t *testing.T, newSite func(web.Config) (H, error)) {
	t.Parallel()
	site := Start(t, orkeytest.Config{Approve: orkeytest.Always}, newSite)
	b, user := site.Browser(), site.OpenRouter.Config().Users[0].ID
	for _, step := range []struct {
		answer Answer
		status int
		body   string // or "" for any
	}{
		{b.Visit("/"), 200, "Hello, stranger. There is more at /rooms/1\n"},
		{b.Fetch("GET", "/rooms/7"), 401, ""},
		{b.Visit("/rooms/7"), 200, "This is room 7, " + user + ".\n"}, // by way of OpenRouter
		{b.Fetch("GET", "/rooms/8?x=y"), 200, "This is room 8, " + user + ".\n"},
		{b.Visit("/"), 200, "Hello again.\n"},
		{b.Visit("/auth/nothing"), 404, ""},
		{b.Fetch("POST", "/auth/logout"), 204, ""},
		{b.Visit("/"), 200, "Hello, stranger. There is more at /rooms/1\n"},
	} {
		if step.answer.Status != step.status || step.body != "" && step.answer.Body != step.body {
			t.Errorf("%d %q, want %d %q", step.answer.Status, step.answer.Body, step.status, step.body)
		}
	}
}
