package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// However an answer fails, the page says so, keeps what came, and can be asked
// again.
func TestChatErrors(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	for _, tc := range []struct{ model, says string }{
		{"emulator/credits", `account is out of credits\. Add credits`},
		{"emulator/key-limit", `This key has reached its limit`},
		{"emulator/in-flight-budget", `Answers still under way use up what is left`},
		{"emulator/error-429", `Too many requests for now`},
		{"emulator/error-400", `OpenRouter refused`},
		{"emulator/error-403", `OpenRouter refused`},
		{"emulator/error-408", `The model took too long`},
		{"emulator/error-502", `The model failed`},
		{"emulator/html", `The model failed \(502\)`},
		{"emulator/empty", `The answer is not a stream`},
		{"emulator/midstream-error", `question(?s:.*)The model failed`},
		{"emulator/truncate", `The answer was cut off`}, // a browser may drop what it has not handed out
		{"emulator/no-done", `question(?s:.*)The answer was cut off`},
		{"emulator/reset", `cannot be reached\. Is the emulator still running`},
		{"emulator/echo", `question of mine`},
	} {
		v.ask(tc.model, "a question of mine, to "+tc.model)
		reply := v.text(lastReply + `.innerText`)
		if !regexp.MustCompile(tc.says).MatchString(reply) {
			t.Errorf("%s: %q", tc.model, reply)
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

// The emulator's models are told apart from those it plays, and what to try
// chooses among them.
func TestModelsOfTheEmulator(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	const chosen = `(o => o.parentElement.label + ': ' + o.text + ', ' + o.value)(document.querySelector('#model').selectedOptions[0])`
	if first, want := v.text(chosen), "Emulator: Echo, emulator/echo"; first != want {
		t.Errorf("it begins with %q, want %q", first, want)
	}
	if sizes := v.text(`[...document.querySelectorAll('#model > optgroup')].map(g => g.label + (g.childElementCount > 2 ? '' : ' empty'))`); sizes != "Models,Emulator,Emulator’s faults" {
		t.Errorf("the groups are %s", sizes)
	}
	for _, model := range chromiumtest.Eval[[]string](v.Tab, `[...document.querySelectorAll('.chip')].map(chip => chip.dataset.model ?? 'emulator/echo')`) {
		if v.text(`[...document.querySelector('#model').options].some(o => o.value === `+quote(model)+`)`) != "true" {
			t.Errorf("there is no model %s to try", model)
		}
	}
	v.Click(".chip[data-model='emulator/key-limit']")
	v.Wait(idle + ` && ` + lastReply + `?.innerText.includes('reached its limit')`)
	if now := v.text(chosen); !strings.Contains(now, "emulator/key-limit") {
		t.Errorf("it asked %q", now)
	}
}

// A key that its owner deletes signs the page out, with a word, wherever that
// is noticed.
func TestKeyGone(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		notice func(*visit)
	}{
		{"by asking a model", func(v *visit) { v.send("emulator/echo", "hello?") }},
		{"by loading the page", func(v *visit) { v.Reload() }},
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
			v.Click("#toast .again")
			v.Wait(onConsent)
			v.Click(authorize)
			v.Wait(loaded)
		})
	}
}

// The key of another OpenRouter, kept by an earlier demo on this origin, is not
// sent to this one.
func TestForeignKey(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	v.Run(`localStorage.orkey_demo_base = 'https://openrouter.ai'`)
	before := len(v.emu.Requests())
	v.Reload()
	v.Wait(signedOut + ` && ` + problem + `.includes('openrouter.ai')`)
	v.noKey()
	if after := len(v.emu.Requests()); after != before {
		t.Errorf("%d requests were sent", after-before)
	}
}

// Without the emulator the page says so, and does not sign anybody out.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	v := newVisit(t, `if (sessionStorage.down) window.fetch = () => Promise.reject(new TypeError('Failed to fetch'))`)
	v.signIn()
	v.Run(`sessionStorage.down = 'yes'`)
	v.Reload()
	v.Wait(`document.querySelector('#account-problem')?.textContent.includes('cannot be reached. Is the emulator still running?')`)
	v.Wait(`document.querySelector('#log').innerText.includes('cannot be reached')`)
	if !chromiumtest.Eval[bool](v.Tab, signedIn) {
		t.Error("signed out")
	}
	v.Run(`sessionStorage.removeItem('down')`)
	v.Reload()
	v.Wait(loaded)
}
