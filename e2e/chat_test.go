package e2e

import (
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/orkeytest"
)

// However an answer fails, the page says so and what to do, keeps what came, and
// can be asked again.
func TestChatErrors(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	for _, tc := range []struct{ model, says, offers string }{
		{"emulator/credits", `account is out of credits\. Add credits`, "a"},
		{"emulator/key-limit", `This key has reached its limit(?s:.*)Key settings\s+Sign in again`, "a again"},
		{"emulator/in-flight-budget", `Answers still under way use up what is left`, "retry"},
		{"emulator/error-429", `Too many requests for now`, "retry"},
		{"emulator/error-400", `OpenRouter refused`, ""},
		{"emulator/error-401", `answered 401(?s:.*)it is fine(?s:.*)always fails\.\s+Switch to a working model`, ""},
		{"emulator/error-403", `OpenRouter refused`, ""},
		{"emulator/error-408", `The model took too long`, "retry"},
		{"emulator/error-502", `The model failed`, "retry"},
		{"emulator/html", `The model failed \(502\)`, "retry"},
		{"emulator/empty", `The answer is empty`, "retry"},
		{"emulator/midstream-error", `question(?s:.*)The model failed`, "retry"},
		{"emulator/truncate", `The answer was cut off`, "retry"}, // a browser may drop what it has not handed out
		{"emulator/no-done", `question(?s:.*)The answer was cut off`, "retry"},
		{"emulator/reset", `cannot be reached\. Is the emulator still running`, "retry"},
		{"emulator/echo", `question of mine`, ""},
	} {
		v.ask(tc.model, "a question of mine, to "+tc.model)
		reply := v.text(lastReply + `.innerText`)
		if !regexp.MustCompile(tc.says).MatchString(reply) {
			t.Errorf("%s: %q", tc.model, reply)
		}
		if offers := v.text(`[...` + lastReply + `.querySelectorAll('.notice > *')].map(e => e.className || e.localName).join(' ')`); offers != tc.offers {
			t.Errorf("%s offers %q, want %q", tc.model, offers, tc.offers)
		}
		if spoken := v.text(`document.querySelector('#spoken').textContent`); strings.Join(strings.Fields(spoken), "") == "" {
			t.Errorf("%s: a screen reader hears nothing", tc.model)
		}
		bad := chromiumtest.Eval[bool](v.Tab, lastReply+`.querySelector('.notice') !== null`)
		if bad != (tc.model != "emulator/echo") {
			t.Errorf("%s: a problem shows: %v", tc.model, bad)
		}
	}
	v.NoErrors()
}

// Where the server lets the page know when to ask again, the page says it; and
// what is asked again is the same.
func TestAskAgain(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	reset := time.Now().Add(150 * time.Minute).UnixMilli()
	for _, tc := range []struct {
		fault orkeytest.Fault
		says  string
	}{
		{orkeytest.Fault{Header: map[string]string{"Retry-After": "7", "Access-Control-Expose-Headers": "Retry-After"}}, "Wait 7 seconds, or choose another model."},
		{orkeytest.Fault{Header: map[string]string{"Retry-After": "600", "Access-Control-Expose-Headers": "Retry-After"}}, "Wait 10 minutes,"},
		{orkeytest.Fault{Header: map[string]string{"Retry-After": "1"}}, "Wait a moment,"}, // as OpenRouter: the page can't read it
		{orkeytest.Fault{Body: fmt.Sprintf(`{"error":{"code":429,"message":"Rate limit exceeded: free-models-per-day","metadata":{"headers":{"X-RateLimit-Reset":"%d"}}}}`, reset)}, "Wait 3 hours,"},
	} {
		tc.fault.Path, tc.fault.Status = "/api/v1/chat/completions", 429
		v.emu.Inject(tc.fault)
		v.ask("emulator/echo", "are you there?")
		if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, tc.says) {
			t.Errorf("it says %q, want %q", reply, tc.says)
		}
	}
	before := v.text(`document.querySelectorAll('.question').length`)
	v.Click(".turn:last-child .retry")
	v.Wait(idle + ` && ` + lastReply + `.innerText.includes('You said: are you there?')`)
	v.Wait(`document.activeElement.id === 'prompt'`)
	if after := v.text(`document.querySelectorAll('.question').length`); after == before {
		t.Error("the question is not in the conversation")
	}
	if left := v.text(`document.querySelectorAll('.turn .retry').length`); left != "0" {
		t.Errorf("%s older questions could be asked again", left)
	}
	// A model that never answers is not worth another try.
	v.ask("emulator/error-502", "once more")
	v.Click(".turn:last-child .other")
	v.Wait(idle + ` && ` + lastReply + `.innerText.includes('You said: once more') && document.querySelector('#model').value === 'Echo'`)
}

