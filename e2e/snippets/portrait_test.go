package snippets

import (
	"fmt"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A portrait is how a button looks: lengths in CSS pixels.
type portrait struct {
	Text, Size, Box, Colour, Background, Radius, Opacity string
	Label, Mark                                          string // where they are in the box
}

// parts say where a button of some kind has its parts, as expressions of host.
type parts struct{ host, button, label, mark string }

var (
	element = parts{"openrouter-sign-in", "host.shadowRoot.querySelector('button')", "host.shadowRoot.querySelector('slot')", "host.shadowRoot.querySelector('svg')"}
	link    = parts{".openrouter-button", "host", "host.querySelector('.openrouter-label')", "host.querySelector('svg')"}
	utility = parts{"body > a", "host", "host.querySelector('span')", "host.querySelector('svg')"}
)

// draw draws the button in the element that matches. Fonts are the page's, and so
// are made the same everywhere.
func (p parts) draw(tab *chromiumtest.Tab, selector string) portrait {
	return chromiumtest.Eval[portrait](tab, fmt.Sprintf(`(async host => {
		document.body.style.font = '16px/1.5 sans-serif'
		document.body.style.letterSpacing = 'normal'
		const button = %s, label = %s, mark = %s
		await document.fonts.ready
		await Promise.all(button.getAnimations({subtree: true}).map(a => a.finished))
		const style = getComputedStyle(button), box = button.getBoundingClientRect(), round = n => Math.round(n * 4) / 4
		const around = getComputedStyle(host.parentElement)
		const room = host.parentElement.clientWidth - parseFloat(around.paddingLeft) - parseFloat(around.paddingRight)
		const words = document.createRange()
		if (label) words.selectNodeContents(label)
		const place = part => {
			const at = part?.getBoundingClientRect()
			return at?.width ? round(at.left - box.left) + ' ' + round(at.top - box.top) + ' ' + round(at.width) : ''
		}
		const shown = label && getComputedStyle(label).scale !== '0'
		return {
			Text: (label?.textContent || host.ariaLabel || '').trim(),
			Size: style.fontSize + ' ' + style.fontWeight,
			Box: (Math.abs(room - box.width) < 1 ? 'full' : round(box.width)) + ' ' + round(box.height),
			Colour: style.color, Background: style.backgroundColor, Radius: style.borderRadius, Opacity: style.opacity,
			Label: Math.abs(room - box.width) < 1 || !shown ? '' : place(words), Mark: place(mark),
		}
	})(document.querySelector(%q))`, p.button, p.label, p.mark, selector))
}

// attributesOf are those that a look makes. Svelte says "true" where others say
// nothing: to the element that is the same.
func attributesOf(tab *chromiumtest.Tab, selector string) string {
	return chromiumtest.Eval[string](tab, fmt.Sprintf(`[...document.querySelector(%q).attributes]
		.filter(({name}) => !['id', 'base-url', 'key-label', 'style', 'class'].includes(name))
		.map(({name, value}) => name + '=' + JSON.stringify(value === 'true' ? '' : value)).sort().join(' ')`, selector))
}

// click clicks the button, and returns where that leads if it leads anywhere. The
// page stays.
func (p parts) click(tab *chromiumtest.Tab, leads bool) string {
	tab.Run(`navigation.onnavigate = event => { window.to = event.destination.url; event.preventDefault() }`)
	tab.Run(fmt.Sprintf(`(host => %s.click())(document.querySelector(%q))`, p.button, p.host))
	if leads {
		tab.Wait(`window.to !== undefined`)
	}
	return chromiumtest.Eval[string](tab, `window.to ?? ''`)
}
