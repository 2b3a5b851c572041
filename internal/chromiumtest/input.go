package chromiumtest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A selector here is a CSS selector, or several joined by ">>>": each step goes
// on inside the shadow root or the same-origin frame of the element the step
// before it found.

// locate finds an element by selector and answers its centre in the coordinates
// of the window, or what stands in the way.
const locate = `(path => {
	let root = document, element = null, x = 0, y = 0;
	for (const selector of path.split('>>>')) {
		if (element) {
			const frame = element.contentDocument;
			if (frame) {
				const box = element.getBoundingClientRect();
				x += box.left + element.clientLeft; y += box.top + element.clientTop;
			}
			root = element.shadowRoot ?? frame;
		}
		element = root?.querySelector(selector.trim());
		if (!element) return {problem: 'nothing matches ' + selector.trim()};
	}
	element.scrollIntoView({block: 'nearest', behavior: 'instant'});
	const box = element.getBoundingClientRect();
	if (!box.width || !box.height) return {problem: 'it has no size'};
	const cx = box.left + box.width / 2, cy = box.top + box.height / 2;
	// Over slotted text, the host is what is hit.
	const tree = element.getRootNode(), hit = tree.elementFromPoint(cx, cy);
	if (!hit || !(element.contains(hit) || hit.contains(element) || hit === tree.host)) return {problem: 'covered by ' + (hit?.outerHTML ?? 'nothing')};
	return {x: x + cx, y: y + cy};
})`

type place struct {
	X, Y    float64
	Problem string
}

// find waits until the element can be clicked and returns its centre.
func (tab *Tab) find(selector string) (x, y float64) {
	tab.t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		tab.t.Fatal(err)
	}
	expression := fmt.Sprintf("%s(%s)", locate, quoted)
	tab.Wait(expression + ".problem === undefined")
	// A page that still scrolls, or moves the element, would have it elsewhere by the
	// time of a click. It moves by frames, which come late on a busy machine, and not
	// at all in a window that is not shown. After the click nothing looks: it scrolls.
	at := Eval[place](tab, expression)
	for range 100 {
		before := at
		at = Eval[place](tab, "new Promise(resolve => { let looked = false; const look = () => { if (!looked) resolve("+expression+"); looked = true }; requestAnimationFrame(() => setTimeout(look, 20)); setTimeout(look, 200) })")
		if at == before {
			break
		}
	}
	if at.Problem != "" {
		tab.t.Fatalf("%s: %s", selector, at.Problem)
	}
	return at.X, at.Y
}

// Click waits for an element and clicks its centre with the real mouse.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	x, y := tab.find(selector)
	tab.ClickAt(x, y)
}

// DoubleClick clicks an element twice, as fast as an impatient person.
func (tab *Tab) DoubleClick(selector string) {
	tab.t.Helper()
	x, y := tab.find(selector)
	tab.do("double click", chromedp.MouseClickXY(x, y, chromedp.ClickCount(1)), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
}

// ClickAt clicks a point of the window, in CSS pixels from its top left corner.
func (tab *Tab) ClickAt(x, y float64) {
	tab.t.Helper()
	tab.do("click", chromedp.MouseClickXY(x, y))
}

// Hold presses the mouse on the centre of an element. Release lets go, a little
// beside it.
func (tab *Tab) Hold(selector string) (release func()) {
	tab.t.Helper()
	x, y := tab.find(selector)
	tab.do("press the mouse", chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	return func() {
		tab.t.Helper()
		tab.do("let go", chromedp.MouseEvent(chromedp.MouseReleased, x, y+60, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
}

// HoldKey presses a key. Release lets go.
func (tab *Tab) HoldKey(key rune) (release func()) {
	tab.t.Helper()
	events := kb.Encode(key)
	send := func(what string, events []*input.DispatchKeyEventParams) {
		tab.t.Helper()
		for _, event := range events {
			call(tab, what, input.DispatchKeyEvent, *event)
		}
	}
	last := len(events) - 1
	send("press a key", events[:last])
	return func() {
		tab.t.Helper()
		send("let the key go", events[last:])
	}
}

// Hover moves the mouse to the centre of an element.
func (tab *Tab) Hover(selector string) {
	tab.t.Helper()
	x, y := tab.find(selector)
	tab.do("hover", chromedp.MouseEvent(chromedp.MouseMoved, x, y))
}

// Keys that [Tab.Press] takes, beside any text.
const (
	Enter  = kb.Enter
	Space  = " "
	TabKey = kb.Tab
	Escape = kb.Escape

	ArrowDown  = kb.ArrowDown
	ArrowRight = kb.ArrowRight
)

// Press types keys: text, or the constants of this package joined to it.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.do("press keys", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.KeyEvent(keys)(ctx, t)
		return err
	}))
}
