package chromiumtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// New opens a tab in a fresh profile, shared with nobody but the tabs that
// [Tab.NewTab] and [Tab.Popup] open from it. Profile and tabs are gone when the
// test ends.
func New(t testing.TB) *Tab {
	t.Helper()
	return shell.open(t)
}

// NewWhole is New in the Chromium that people run, which has a clipboard, and whose
// pages come back out of its back/forward cache.
func NewWhole(t testing.TB) *Tab {
	t.Helper()
	return whole.open(t)
}

func (b *browser) open(t testing.TB) *Tab {
	t.Helper()
	ctx, err := b.start()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, ctx, chromedp.WithNewBrowserContext())
}

// NewTab opens another tab in the same profile: same cookies, same
// localStorage, its own sessionStorage.
func (tab *Tab) NewTab() *Tab {
	tab.t.Helper()
	return open(tab.t, tab.ctx)
}

// Popup runs act, which makes the page or a frame in it open a window, and
// returns that window.
func (tab *Tab) Popup(act func()) *Tab {
	tab.t.Helper()
	before := tab.windows()
	act()
	for deadline := time.Now().Add(Patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		for _, id := range tab.windows() {
			if !slices.Contains(before, id) {
				return open(tab.t, tab.ctx, chromedp.WithTargetID(id))
			}
		}
	}
	tab.t.Fatalf("no window opened within %v\n%s", Patience, tab.describe())
	return nil
}

// windows lists the tabs and windows of the profile.
func (tab *Tab) windows() []target.ID {
	tab.t.Helper()
	infos, err := chromedp.Targets(tab.ctx)
	if err != nil {
		tab.t.Fatalf("list the windows: %v", err)
	}
	profile := chromedp.FromContext(tab.ctx).BrowserContextID
	var ids []target.ID
	for _, info := range infos {
		if info.Type == "page" && info.BrowserContextID == profile {
			ids = append(ids, info.TargetID)
		}
	}
	return ids
}

func open(t testing.TB, parent context.Context, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	tab := &Tab{t: t}
	tab.ctx, tab.cancel = chromedp.NewContext(parent, append(options, chromedp.WithListener(tab.log.listen))...)
	t.Cleanup(tab.cancel)
	// Every tab believes it has the focus, or parallel tests would take it from
	// each other. This first call binds the tab's life to tab.ctx, so it must
	// not get a context with a time limit.
	if _, err := chromedp.Call(tab.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	return tab
}

// Context is the tab's chromedp context, for what this package has no word for.
func (tab *Tab) Context() context.Context { return tab.ctx }

// Close closes the tab as its owner would.
func (tab *Tab) Close() { tab.cancel() }

// Closed waits until the page has closed itself.
func (tab *Tab) Closed() {
	tab.t.Helper()
	gone, err := chromedp.Detached(tab.ctx)
	if err != nil {
		tab.t.Fatal(err)
	}
	select {
	case <-gone:
	case <-time.After(Patience):
		tab.t.Fatalf("the window is still open after %v", Patience)
	}
}
