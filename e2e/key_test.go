package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// fact is what the card says under a name.
func (v *visit) fact(name string) string {
	v.t.Helper()
	return v.text(`document.querySelector('#account [data-field=` + name + `]').textContent.trim()`)
}

// signInWith signs in with a key that was made elsewhere.
func (v *visit) signInWith(spec orkeytest.KeySpec) (key string) {
	v.t.Helper()
	key, err := v.emu.NewKey(spec)
	if err != nil {
		v.t.Fatal(err)
	}
	v.Run(`localStorage.openrouter_api_key = ` + quote(key))
	v.Reload()
	v.Wait(loaded)
	return key
}

// What OpenRouter tells of a key is there in words, and the bar says no more than
// is known.
func TestKeyFacts(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	for _, tc := range []struct {
		name   string
		spec   orkeytest.KeySpec
		bar    string
		before map[string]string // facts, as patterns
		after  map[string]string // when two dollars and ten cents are spent
	}{
		{"no limit", orkeytest.KeySpec{}, "none",
			map[string]string{"counted": `\$0\.00`, "measure": "spent", "left": "no limit", "expires": "never", "tier": "no: credits were bought", "name": "",
				"when": "Nothing so far. It may spend all that the account has."},
			map[string]string{"counted": `\$2\.10`, "usage": `\$2\.10`, "when": "All of it today. It may .*"}},
		{"limit", orkeytest.KeySpec{Limit: 2.5, ExpiresAt: time.Now().Add(73 * time.Hour)}, "",
			map[string]string{"counted": `\$0\.00`, "measure": `of \$2\.50 spent`, "left": `\$2\.50`, "expires": `in 3 days, on \w+ \d+, \d{4}`, "when": "Nothing so far."},
			map[string]string{"counted": `\$2\.10`, "left": `\$0\.40`, "when": "All of it today."}},
		{"weekly limit", orkeytest.KeySpec{Limit: 4, LimitReset: "weekly", ExpiresAt: time.Now().Add(90 * time.Minute)}, "",
			map[string]string{"measure": `of \$4\.00 spent this week`, "left": `\$4\.00`, "expires": `in 1 hour, on \w+day at \d\d:\d\d`, "when": `Nothing so far\. The limit resets on \w+day at \d\d:\d\d\.`},
			map[string]string{"counted": `\$2\.10`, "left": `\$1\.90`}},
		{"free tier", orkeytest.KeySpec{UserID: "user_facadeBen0000000000000000", Limit: 1, LimitReset: "monthly"}, "",
			map[string]string{"tier": "yes: no credits bought yet", "left": `\$1\.00`, "when": `.* on \w+ 1, \d{4}\.`}, nil},
	} {
		v.signInWith(tc.spec)
		check := func(facts map[string]string) {
			t.Helper()
			for name, want := range facts {
				if got := v.fact(name); !regexp.MustCompile(`^` + want + `$`).MatchString(got) {
					t.Errorf("%s: %s is %q, want %q", tc.name, name, got, want)
				}
			}
		}
		if bar := v.text(`document.querySelector('progress').className`); bar != tc.bar {
			t.Errorf("%s: the bar is %q, want %q", tc.name, bar, tc.bar)
		}
		check(tc.before)
		if tc.after != nil {
			v.ask("emulator/expensive", strings.Repeat("word ", 104)) // a cent each, and for each of the answer's two more
			v.Wait(`document.querySelector('[data-field=counted]').textContent !== '$0.00'`)
			check(tc.after)
		}
	}
	v.NoErrors()
}