// Each answer tells what it took, and below is what all took. Without streaming
// it is the same.
func TestCosts(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	const sum = `document.querySelector('#sum').textContent`
	meta := func() string { return v.text(lastReply + `.querySelector('.meta').textContent`) }
	v.ask("emulator/echo", "one two three")
	if got := meta(); got != "emulator/echo · 3 tokens in, 5 out · $0.000003" {
		t.Errorf("it took %q", got)
	}
	if got := v.text(sum); got != "1 answer · 3 tokens in, 5 out · $0.000003" {
		t.Errorf("all took %q", got)
	}
	v.Click("#stream")
	v.ask("emulator/expensive", "four")
	if got := meta(); got != "emulator/expensive · 9 tokens in, 3 out · $0.12" {
		t.Errorf("it took %q", got)
	}
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "\nYou said: four\n") {
		t.Errorf("it says %q", reply)
	}
	if got := v.text(sum); got != "2 answers · 12 tokens in, 8 out · $0.120003" {
		t.Errorf("all took %q", got)
	}
	v.Wait(`document.querySelector('[data-field=usage]').textContent === '$0.120003'`)
	for model, says := range map[string]string{"emulator/empty": "The answer is empty", "emulator/truncate": "cut off", "emulator/error-502": "The model failed"} {
		v.ask(model, "and this?")
		if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, says) {
			t.Errorf("%s, not streamed: %q", model, reply)
		}
	}
	v.Click("#afresh")
	v.Wait(sum + ` === '' && !document.querySelector('.turn') && document.activeElement.id === 'prompt' && document.querySelector('#afresh').disabled && document.querySelector('#model').value === 'Echo'`)
	// What an example chose is not chosen any longer in a new chat, nor is it in its code.
	v.Click("[data-model='emulator/error-429']")
	v.Wait(idle + ` && ` + inCode + `.includes('Ask too often')`)
	v.Click("#afresh")
	v.Wait(inCode + `.includes('"emulator/echo"') && !` + inCode + `.includes('Ask too often')`)
	v.ask("emulator/echo", "five")
	if got := v.text(sum); !strings.HasPrefix(got, "1 answer · 1 token in,") {
		t.Errorf("in a new chat, all took %q", got)
	}
	v.NoErrors()
}

// However fast pieces come, the page is drawn once a frame, and a screen reader
// hears the whole.
func TestStreamIsSmooth(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	v.choose("emulator/long")
	v.Run(`(() => {
		window.changes = window.words = window.frames = 0
		new MutationObserver(list => { window.changes += list.filter(m => m.type === 'characterData').length }).observe(document.querySelector('#log'), {subtree: true, characterData: true})
		new MutationObserver(() => { window.words++ }).observe(document.querySelector('#spoken'), {childList: true, characterData: true, subtree: true})
		requestAnimationFrame(function count() { window.frames++; requestAnimationFrame(count) })
	})()`)
	v.ask("emulator/long", "say a lot")
	if got := chromiumtest.Eval[[]int](v.Tab, `[window.changes, window.frames + 2, window.words]`); got[0] == 0 || got[0] > got[1] || got[2] > 2 {
		t.Errorf("%d changes in %d frames, and %d words to screen readers", got[0], got[1], got[2])
	}
	if text := v.text(lastReply + `.querySelector('p').textContent`); strings.Count(text, " ") < 390 || !strings.HasSuffix(text, ".") {
		t.Errorf("the answer is %q", text)
	}
}

