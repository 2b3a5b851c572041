// Command sheet renders every button there is, variant by size by state in both
// themes, as one picture. Run it by
//
//	go run ./button/internal/sheet -o docs/button.png
//
// It needs Chromium, found on the PATH or named by CHROME_BIN. With a name that
// ends in .html it writes the page instead, where the states are one's own to
// try.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/orkey-dev/orkey/button/internal/pseudo"
)

func main() {
	out := flag.String("o", "docs/button.png", "`file` to write, .png or .html")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "sheet:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	content, err := sheet()
	if err != nil {
		return err
	}
	if filepath.Ext(out) == ".png" {
		if content, err = picture(string(content)); err != nil {
			return err
		}
	}
	return os.WriteFile(out, content, 0o644)
}

// picture renders a page in Chromium, as large as it is.
func picture(html string) ([]byte, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("hide-scrollbars", true),
		// A machine without a mouse has no hover style, not even a forced one.
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2"))
	if path := os.Getenv("CHROME_BIN"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	load := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, page.SetDocumentContent, page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: html})
		return err
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate("about:blank"), load, pseudo.Force); err != nil {
		return nil, err
	}
	// What was forced begins transitions; the picture is of their end.
	const settled = "Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished)).then(() => document.fonts.ready).then(() => true)"
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](settled, chromedp.EvalAwaitPromise)); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}
