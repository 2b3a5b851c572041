package sitetest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// A Store is where a site keeps its sessions.
type Store struct {
	web.Store
	Dump       func() map[string][]byte // all that is stored
	Down, Back func()                   // end it and start it again
}

// Stored visits a site that says "You are user_…" to people who are signed in, and
// keeps its sessions in a store.
func Stored(t *testing.T, store Store, newSite func(web.Config) (http.Handler, error)) {
	site := Start(t, orkeytest.Config{Approve: orkeytest.Always}, func(cfg web.Config) (http.Handler, error) {
		cfg.Store = store.Store
		return newSite(cfg)
	})
	b, welcome := site.Browser(), "You are "+site.OpenRouter.Config().Users[0].ID
	known := func(when string) {
		t.Helper()
		if answer := b.Fetch("GET", "/"); !strings.HasPrefix(answer.Body, welcome) {
			t.Errorf("%s: %d %s", when, answer.Status, answer.Body)
		}
	}
	if answer := b.Visit("/"); !strings.HasPrefix(answer.Body, welcome) {
		t.Fatalf("by way of OpenRouter: %d %s", answer.Status, answer.Body)
	}
	known("signed in")

	stored := store.Dump()
	if len(stored) != 1 {
		t.Errorf("%d sessions are stored, want 1", len(stored))
	}
	for token, b := range stored {
		if text := token + string(b); strings.Contains(text, "sk-or-") || strings.Contains(text, "user_") {
			t.Error("who reads the store knows whose session this is")
		}
	}

	store.Down()
	if answer := b.Fetch("GET", "/"); answer.Status != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || answer.Header.Get("Set-Cookie") != "" {
		t.Errorf("while the store is down: %d %s %s", answer.Status, answer.Header, answer.Body)
	}
	if answer := b.Fetch("POST", "/auth/logout"); answer.Status != http.StatusServiceUnavailable {
		t.Errorf("signed out while the store is down: %d %s", answer.Status, answer.Body)
	}
	store.Back()
	known("the store is back")

	thief := b.Copy()
	if answer := b.Fetch("POST", "/auth/logout"); answer.Status != http.StatusNoContent {
		t.Errorf("signed out: %d %s", answer.Status, answer.Body)
	}
	if answer := thief.Fetch("GET", "/"); answer.Status != http.StatusUnauthorized {
		t.Errorf("a copy of the cookie outlives the sign-out: %d %s", answer.Status, answer.Body)
	}
	if left := len(store.Dump()); left != 0 {
		t.Errorf("%d sessions are left", left)
	}
	if keys := len(site.OpenRouter.Keys()); keys != 1 {
		t.Errorf("%d keys were made, want 1", keys)
	}
}
