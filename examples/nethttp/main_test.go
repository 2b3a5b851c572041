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
	authorize = "button[value=authorize]"
	onConsent = `document.querySelector('button[value=authorize]') !== null`
	mainText  = `document.body.innerText`
)

// open starts the site and OpenRouter, and opens the site.
func open(t *testing.T) (*orkeytest.Server, *chromiumtest.Tab) {
	t.Helper()
	site := sitetest.Start(t, orkeytest.Config{}, newSite)
	tab := chromiumtest.New(t)
	t.Cleanup(tab.NoErrors)
	tab.Navigate(site.URL)
	return site.OpenRouter, tab
}

func signIn(tab *chromiumtest.Tab) {
	tab.Click(".openrouter-button")
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(`location.pathname === '/ask'`)
}

func ask(tab *chromiumtest.Tab, question string) {
	tab.Click("input[name=question]")
	tab.Press(question)
	tab.Press(chromiumtest.Enter)
}

func TestSignInAskSignOut(t *testing.T) {
	t.Parallel()
	_, tab := open(t)
	signIn(tab)
	ask(tab, "What is <b>a key</b>?")
	tab.Wait(`document.querySelector('#answer')?.innerText === 'You said: What is <b>a key</b>?'`)
	tab.Back()
	tab.Wait(`document.querySelector('form button') !== null`)
	tab.Click("form[action='/auth/logout'] button")
	tab.Wait(`document.querySelector('.openrouter-button') !== null`)
	if scripts := chromiumtest.Eval[int](tab, `document.scripts.length`); scripts != 0 {
		t.Errorf("the page has %d scripts", scripts)
	}
}

// A person who deletes the key at OpenRouter is led to a new one, and one who has
// spent it is told where to look after it.
func TestKeyGone(t *testing.T) {
	t.Parallel()
	openrouter, tab := open(t)
	signIn(tab)
	openrouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", Status: 402, LimitSource: "openrouter_key_limit"})
	ask(tab, "Is there anything left?")
	tab.Wait(mainText + `.includes('nothing left to spend')`)
	hash := openrouter.Keys()[0].Hash
	if link := chromiumtest.Eval[string](tab, `document.querySelector('a').href`); link != openrouter.URL+"/keys/"+hash {
		t.Errorf("the link leads to %s", link)
	}
	tab.Back()
	tab.Wait(`document.querySelector('input[name=question]') !== null`)
	openrouter.DeleteKey(hash)
	ask(tab, "Are you there?")
	tab.Wait(mainText + `.includes('Sign in again to get a new one')`)
	signIn(tab)
	if text := chromiumtest.Eval[string](tab, mainText); !strings.Contains(text, "has spent $0.0000") {
		t.Errorf("the page says %s", text)
	}
}