// The key shows while a button is held, by mouse and by key, and never else.
func TestHoldToShow(t *testing.T) {
	t.Parallel()
	v := newVisit(t, `navigator.clipboard.writeText = async text => { (window.copied ??= []).push(text) }`)
	v.signIn()
	const shown = `document.querySelector('[data-field=key]').textContent === localStorage.openrouter_api_key`
	const covered = `/^sk-or-v1-fac\.\.\.\w{3}$/.test(document.querySelector('[data-field=key]').textContent) && document.querySelector('#key-show').ariaPressed === 'false'`
	const height = `document.querySelector('#account').offsetHeight`
	for _, width := range []int64{320, 1280} {
		v.Viewport(width, 800)
		before := v.text(height)
		release := v.Hold("#key-show")
		v.Wait(shown)
		if during := v.text(height); during != before {
			t.Errorf("at %d pixels the card was %s high, and is %s", width, before, during)
		}
		release()
		v.Wait(covered)
	}
	v.Press(chromiumtest.TabKey)
	v.Run(`document.querySelector('#key-show').focus()`)
	if hint := v.text(`getComputedStyle(document.querySelector('#key-show span'), '::after').content`); !strings.Contains(hint, "Space or Enter") {
		t.Errorf("who comes by keyboard reads %s", hint)
	}
	release := v.HoldKey(' ')
	v.Wait(shown)
	v.Press(chromiumtest.TabKey) // away, while it is held
	v.Wait(covered)
	release()

	v.Click("#key-show + .copy")
	v.Click("#key-show + .copy + .copy")
	v.Wait(`window.copied?.length === 2`)
	api := v.emuURL + "/api/v1"
	if !chromiumtest.Eval[bool](v.Tab, `(key => window.copied.join() === key + ',' + ['OPENROUTER_BASE_URL=`+api+`', 'OPENROUTER_API_BASE=`+api+`', 'OPENROUTER_API_KEY=' + key].map(set => 'export ' + set).join('\n'))(localStorage.openrouter_api_key)`) {
		t.Error("what is copied is not the key, and the lines for a shell that orkey env prints")
	}
	v.NoErrors()
}

// The page tells how many tabs are in step, and what another did last.
func TestTabsInStep(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	const count, last = `document.querySelector('#peers-count').textContent`, `document.querySelector('#peers-last').textContent`
	v.Wait(count + ` === 'No other tab has this page open'`)
	var second *visit
	tab := v.Popup(func() { v.Click("#peers a") })
	other := *v
	other.Tab = tab
	second = &other
	second.Wait(signedOut)
	v.Wait(count + ` === 'In step with 1 other tab'`)
	third := v.beside()
	for _, tab := range []*visit{v, second, third} {
		tab.Wait(count + ` === 'In step with 2 other tabs'`)
	}
	second.signIn()
	v.Wait(loaded + ` && /^Another tab signed in at \d\d:\d\d\.$/.test(` + last + `)`)
	third.Click("#sign-out")
	v.Wait(signedOut + ` && /^Another tab signed out at \d\d:\d\d\.$/.test(` + last + `)`)
	second.Wait(`/signed out/.test(` + last + `)`)
	if said := third.text(last); !strings.Contains(said, "signed in") {
		t.Errorf("who signed out says %q of another", said)
	}
	third.Navigate(v.emuURL + "/_emulator/")
	second.Wait(count + ` === 'In step with 1 other tab'`)
	third.Back()
	second.Wait(count + ` === 'In step with 2 other tabs'`)
	third.Close()
	second.Close()
	v.Wait(count + ` === 'No other tab has this page open'`)
	v.NoErrors()
}

// The limit that its owner has changed meanwhile is there when they come back, and
// a failure to ask is said and does not sign anybody out.
func TestKeyIsAskedAgain(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	const named = `document.querySelector('[data-field=name]').checkVisibility()`
	if v.text(named) != "false" {
		t.Error("there is a name, which OpenRouter does not tell")
	}
	const trouble = `document.querySelector('#account-problem').textContent`
	for _, tc := range []struct {
		fault orkeytest.Fault
		says  string
	}{
		{orkeytest.Fault{Status: 500}, "OpenRouter failed: Internal Server Error. Try again."},
		{orkeytest.Fault{Status: 429}, "Too many requests for now. Wait a moment."},
		{orkeytest.Fault{Status: 200, Body: "<html>", ContentType: "text/html"}, "makes no sense"},
	} {
		tc.fault.Path = "/api/v1/key"
		v.emu.Inject(tc.fault)
		v.Click("#key-refresh")
		v.Wait(trouble + `.includes(` + quote(tc.says) + `)`)
		v.Click("#key-refresh")
		v.Wait(trouble + ` === '' && ` + signedIn)
	}
	// A server may tell a name where OpenRouter tells the covered key.
	v.emu.Inject(orkeytest.Fault{Path: "/api/v1/key", Status: 200, Body: `{"data":{"label":"A name"}}`})
	v.Click("#key-refresh")
	v.Wait(`document.querySelector('[data-field=name]').textContent === 'A name' && ` + named)
	const asked = `performance.getEntriesByType('resource').filter(e => e.name.endsWith('/api/v1/key')).length`
	before := v.text(asked)
	v.Run(`document.dispatchEvent(new Event('visibilitychange'))`)
	v.Wait(asked + ` > ` + before)
	v.emu.DeleteKey(v.emu.Keys()[0].Hash)
	v.Run(`document.dispatchEvent(new Event('visibilitychange'))`)
	v.Wait(signedOut + ` && ` + problem + `.includes('no longer knows this key')`)
	v.noKey()
}
