package web_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// observed keeps what Observe is told, as "operation result".
type observed struct {
	mu   sync.Mutex
	list []string
}

type parentKey struct{}

func (o *observed) observe(ctx context.Context, op web.Operation) (context.Context, func(web.Outcome)) {
	name := string(op)
	if parent, ok := ctx.Value(parentKey{}).(string); ok {
		name = parent + "/" + name
	}
	return context.WithValue(ctx, parentKey{}, name), func(out web.Outcome) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.list = append(o.list, name+" "+out.Result)
	}
}

func (o *observed) take() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := o.list
	o.list = nil
	return list
}

// What happens is told as it happens, one within the other.
func TestObserve(t *testing.T) {
	t.Parallel()
	o, store := new(observed), new(memory)
	s := newSite(t, withAPI, func(cfg *web.Config) { cfg.Observe, cfg.Store = o.observe, store })
	b := s.browser()
	told := func(want ...string) {
		t.Helper()
		if got := o.take(); !slices.Equal(got, want) {
			t.Errorf("told %q\nwant %q", got, want)
		}
	}
	back := s.approve(b.begin("/"))
	told("begin ok")
	b.visit(strings.Replace(back, "state=", "state=x", 1))
	told("callback state_mismatch")
	b.visit(back)
	told("callback/store_find ok", "callback/exchange ok", "callback/store_commit ok", "callback ok")
	b.visit("/page")
	told("store_find ok")
	b.fetch("POST", "/auth/api/v1/chat/completions", question)
	told("store_find ok", "call ok")
	s.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/*", Status: 500})
	b.fetch("POST", "/auth/api/v1/chat/completions", question)
	told("store_find ok", "call unavailable")
	store.fail(errDown)
	b.visit("/page")
	told("store_find unavailable")
	store.fail(nil)
	b.fetch("POST", "/auth/logout", "")
	told("sign_out/store_find ok", "sign_out/store_delete ok", "sign_out ok")
	b.visit(s.deny(b.begin("/")))
	told("begin ok", "callback denied")
}