// A conversation longer than its box scrolls in it, and the page does not.
func TestChatScrollsInItsBox(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.Viewport(1280, 800)
	v.signIn()
	before := chromiumtest.Eval[int](v.Tab, `document.documentElement.scrollHeight`)
	for range 12 {
		v.ask("emulator/echo", "one\ntwo\nthree")
	}
	v.ask("emulator/echo", "from left to right, and then\nשלום!")
	for _, turn := range []string{".question", ".reply"} {
		if !chromiumtest.Eval[bool](v.Tab, `((p, range) => {
			range.setStart(p.firstChild, p.textContent.indexOf('ש'))
			range.setEndAfter(p.firstChild)
			return range.getBoundingClientRect().left > p.getBoundingClientRect().left + p.offsetWidth / 2
		})([...document.querySelectorAll('`+turn+` p:not(.meta)')].at(-1), new Range())`) {
			t.Errorf("in a %s Hebrew begins on the left", turn)
		}
	}
	long := chromiumtest.Eval[bool](v.Tab, `(log => log.scrollHeight > log.clientHeight)(document.querySelector('#log'))`)
	end := chromiumtest.Eval[bool](v.Tab, `(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2)(document.querySelector('#log'))`)
	if !long || !end {
		t.Errorf("the box scrolls: %v; its end is in sight: %v", long, end)
	}
	if after := chromiumtest.Eval[int](v.Tab, `document.documentElement.scrollHeight`); after != before {
		t.Errorf("the page was %d pixels long and is %d", before, after)
	}
}

// A model that says nothing is not waited for without end.
func TestSilentModel(t *testing.T) {
	t.Parallel()
	v := newVisit(t, hasty)
	v.signIn()
	v.Run(hurry)
	v.ask("emulator/hang", "are you there?")
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "silent for a minute") {
		t.Errorf("it says %q", reply)
	}
}

// Stop ends an answer at once, keeps what came, and says so.
func TestStop(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	v.emu.Inject(orkeytest.Fault{Model: "emulator/echo", TokenDelay: 200 * time.Millisecond, Serve: 2})
	for _, stop := range []func(){
		func() { v.Click("#stop") },
		func() { v.Press(chromiumtest.Escape) },
	} {
		v.send("emulator/echo", "one two three four five six seven eight nine ten eleven twelve")
		v.Wait(lastReply + `?.querySelector('p')?.textContent.length > 3`)
		stop()
		v.Wait(idle)
		if reply := v.text(lastReply + `.innerText`); !strings.HasSuffix(reply, "Stopped.") {
			t.Errorf("it says %q", reply)
		}
		v.Wait(`document.activeElement.id === 'prompt'`)
	}
	// Before the first word there is nothing to keep.
	v.send("emulator/hang", "anybody?")
	v.Wait(`!` + idle)
	v.Click("#stop")
	v.Wait(idle)
	if reply := v.text(lastReply + `.innerText`); !strings.HasSuffix(reply, "Stopped.") {
		t.Errorf("it says %q", reply)
	}
	v.ask("emulator/echo", "and now?")
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "and now?") {
		t.Errorf("it says %q", reply)
	}
	// Signed out in another tab, it ends, says why, and what came can be read until
	// somebody signs in.
	other := v.beside()
	other.Wait(loaded)
	v.emu.Inject(orkeytest.Fault{Model: "emulator/echo", TokenDelay: 200 * time.Millisecond, Serve: 1})
	v.send("emulator/echo", "one two three four five six seven eight nine ten eleven twelve")
	v.Wait(lastReply + `?.querySelector('p')?.textContent.length > 3`)
	other.Run(`window.key = localStorage.openrouter_api_key`)
	other.Click("#sign-out")
	v.Wait(signedOut + ` && ` + idle + ` && ` + lastReply + `.innerText.includes('ended because you signed out')`)
	if reply := v.text(lastReply + `.innerText`); !regexp.MustCompile(`You said:(?s:.*)\nThe answer ended because you signed out\.\s+Sign in again$`).MatchString(reply) {
		t.Errorf("it says %q", reply)
	}
	if can := v.text(`['#log', '.reply .again', '#prompt', '#afresh'].map(part => !document.querySelector(part).closest('[inert]')).join(' ')`); can != "true true false false" {
		t.Errorf("the conversation, its button, the message and a new chat can be used: %s", can)
	}
	other.Run(`localStorage.openrouter_api_key = window.key`)
	v.Wait(loaded + ` && !document.querySelector('.turn') && document.querySelector('#model').value === 'Echo' && !` + inCode + `.includes('eleven')`)
	v.ask("emulator/echo", "and now?")
	other.Close()
	v.NoErrors()
}

