package main

import (
	"os"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/examples/internal/sitetest"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

const (
	signedIn  = `document.querySelector('form')?.hidden === false`
	signedOut = `document.querySelector('form')?.hidden === true && ` + button
	button    = `document.querySelector('openrouter-sign-in').shadowRoot?.querySelector('button')?.checkVisibility() === true`
	problem   = `document.querySelector('#problem').textContent`
	output    = `document.querySelector('output').textContent`

	// All that a script can get at.
	reach = `(async () => JSON.stringify([
		document.documentElement.outerHTML, document.cookie, {...localStorage}, {...sessionStorage}, performance.getEntries(),
		await (await fetch('/auth/session')).text(),
	]))()`
)

func signIn(tab *chromiumtest.Tab) {
	tab.Click("openrouter-sign-in >>> button")
	tab.Wait(`document.querySelector('button[value=authorize]') !== null`)
	tab.Click("button[value=authorize]")
	tab.Wait(signedIn)
}

func ask(tab *chromiumtest.Tab, question string) {
	tab.Run(`document.querySelector('[name=question]').value = ''`)
	tab.Click("[name=question]")
	tab.Press(question + chromiumtest.Enter)
}

func TestPage(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, orkeytest.Config{}, newSite)
	tab := chromiumtest.New(t)
	tab.Navigate(site.URL)
	tab.Wait(signedOut)
	second := tab.NewTab()
	second.Navigate(site.URL)
	second.Wait(signedOut)

	signIn(tab)
	second.Wait(signedIn)
	ask(second, "What is a key?")
	second.Wait(output + ` === 'You said: What is a key?' && ` + problem + ` === ''`)
	if text := chromiumtest.Eval[string](second, reach); strings.Contains(text, "sk-or-") {
		t.Errorf("the page has the key: %s", text)
	}

	site.OpenRouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", StreamError: true})
	ask(tab, "Are you well?")
	tab.Wait(output + `.startsWith('You') && ` + problem + `.includes('Provider disconnected')`)
	site.OpenRouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", NoDone: true})
	ask(tab, "And now?")
	tab.Wait(problem + `.includes('cut off')`)

	second.Click("#sign-out")
	second.Wait(signedOut)
	tab.Wait(signedOut + ` && ` + output + ` === ''`)

	signIn(second)
	tab.Wait(signedIn)
	site.OpenRouter.DeleteKey(site.OpenRouter.Keys()[0].Hash)
	ask(tab, "Are you still there?")
	tab.Wait(problem + `.includes('Sign in again') && ` + signedOut)
	second.Wait(signedOut)
	tab.NoErrors()
	second.NoErrors()
}
