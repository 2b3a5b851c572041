//go:build unix

package proxy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	answer  = `document.querySelector('#log .assistant:last-child')?.textContent`
	problem = `document.querySelector('#problem').textContent`
	idle    = `document.querySelector('#stop').disabled`

	// All that a script of the page can get at.
	reach = `(async () => JSON.stringify([
		document.documentElement.outerHTML, document.cookie, {...localStorage}, {...sessionStorage}, performance.getEntries(),
		await (await fetch('/_orkey/session')).text(),
	]))()`
)

func ask(tab *chromiumtest.Tab, question string) {
	tab.Run(fmt.Sprintf(`document.querySelector('[name=question]').value = %q`, question)) // as pasted
	tab.Click("[name=question]")
	tab.Press(chromiumtest.Enter)
}

// The example of a chat talks to models without a key that it could lose.
func TestChat(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := start(t, openrouter, "../../examples/proxy-chat", python...)
	tab := chromiumtest.New(t)
	const ready = `document.querySelector('#user')?.textContent === 'user_facadeAda0000000000000000'`
	s.signIn(tab, "/", ready)
	if text := chromiumtest.Eval[string](tab, reach); strings.Contains(text, "sk-or-") {
		t.Errorf("the page has the key: %s", text)
	}
	ask(tab, "What is a key?")
	tab.Wait(answer + ` === 'You said: What is a key?' && ` + idle)

	// What comes is shown as it comes, and a stop is one at OpenRouter, too.
	openrouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", TokenDelay: 100 * time.Millisecond})
	ask(tab, strings.Repeat("and so on ", 100))
	tab.Wait(answer + `?.startsWith('You said: and so') && !` + idle)
	tab.Click("#stop")
	tab.Wait(idle + ` && ` + answer + `.length < 900 && ` + problem + ` === ''`)
	for stopped := false; !stopped; {
		for _, record := range openrouter.Requests() {
			stopped = stopped || record.Done && strings.Contains(record.Note, "the client went away")
		}
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}

	for _, test := range []struct {
		fault       orkeytest.Fault
		says, leads string // where a link leads
	}{
		{orkeytest.Fault{Status: 402, LimitSource: "openrouter_credits"}, "out of credits", "/settings/credits"},
		{orkeytest.Fault{Status: 402, LimitSource: "openrouter_key_limit"}, "reached its limit", "/keys/"},
		{orkeytest.Fault{Status: 402, LimitSource: "openrouter_in_flight_budget"}, "Wait until they end", ""},
		{orkeytest.Fault{Status: 429}, "ate limit", ""},
		{orkeytest.Fault{StreamError: true}, "Provider disconnected", ""},
		{orkeytest.Fault{NoDone: true}, "cut off", ""},
		{orkeytest.Fault{Truncate: true}, "cannot be reached", ""},
	} {
		test.fault.Path = "/api/v1/chat/completions"
		openrouter.Inject(test.fault)
		ask(tab, "Are you well?")
		tab.Wait(problem + `.includes('` + test.says + `') && ` + idle)
		if to := chromiumtest.Eval[string](tab, `document.querySelector('#problem a')?.href ?? ''`); (to == "") != (test.leads == "") || !strings.HasPrefix(to, openrouter.URL+test.leads) && to != "" {
			t.Errorf("%s leads to %q", test.says, to)
		}
	}

	// Who has deleted the key signs in again, and is back on the page.
	openrouter.DeleteKey(openrouter.Keys()[0].Hash)
	ask(tab, "Are you still there?")
	tab.Wait(problem + `.includes('deleted') && ` + idle)
	tab.Click("#problem a")
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(ready)
	ask(tab, "And now?")
	tab.Wait(answer + ` === 'You said: And now?'`)

	tab.Click("form[action='/_orkey/logout'] button")
	tab.Wait(`document.title.startsWith('Signed out')`)
	tab.Click("a[href='" + openrouter.URL + "/settings/keys']")
	tab.Wait(`document.title.startsWith('Keys') && location.href === '` + openrouter.URL + `/settings/keys'`)
	tab.NoErrors()
	for _, secret := range []string{"sk-or-v1-", "code=", "state="} {
		if strings.Contains(s.Said(), secret) {
			t.Errorf("the proxy says %q", secret)
		}
	}
}
