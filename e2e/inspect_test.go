package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
)

// What the inspector shows, as expressions of its own.
const (
	progress  = `[...document.querySelectorAll('.steps button')].map(step => step.dataset.progress).join(' ')`
	allDone   = progress + ` === 'done done done done done'`
	nothing   = progress + ` === 'waiting waiting waiting waiting waiting'`
	recorded  = `sessionStorage.getItem('orkey_inspector')`
	switched  = `document.querySelector('[name=trouble]:checked').value`
	factsOf   = `document.querySelector('#facts-%d').innerText.replaceAll('\n', ' ')`
	clipboard = `navigator.clipboard.writeText = async text => { window.copied = text }`
)

// A truth is what a sign-in was really made of, seen on the emulator's wire.
type truth struct {
	state, code, verifier, challenge, key string
}

// truth is that of the one sign-in so far.
func (v *visit) truth() truth {
	v.t.Helper()
	v.secrets.mu.Lock()
	defer v.secrets.mu.Unlock()
	found := truth{key: v.text(`localStorage.openrouter_api_key`)}
	for _, value := range v.secrets.values {
		switch {
		case strings.HasPrefix(value, "orkey-"):
			found.state = value
		case strings.HasPrefix(value, "sk-or-"):
		case len(value) == 108:
			found.verifier = value
		default:
			found.code = value
		}
	}
	hash := sha256.Sum256([]byte(found.verifier))
	found.challenge = base64.RawURLEncoding.EncodeToString(hash[:])
	if found.state == "" || found.code == "" || found.verifier == "" || found.key == "" {
		v.t.Fatalf("not seen on the wire: state %t, code %t, verifier %t, key %t", found.state == "", found.code == "", found.verifier == "", found.key == "")
	}
	return found
}

// open chooses a step and unfolds all of it.
func (v *visit) open(step int) {
	v.t.Helper()
	v.Click(fmt.Sprintf("#step-%d", step))
	v.Run(fmt.Sprintf(`for (const details of document.querySelectorAll('#facts-%d details')) details.open = true`, step))
}

// facts is what a step says while the button is held.
func (v *visit) facts(step int) string {
	v.t.Helper()
	release := v.Hold("#hold")
	v.Wait(`document.querySelector('#hold').ariaPressed === 'true'`)
	text := v.text(fmt.Sprintf(factsOf, step))
	release()
	v.Wait(`document.querySelector('#hold').ariaPressed === 'false'`)
	return text
}

// says checks a step for texts that it says and others that it does not, without
// printing any.
func (v *visit) says(step int, text string, want map[string]string) {
	v.t.Helper()
	for what, value := range want {
		if !strings.Contains(text, value) {
			v.t.Errorf("step %d does not say %s", step, what)
		}
	}
}

// The five steps tell what really went over the wire, and show secrets only as
// long as somebody holds the button.
func TestInspector(t *testing.T) {
	t.Parallel()
	v := newVisit(t, clipboard, keepStill)
	v.Wait(nothing)
	v.signIn() // by any button of the page
	v.Wait(allDone)
	is := v.truth()
	address := v.page
	want := map[int]map[string]string{
		1: {"the verifier": is.verifier, "the challenge": is.challenge, "the state": is.state, "that it checked": "This page hashed the verifier, too", "where it is kept": "openrouter_code_verifier", "what is kept": `"verifier": "` + is.verifier},
		2: {"where": "GET " + v.emuURL + "/auth", "callback": "?callback_url=" + address, "challenge": "&code_challenge=" + is.challenge, "method": "&code_challenge_method=S256", "state": "&state=" + is.state, "label": "&key_label=orkey demo", "the whole": "code_challenge_method=S256&state=" + is.state + "&key_label=orkey+demo"},
		3: {"the callback": "GET " + address + " ?code=" + is.code + " &state=" + is.state, "that it compared": "The state is the one that was sent.", "the address": "address bar " + address, "the verifier's end": "openrouter_code_verifier removed", "the attempt's end": "openrouter_attempt removed"},
		4: {"where": "POST " + v.emuURL + "/api/v1/auth/keys", "the code": `"code": "` + is.code + `"`, "the verifier": `"code_verifier": "` + is.verifier + `"`, "that it checked": "is the one of the challenge", "the status": "200, application/json", "the key": `"key": "` + is.key + `"`, "the person": `"user_id": "user_facadeAda0000000000000000"`, "curl": `-d '{"code":"` + is.code + `","code_verifier":"` + is.verifier},
		5: {"the key": "openrouter_api_key " + is.key, "the person": "openrouter_user_id user_facadeAda0000000000000000", "curl": "Bearer " + is.key},
	}
	for step := 1; step <= 5; step++ {
		v.open(step)
		v.says(step, v.facts(step), want[step])
		v.covered(is)
	}
	v.Reload()
	v.Wait(allDone + ` && ` + loaded)
	v.open(4)
	v.says(4, v.facts(4), want[4])

	// By keyboard.
	v.open(5)
	v.Run(`document.querySelector('#hold').focus()`)
	for _, key := range []rune{' ', '\r'} {
		release := v.HoldKey(key)
		v.Wait(`document.querySelector('#facts-5').innerText.includes(localStorage.openrouter_api_key)`)
		release()
		v.covered(is)
	}
	// Whoever goes elsewhere while they hold it leaves nothing behind.
	release := v.HoldKey(' ')
	v.Run(`document.activeElement.blur()`)
	v.covered(is)
	release()

	// What is copied is whole, and runs.
	v.Click("#facts-5 .block .copy")
	if out := v.shell(v.text(`window.copied`)); !strings.Contains(out, `"creator_user_id":"user_facadeAda0000000000000000"`) {
		t.Errorf("the command for the key answers %.300s", out)
	}
	v.open(4)
	v.Click("#facts-4 .more .copy")
	if out := v.shell(v.text(`window.copied`)); !strings.Contains(out, "Invalid code") {
		t.Errorf("the command for the exchange answers %.300s", out)
	}

	v.Click("#sign-out")
	v.Wait(signedOut + ` && ` + nothing + ` && ` + recorded + ` === null`)
	v.NoErrors()
	v.ownOriginsOnly()
}