// The bar changes its colour before the limit is reached.
func TestNearlySpentKey(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.Click(button)
	v.Wait(onConsent)
	v.Click("#limit")
	v.Press("1")
	v.Click(authorize)
	v.Wait(loaded + ` && document.querySelector('progress').className === ''`)
	const used = `document.querySelector('[data-field=usage]').textContent`
	for v.text(`document.querySelector('progress').value < 0.8`) == "true" {
		before := v.text(used)
		v.ask("emulator/expensive", "spend some")
		v.Wait(used + ` !== ` + quote(before))
		want := `(part => part >= 1 ? 'spent' : part >= 0.8 ? 'nearly' : '')(Number(` + used + `.slice(1)))`
		if got := v.text(`document.querySelector('progress').className`); got != v.text(want) {
			t.Errorf("at %s the bar is %q", v.text(used), got)
		}
	}
	if got := v.text(`document.querySelector('progress').className`); got != "nearly" {
		t.Errorf("at %s the bar is %q", v.text(used), got)
	}
}

// Who has spent what a key may spend gets another from where that is said.
func TestSpentKey(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.Click(button)
	v.Wait(onConsent)
	v.Run(`document.querySelector('[name=key_label]').value = 'emulator:spent-key'`)
	v.Click(authorize)
	v.Wait(loaded + ` && document.querySelector('progress').className === 'spent'`)
	v.ask("emulator/echo", "one more?")
	v.Wait(lastReply + `.innerText.includes('reached its limit')`)
	v.Click(".reply .again")
	v.Wait(onConsent)
	if label := v.text(`document.querySelector('[name=key_label]').value`); label != "orkey demo" {
		t.Errorf("the key would be called %q", label)
	}
	v.Click(authorize)
	v.Wait(loaded + ` && document.querySelector('progress').className === 'none'`)
	if keys := len(v.emu.Keys()); keys != 2 {
		t.Errorf("there are %d keys", keys)
	}
	v.NoErrors()
}

// A key that its owner deletes signs the page out, with a word, wherever that
// is noticed.
func TestKeyGone(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		notice func(*visit)
		at     string // the section
	}{
		{"by asking a model", func(v *visit) { v.send("emulator/echo", "hello?") }, "try"},
		{"by loading the page", func(v *visit) {
			v.Run(`document.querySelector('#ways').scrollIntoView({behavior: 'instant'})`)
			v.Reload()
		}, "ways"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := newVisit(t)
			v.signIn()
			if !v.emu.DeleteKey(v.emu.Keys()[0].Hash) {
				t.Fatal("there is no key")
			}
			tc.notice(v)
			v.Wait(signedOut + ` && ` + problem + `.includes('no longer knows this key')`)
			v.noKey()
			v.signInFrom("#toast .again", tc.at)
		})
	}
}

