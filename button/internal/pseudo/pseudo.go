// Package pseudo shows buttons as if the mouse or the keyboard were on them, in
// pages that chromedp drives.
package pseudo

import (
	"context"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// Attribute names the pseudo-classes that [Force] forces on an element, as in
// data-force="hover active". On an element with a shadow tree it means the
// button in there.
const Attribute = "data-force"

// Force is the action that forces pseudo-classes on every element that asks for
// them. They last as long as the page.
var Force = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	if _, err := cdp.Call(ctx, t, dom.Enable, dom.EnableParams{}); err != nil {
		return err
	}
	if _, err := cdp.Call(ctx, t, css.Enable, cdp.Empty{}); err != nil {
		return err
	}
	document, err := cdp.Call(ctx, t, dom.GetDocument, dom.GetDocumentParams{Depth: new(int64(-1)), Pierce: new(true)})
	if err != nil {
		return err
	}
	for node, classes := range asking(document.Root) {
		if _, err := cdp.Call(ctx, t, css.ForcePseudoState, css.ForcePseudoStateParams{NodeID: node, ForcedPseudoClasses: classes}); err != nil {
			return err
		}
	}
	return nil
})

// asking lists the nodes below root that ask for pseudo-classes.
func asking(root *cdp.Node) map[cdp.NodeID][]string {
	found := map[cdp.NodeID][]string{}
	var visit func(*cdp.Node)
	visit = func(node *cdp.Node) {
		if i := slices.Index(node.Attributes, Attribute); i >= 0 && i%2 == 0 {
			target := node
			if len(node.ShadowRoots) > 0 {
				target = button(node.ShadowRoots[0])
			}
			if target != nil {
				found[target.NodeID] = strings.Fields(node.Attributes[i+1])
			}
		}
		for _, child := range slices.Concat(node.Children, node.ShadowRoots) {
			visit(child)
		}
	}
	visit(root)
	return found
}

// button finds the button in a shadow tree.
func button(node *cdp.Node) *cdp.Node {
	if node.LocalName == "button" {
		return node
	}
	for _, child := range node.Children {
		if found := button(child); found != nil {
			return found
		}
	}
	return nil
}