// covered checks that the page shows no secret, to anybody.
func (v *visit) covered(is truth) {
	v.t.Helper()
	text := v.text(allText)
	for what, secret := range map[string]string{"state": is.state, "code": is.code, "verifier": is.verifier, "key": is.key} {
		if strings.Contains(text, secret) {
			v.t.Errorf("the %s is on the page while it is covered", what)
		}
	}
}

// shell runs a command as it was copied.
func (v *visit) shell(command string) string {
	v.t.Helper()
	out, err := exec.Command("sh", "-c", strings.Replace(command, "curl ", "curl --silent --show-error ", 1)).CombinedOutput()
	if err != nil {
		v.t.Fatalf("curl: %v: %s", err, out)
	}
	return string(out)
}

// The inspector's own buttons: people come back to where they were, and see a
// window's sign-in go on.
func TestInspectorBegins(t *testing.T) {
	t.Parallel()
	v := newVisit(t, watchShifts)
	v.Click("#watch")
	v.Wait(onConsent)
	v.Click(authorize)
	v.Wait(loaded + ` && ` + allDone)
	v.Wait(`Math.abs(document.querySelector('#inspect').getBoundingClientRect().top) < 100 && document.activeElement.id === 'watch'`)
	v.still()
	first := v.text(`localStorage.openrouter_api_key`)

	window := v.Popup(func() { v.Click("#watch-window") })
	v.Wait(progress + ` === 'done now waiting waiting waiting' && document.querySelector('#step-2').ariaSelected === 'true'`)
	window.Wait(onConsent)
	v.Run(`document.querySelector('#sign-out').click()`) // of the first, which is not the end of the second
	v.Wait(signedOut)
	window.Click(authorize)
	window.Closed()
	v.Wait(allDone + ` && document.querySelector('#step-5').ariaSelected === 'true'`)
	v.still()
	v.open(3)
	text := v.facts(3)
	v.says(3, text, map[string]string{"the callback": "?code=", "the window's end": "openrouter_code_verifier closed with the window", "that it compared": "The state is the one that was sent."})
	v.open(5)
	second := v.text(`localStorage.openrouter_api_key`)
	v.says(5, v.facts(5), map[string]string{"the second key": second})
	if second == first {
		t.Error("the window brought no other key")
	}

	// What is recorded is there to be forgotten, without signing out.
	v.Click("#forget")
	v.Wait(nothing + ` && ` + recorded + ` === null && ` + signedIn)
	v.Click("#watch")
	v.Wait(onConsent)
	v.Back()
	v.Wait(progress + ` === 'done now waiting waiting waiting'`)
	v.NoErrors()
}

// By keyboard, one stop for the steps and one for the switches.
func TestInspectorByKeyboard(t *testing.T) {
	t.Parallel()
	v := newLook(t)
	tabTo(v, `document.activeElement.name === 'trouble'`)
	v.Press(chromiumtest.ArrowRight)
	v.Wait(switched + ` === 'denied' && document.querySelector('#trouble-note').textContent.includes('press Deny')`)
	v.Press(chromiumtest.TabKey)
	v.Wait(`document.activeElement.id === 'watch'`)
	tabTo(v, `document.activeElement.id === 'step-1'`)
	for _, step := range []int{2, 3, 4, 5, 1} {
		v.Press(chromiumtest.ArrowDown)
		v.Wait(fmt.Sprintf(`document.activeElement.id === 'step-%d' && document.querySelector('.panels > :not([hidden])').id === 'facts-%[1]d'`, step))
	}
	v.Press(chromiumtest.TabKey)
	v.Wait(`document.activeElement.id === 'facts-1'`)
	tabTo(v, `document.activeElement.id === 'hold'`)
}

// Live, there are no switches, and one that an emulator's page has left behind
// does nothing.
func TestInspectorLive(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.Run(`sessionStorage.orkey_trouble = 'offline'`)
	site, err := playground.New(playground.Config{BaseURL: v.emuURL})
	if err != nil {
		t.Fatal(err)
	}
	v.change(site)
	v.Reload()
	v.Wait(signedOut)
	if has := v.text(`document.querySelector('#trouble, #trouble-note')`); has != "" {
		t.Errorf("the live page has %s", has)
	}
	v.signIn()
	v.Wait(allDone)
}
