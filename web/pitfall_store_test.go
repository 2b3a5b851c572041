package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/web"
)

var errDown = errors.New("dial tcp 127.0.0.1:6379: connection refused")

// A store that is down signs nobody out, spends no code, and deletes nothing.
func TestPitfallStoreDown(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store, cfg.API = store, &web.API{} })
	b, other := s.browser(), s.browser()
	b.signIn()
	back := s.approve(other.begin("/a"))
	exchanged := s.exchanges()
	store.fail(errDown)
	for _, test := range []struct {
		b    *browser
		path string
		as   []string
	}{
		{b, "/page", navigating},
		{b, "/page", fetching},
		{b, "/open/page", navigating},
		{b, "/open/page", fetching},
		{b, "/auth/session", fetching},
		{b, "/auth/api/v1/models", fetching},
		{other, back, navigating},
	} {
		res := test.b.do(test.b.request("GET", test.path, "", test.as...))
		if res.status != http.StatusServiceUnavailable || res.header.Get("Retry-After") == "" || res.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", test.path, res.status, res.header)
		}
		if strings.Contains(res.text(), "6379") {
			t.Errorf("%s tells of the inside: %s", test.path, res.body)
		}
	}
	if n := s.exchanges(); n != exchanged {
		t.Errorf("%d codes were spent", n-exchanged)
	}
	if !strings.Contains(s.logged.String(), "connection refused") {
		t.Error("the operator is not told")
	}

	store.fail(nil)
	if len(store.tokens()) != 1 {
		t.Errorf("%d sessions are in the store", len(store.tokens()))
	}
	b.signedIn("")
	other.visit(back).lands(t, "/a")
}

// A store that can be read and not written: the person is told to load the page
// again, and that signs them in, without another code.
func TestPitfallStoreReadOnly(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	b := s.browser()
	back := s.approve(b.begin("/a"))
	store.broken = errDown
	if res := b.visit(back); res.status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", res.status, res.body)
	}
	store.broken = nil
	b.visit(back).lands(t, "/a")
	b.signedIn("")
	if n := s.exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

// Wherever the store is asked, it being down is no reason to take the person for
// somebody else, or for nobody.
func TestPitfallStoreDownEverywhere(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	s.handler.(*http.ServeMux).HandleFunc("/rejected", s.signIn.KeyRejected)
	b := s.browser()
	back := s.approve(b.begin("/a"))
	b.visit(back).lands(t, "/a")
	foreign := s.approve(s.browser().begin("/b"))
	store.fail(errDown)
	for _, path := range []string{back, foreign, "/auth/logout", "/rejected"} {
		if res := b.visit(path); res.status != http.StatusServiceUnavailable || res.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", path, res.status, res.header)
		}
	}
	store.fail(nil)
	b.signedIn("")
}

// Who signs out while the store is down is told so, and is signed in still.
func TestPitfallSignOutStoreDown(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	b := s.browser()
	b.signIn()
	store.fail(errDown)
	if res := b.fetch("POST", "/auth/logout", ""); res.status != http.StatusServiceUnavailable || res.header.Get("Set-Cookie") != "" {
		t.Errorf("%d %v", res.status, res.header)
	}
	store.fail(nil)
	b.signedIn("")
}

// A store with contexts, as some of scs's are: their plain methods panic.
type ctxMemory struct {
	memory
	find func(context.Context) error
}

func (m *ctxMemory) Find(string) ([]byte, bool, error)           { panic("missing context") }
func (m *ctxMemory) Commit(string, []byte, time.Time) error      { panic("missing context") }
func (m *ctxMemory) Delete(string) error                         { panic("missing context") }
func (m *ctxMemory) DeleteCtx(_ context.Context, t string) error { return m.memory.Delete(t) }
func (m *ctxMemory) CommitCtx(_ context.Context, t string, b []byte, e time.Time) error {
	return m.memory.Commit(t, b, e)
}

func (m *ctxMemory) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if m.find != nil {
		if err := m.find(ctx); err != nil {
			return nil, false, err
		}
	}
	return m.memory.Find(token)
}

// A client that hangs up does not end its session.
func TestPitfallClientHangsUp(t *testing.T) {
	t.Parallel()
	store := &ctxMemory{find: context.Context.Err}
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	b := s.browser()
	b.signIn()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, path := range []string{"/page", "/auth/session"} {
		res := s.lost(b.request("GET", path, "", navigating...).WithContext(ctx), b.cookies())
		if res.status == http.StatusOK || res.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d", path, res.status)
		}
	}
	if strings.Contains(s.logged.String(), "level=ERROR") {
		t.Errorf("hanging up is no error of ours:\n%s", s.logged)
	}
	b.signedIn("")
}

// Whoever reads the store, and even the server's secret, finds no key there.
func TestPitfallStoreDump(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	b := s.browser()
	b.signIn()
	key := b.key()
	for token, value := range store.values {
		for _, secret := range []string{key, key[9:], s.ada(), b.cookies()[cookie]} {
			if strings.Contains(token+string(value), secret) {
				t.Errorf("the store shows %.20s…", secret)
			}
		}
		// A value that was put under another token is none.
		other := s.browser()
		other.signIn()
		for _, there := range store.tokens() {
			if there != token {
				store.Commit(token, store.values[there], time.Now().Add(time.Hour))
			}
		}
		b.signedOut()
		other.signedIn("")
		break
	}
}

// What is in no cookie of ours does not even reach the store.
func TestForgedCookiesSpareTheStore(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	b := s.browser()
	for _, value := range []string{"x", strings.Repeat("A", 120)} {
		req := b.request("GET", "/x", "", fetching...)
		req.Header.Set("Cookie", cookie+"="+value)
		if res := b.do(req); res.status != http.StatusUnauthorized {
			t.Errorf("%d", res.status)
		}
	}
	if store.asked != 0 {
		t.Errorf("the store was asked %d times", store.asked)
	}
}
