// Package chromiumtest drives real Chromium in tests.
//
// One headless Chromium serves a whole test binary; each test gets a profile of
// its own in it (cookies, storage, cache), so tests run in parallel. A package
// that uses it says once:
//
//	func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }
//
// and then, in each test:
//
//	tab := chromiumtest.New(t)
//	tab.Navigate(server.URL)
//	tab.Click("my-element >>> button")
//	tab.Wait("document.title === 'done'")
//	tab.NoErrors()
//
// Methods fail the test themselves; nothing returns an error. Waiting is always
// for a condition, with [Patience] as its limit, never for a stretch of time.
//
// That Chromium is its headless shell where it is installed (Debian:
// chromium-headless-shell): the same engine without the windows, tab strips and
// services around it, for less than half of the work. What it lacks, a
// back/forward cache and a clipboard, is tested by [NewWhole]. CHROME_BIN runs all tests in one.
//
// The browser resolves localhost and the loopback addresses, maps every name
// under .test to 127.0.0.1 (a plain-http origin that is not a secure context)
// and knows no other host: a test cannot reach the internet by accident.
package chromiumtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Patience is how long a wait goes on before it fails the test. It is generous
// because it only matters when something is broken.
const Patience = 20 * time.Second

// A browser is one that all tests of this binary share. Main sets it up and ends
// it.
type browser struct {
	programs []string // by the first of these names that is on the PATH
	sync.Mutex
	ready bool               // Main is running
	ctx   context.Context    // of the running browser, or nil
	end   context.CancelFunc // ends the browser and its allocator
	err   error              // why it could not start
}

var (
	whole = browser{programs: []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}}
	shell = browser{programs: append([]string{"chromium-headless-shell"}, whole.programs...)}
)

// Main runs the tests and ends Chromium afterwards, if any of them started it,
// whether they passed or not. It returns the code for os.Exit. (A test binary
// that dies without returning from m.Run takes Chromium down with it too, by
// the parent-death signal chromedp sets on Linux.)
func Main(m *testing.M) int {
	for _, b := range []*browser{&shell, &whole} {
		b.Lock()
		b.ready = true
		b.Unlock()
	}

	code := m.Run()

	for _, b := range []*browser{&shell, &whole} {
		b.Lock()
		if b.end != nil {
			b.end()
		}
		b.Unlock()
	}
	return code
}

// start returns the context of the browser, starting it at first use.
func (b *browser) start() (context.Context, error) {
	b.Lock()
	defer b.Unlock()
	switch {
	case !b.ready:
		return nil, fmt.Errorf("chromiumtest: add to this package: func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }")
	case b.ctx != nil || b.err != nil:
		return b.ctx, b.err
	}
	path, err := b.find()
	if err != nil {
		b.err = err
		return nil, err
	}
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), append(flags(), chromedp.ExecPath(path))...)
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		endAlloc()
		b.err = fmt.Errorf("chromiumtest: start %s: %w", path, err)
		return nil, b.err
	}
	b.ctx = ctx
	b.end = func() {
		cancel()
		endAlloc()
	}
	return ctx, nil
}

// find returns the program to run: CHROME_BIN when set, otherwise the first of
// the usual names on the PATH.
func (b *browser) find() (string, error) {
	names := b.programs
	if bin := os.Getenv("CHROME_BIN"); bin != "" {
		names = []string{bin}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("chromiumtest: none of %q found: install Chromium (Debian: apt-get install chromium) or set CHROME_BIN", names)
}

// flags are what keeps the browser quiet and tests independent of each other.
// Popup blocking stays on, as people have it.
func flags() []chromedp.ExecAllocatorOption {
	options := []chromedp.ExecAllocatorOption{
		chromedp.Flag("headless", "new"),
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
		chromedp.Flag("force-color-profile", "srgb"),
		// A machine without a mouse matches neither (hover: hover) nor (pointer:
		// fine), although the tests move one.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"),
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,HttpsUpgrades"),
		chromedp.WindowSize(1024, 768),
	}
	for _, name := range []string{
		"disable-gpu", "disable-quic", "disable-dev-shm-usage", "disable-extensions", "mute-audio", "hide-scrollbars",
		"no-first-run", "no-default-browser-check",
		"disable-background-networking", "disable-component-update", "disable-sync", "disable-breakpad",
		"disable-domain-reliability", "metrics-recording-only",
		// Tabs of parallel tests lie behind each other and must run all the same.
		"disable-background-timer-throttling", "disable-backgrounding-occluded-windows", "disable-renderer-backgrounding",
		"disable-ipc-flooding-protection", "disable-hang-monitor",
	} {
		options = append(options, chromedp.Flag(name, true))
	}
	// Chromium's sandbox refuses to start as root; chromedp adds no-sandbox
	// there by itself and only there.
	return options
}
