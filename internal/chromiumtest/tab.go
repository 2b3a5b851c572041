package chromiumtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Tab is one page of a test. Its methods must be called from the test's own
// goroutine and fail the test when the browser can't do what they say.
type Tab struct {
	t      testing.TB
	ctx    context.Context
	cancel context.CancelFunc
	log    console
}

// New opens a tab in a fresh profile, shared with nobody but the tabs that
// [Tab.NewTab] and [Tab.Popup] open from it. Profile and tabs are gone when the
// test ends.
func New(t testing.TB) *Tab {
	t.Helper()
	browser, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, browser, chromedp.WithNewBrowserContext())
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

// do runs an action with Patience as its limit.
func (tab *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.t.Fatalf("%s: %v", what, err)
	}
}

// Navigate opens a URL and waits until the page has loaded.
func (tab *Tab) Navigate(url string) {
	tab.t.Helper()
	tab.do("navigate to "+url, chromedp.Navigate(url))
}

// Reload loads the page again.
func (tab *Tab) Reload() {
	tab.t.Helper()
	tab.do("reload", chromedp.Reload())
}

// Back goes back in history. It does not wait for a load event, as a page that
// comes out of the back/forward cache fires none: wait for a condition.
func (tab *Tab) Back() {
	tab.t.Helper()
	tab.history(-1)
}

// Forward goes forward in history; see [Tab.Back].
func (tab *Tab) Forward() {
	tab.t.Helper()
	tab.history(+1)
}

func (tab *Tab) history(step int64) {
	tab.t.Helper()
	tab.do("move in history", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		history, err := cdp.Call(ctx, t, page.GetNavigationHistory, cdp.Empty{})
		if err != nil {
			return err
		}
		index := history.CurrentIndex + step
		if index < 0 || index >= int64(len(history.Entries)) {
			return errors.New("no such entry")
		}
		_, err = cdp.Call(ctx, t, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[index].ID})
		return err
	}))
}

// URL is the address of the page, as its address bar shows it.
func (tab *Tab) URL() string {
	tab.t.Helper()
	return Eval[string](tab, "location.href")
}

// Eval evaluates a JavaScript expression in the page, waiting for it if it is a
// promise, and decodes its value. A page that navigates away meanwhile is asked
// again.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, Patience)
	defer cancel()
	for {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		if err != nil && navigated(err) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			tab.t.Fatalf("evaluate %s: %v\n%s", expression, err, tab.describe())
		}
		return value
	}
}

// Run evaluates a JavaScript expression for its effect; see [Eval]. An
// expression that makes the page navigate is not evaluated twice.
func (tab *Tab) Run(expression string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, Patience)
	defer cancel()
	answer, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, AwaitPromise: new(true)})
	if err != nil && !navigated(err) {
		tab.t.Fatalf("evaluate %s: %v", expression, err)
	}
	if err == nil && answer.ExceptionDetails != nil {
		tab.t.Fatalf("evaluate %s: %v", expression, &chromedp.ExceptionError{ExceptionDetails: answer.ExceptionDetails})
	}
}

// Wait waits until a JavaScript expression is true, asking at every animation
// frame, through navigations. It must not have effects.
func (tab *Tab) Wait(condition string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, Patience)
	defer cancel()
	var last error
	for ctx.Err() == nil {
		// An answer may never come from a page that is just being left: ask the
		// next one.
		once, cancel := context.WithTimeout(ctx, 2*time.Second)
		var ok bool
		ok, last = chromedp.Run(once, chromedp.Evaluate[bool](fmt.Sprintf("!!(%s)", condition)))
		if last == nil && !ok {
			// Frames stop in a window that is not shown; the timer does not.
			_, _ = chromedp.Run(once, chromedp.Evaluate[bool](
				"new Promise(r => { requestAnimationFrame(() => r(true)); setTimeout(() => r(true), 50) })", chromedp.EvalAwaitPromise))
		}
		cancel()
		if ok {
			return
		}
		if gone, err := chromedp.Detached(tab.ctx); err == nil {
			select {
			case <-gone:
				tab.t.Fatalf("the window closed while waiting for %s", condition)
			default:
			}
		}
	}
	tab.t.Fatalf("not true within %v: %s (last error: %v)\n%s", Patience, condition, last, tab.describe())
}

// describe says what the page looks like, for the reader of a failed test.
func (tab *Tab) describe() string {
	ctx, cancel := context.WithTimeout(tab.ctx, 2*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		"location.origin + location.pathname + '\\n' + (document.body?.innerText ?? '')"))
	if err != nil {
		text = err.Error()
	}
	return fmt.Sprintf("page: %s\nconsole: %q", text, tab.Console())
}

// navigated tells the errors of a page that was left while it was being asked.
func navigated(err error) bool {
	return slices.ContainsFunc([]string{
		"navigated or closed", "context was destroyed", "Cannot find context", "Cannot find default execution context", "Promise was collected",
	}, func(text string) bool { return strings.Contains(err.Error(), text) })
}
