package chromiumtest

import (
	"context"
	"os"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Media sets media features by name and value, such as "prefers-color-scheme",
// "dark", "prefers-reduced-motion", "reduce" or "forced-colors", "active". It
// replaces what an earlier call set.
func (tab *Tab) Media(namesAndValues ...string) {
	tab.t.Helper()
	if len(namesAndValues)%2 != 0 {
		tab.t.Fatal("Media: a name lacks its value")
	}
	var features []*emulation.MediaFeature
	for i := 0; i < len(namesAndValues); i += 2 {
		features = append(features, &emulation.MediaFeature{Name: namesAndValues[i], Value: namesAndValues[i+1]})
	}
	call(tab, "emulate media", emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

// Viewport sets the size of the page in CSS pixels.
func (tab *Tab) Viewport(width, height int64) {
	tab.t.Helper()
	tab.do("set the viewport", chromedp.EmulateViewport(width, height))
}

// SlowCPU makes the page's thread so many times slower; 1 is full speed.
func (tab *Tab) SlowCPU(factor float64) {
	tab.t.Helper()
	call(tab, "slow the CPU", emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: factor})
}

// Before runs a script in every page and frame of this tab from now on, before
// their own scripts.
func (tab *Tab) Before(script string) {
	tab.t.Helper()
	call(tab, "add a script", page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// BlockStorage makes localStorage and sessionStorage throw SecurityError when
// they are merely touched, as they do for a person who blocks site data. It
// holds for pages loaded afterwards.
func (tab *Tab) BlockStorage() {
	tab.t.Helper()
	tab.Before(`for (const name of ['localStorage', 'sessionStorage'])
		Object.defineProperty(window, name, {get() { throw new DOMException('Access is denied for this document.', 'SecurityError') }})`)
}

// Screenshot writes a PNG of what the window shows to a file, for a person to
// look at.
func (tab *Tab) Screenshot(path string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, Patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(path, png, 0o644)
	}
	if err != nil {
		tab.t.Fatalf("screenshot: %v", err)
	}
}

func call[P, R any](tab *Tab, what string, command cdp.Command[P, R], params P) {
	tab.t.Helper()
	tab.do(what, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	}))
}