// The key of another emulator, kept by an earlier demo on this origin, is not sent
// to this one. One of OpenRouter's own is left where it is, too, and so is an
// emulator's where OpenRouter is asked.
func TestForeignKey(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	v.Run(`localStorage.orkey_demo_base = 'http://localhost:1'`)
	before := len(v.emu.Requests())
	v.Reload()
	v.Wait(signedOut + ` && ` + problem + `.includes('localhost:1')`)
	v.noKey()

	live, err := playground.New(playground.Config{BaseURL: "https://openrouter.ai"})
	if err != nil {
		t.Fatal(err)
	}
	v.Before(`window.asked = 0; { const { fetch } = window; window.fetch = (...of) => { window.asked++; return fetch(...of) } }`)
	for _, tc := range []struct{ key, says string }{
		{"sk-or-v1-" + strings.Repeat("0", 64), "keeps a key of OpenRouter"},
		{"sk-or-v1-facade" + strings.Repeat("0", 58), "keeps an emulator’s key"},
	} {
		v.Run(`localStorage.openrouter_api_key = ` + quote(tc.key) + `, localStorage.openrouter_user_id = 'user_of_it'`)
		v.Reload()
		v.Wait(signedOut + ` && ` + everyButton + ` && document.documentElement.dataset.session === 'out' && ` + problem + `.includes(` + quote(tc.says) + `)`)
		if got := v.text(`[localStorage.openrouter_api_key, localStorage.openrouter_user_id, window.asked]`); got != tc.key+",user_of_it,0" {
			t.Errorf("the page makes of the key, its owner, and requests: %s", got)
		}
		v.change(live)
	}
	if after := len(v.emu.Requests()); after != before {
		t.Errorf("%d requests were sent", after-before)
	}
	// Who signs in all the same has another key, and goes on with it.
	v.change(v.site)
	v.Run(`localStorage.openrouter_api_key = 'sk-or-v1-of-openrouter'`)
	v.Reload()
	v.signIn()
	v.Reload()
	v.Wait(loaded)
}

// Without the emulator the page says so, and does not sign anybody out.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	v := newVisit(t, `if (sessionStorage.down) window.fetch = () => Promise.reject(new TypeError('Failed to fetch'))`)
	v.signIn()
	v.Run(`sessionStorage.down = 'yes'`)
	v.Reload()
	v.Wait(`document.querySelector('#account-problem')?.textContent.includes('cannot be reached. Is the emulator still running?')`)
	v.Wait(`document.querySelector('#chat .remark').innerText.includes('cannot be reached')`)
	if !chromiumtest.Eval[bool](v.Tab, signedIn) {
		t.Error("signed out")
	}
	v.Run(`sessionStorage.removeItem('down')`)
	v.Reload()
	v.Wait(loaded)
}

// Of the real OpenRouter the page says when it is the person who is offline. Its
// code needs no address where the SDK knows it.
func TestOffline(t *testing.T) {
	t.Parallel()
	site, err := playground.New(playground.Config{BaseURL: "https://openrouter.ai"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	v := &visit{t: t, Tab: chromiumtest.New(t)}
	v.Before(`localStorage.openrouter_api_key = 'sk-or-v1-` + strings.Repeat("0", 64) + `'
		Object.defineProperty(navigator, 'onLine', {get: () => !!window.online})
		window.asked = 0
		window.fetch = async () => { window.asked++; throw new TypeError('Failed to fetch') }`)
	v.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	for _, where := range []string{"#account-problem", "#chat .remark"} {
		v.Wait(`document.querySelector('` + where + `')?.textContent.includes('You are offline. Check the connection')`)
	}
	v.Click("#request [value=openrouter]")
	if code := v.text(inCode); strings.Contains(code, "serverURL") || !strings.Contains(code, `model: "openrouter/auto"`) {
		t.Errorf("the code is %s", code)
	}
	v.Run(`window.online = true, window.asked = 0, dispatchEvent(new Event('online'))`)
	v.Wait(`window.asked > 0 && document.querySelector('#account-problem').textContent.includes('openrouter.ai cannot be reached')`)
	v.Click("#chat .remark .retry")
	v.Wait(`document.querySelector('#chat .remark').textContent.includes('openrouter.ai cannot be reached')`)
	v.NoErrors()
}
