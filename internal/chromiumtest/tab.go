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
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
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
