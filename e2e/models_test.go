package e2e

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// What the field for the model shows.
const (
	modelField = `document.querySelector('#model')`
	modelsOpen = `!document.querySelector('#models-box').hidden && ` + modelField + `.ariaExpanded === 'true'`
	modelsShut = `document.querySelector('#models-box').hidden && ` + modelField + `.ariaExpanded === 'false'`
	offered    = `[...document.querySelectorAll('#models .id')].map(id => id.textContent)`
	activeName = `document.getElementById(` + modelField + `.getAttribute('aria-activedescendant'))?.querySelector('.id').textContent`
	inCode     = `document.querySelector('#request code').textContent`
)

// The emulator's models are told apart from those it plays, each with its price,
// and what to try chooses among them.
func TestModelsOfTheEmulator(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	if first := v.text(modelField + `.value`); first != "Echo" {
		t.Errorf("it begins with %q", first)
	}
	v.Click("#model")
	v.Wait(modelsOpen)
	groups := chromiumtest.Eval[[]string](v.Tab, `[...document.querySelectorAll('#models [role=group]')].map(g => g.ariaLabel + (g.querySelectorAll('[role=option]').length > 2 ? '' : ' empty'))`)
	if got := strings.Join(groups, ", "); got != "Emulator, Emulator’s faults, Models" {
		t.Errorf("the groups are %s", got)
	}
	for id, want := range map[string]string{
		"emulator/echo": "$0.15 · $0.60", "emulator/echo:free": "free", "emulator/expensive": "$10,000.00 · $10,000.00", "anthropic/claude-sonnet-4": "$3.00 · $15.00",
	} {
		price := v.text(`[...document.querySelectorAll('#models .id')].find(e => e.textContent === ` + quote(id) + `)?.parentElement.querySelector('.detail').textContent`)
		if price != want {
			t.Errorf("%s costs %q, want %q", id, price, want)
		}
	}
	all := chromiumtest.Eval[[]string](v.Tab, offered)
	for _, model := range chromiumtest.Eval[[]string](v.Tab, `[...document.querySelectorAll('.empty .chip')].map(chip => chip.dataset.model ?? 'emulator/echo')`) {
		if !strings.Contains(" "+strings.Join(all, " ")+" ", " "+model+" ") {
			t.Errorf("there is no model %s to try", model)
		}
	}
	v.Press(chromiumtest.Escape)
	v.Wait(modelsShut)
	v.Click(".chip[data-model='emulator/key-limit']")
	v.Wait(idle + ` && ` + lastReply + `?.innerText.includes('reached its limit')`)
	if now := v.text(modelField + `.value`); now != "key-limit" {
		t.Errorf("it asked %q", now)
	}
	v.NoErrors()
}

// With the keyboard alone somebody finds a model by parts of its name.
func TestModelByKeyboard(t *testing.T) {
	t.Parallel()
	v := newVisit(t)
	v.signIn()
	tabTo(v, modelField+` === document.activeElement`)
	v.Wait(modelsShut) // who passes by opens nothing
	v.Press(chromiumtest.ArrowDown)
	v.Wait(modelsOpen + ` && ` + activeName + ` === 'emulator/echo'`)
	v.Press(chromiumtest.ArrowDown)
	v.Wait(activeName + ` === 'emulator/echo:free'`)
	v.Press("sonnet claude")
	v.Wait(offered + `.join() === 'anthropic/claude-sonnet-4' && document.querySelector('#models-box [role=status]').textContent === '1 model'`)
	v.Press(chromiumtest.Enter)
	v.Wait(modelsShut + ` && ` + modelField + `.value === 'Anthropic: Claude Sonnet 4' && ` + modelField + ` === document.activeElement`)
	v.Wait(inCode + `.includes('"anthropic/claude-sonnet-4"')`)

	// Escape leaves all as it was, and stops nothing else.
	v.Press(chromiumtest.ArrowDown)
	v.Press("gpt")
	v.Wait(activeName + ` === 'openai/gpt-4o-mini'`)
	v.Press(chromiumtest.Escape)
	v.Wait(modelsShut + ` && ` + modelField + `.value === 'Anthropic: Claude Sonnet 4'`)
	// So does who goes away.
	v.Press("nothing at all")
	v.Wait(`document.querySelector('#models-box [role=status]').textContent === 'No model matches'`)
	v.Press(chromiumtest.Enter)
	v.Press(chromiumtest.TabKey)
	v.Wait(modelsShut + ` && ` + modelField + `.value === 'Anthropic: Claude Sonnet 4'`)

	// A model that no list has is asked by its id.
	tabTo(v, modelField+` === document.activeElement`)
	v.Press(chromiumtest.ArrowDown)
	v.Press("openai/gpt-4o:nitro")
	v.Wait(offered + `.join() === 'openai/gpt-4o:nitro'`)
	v.Press(chromiumtest.Enter)
	v.Wait(inCode + `.includes('"openai/gpt-4o:nitro"')`)
	tabTo(v, `document.activeElement.id === 'prompt'`)
	v.Press("who are you?" + chromiumtest.Enter)
	v.Wait(idle + ` && ` + lastReply + `?.innerText.includes('openai/gpt-4o:nitro')`)
	v.NoErrors()
}
