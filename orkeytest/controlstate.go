package orkeytest

import (
	"net/http"
	"strconv"
)

// ruleJSON is a rule as the control routes tell it.
type ruleJSON struct {
	ID     string `json:"id"`
	Served int    `json:"served"`
	Fault  Fault  `json:"fault"`
}

func (e *Emulator) controlRules(*http.Request) (any, error) {
	rules := []ruleJSON{}
	for _, r := range e.Rules() {
		rules = append(rules, ruleJSON{r.ID(), r.Served(), r.Fault()})
	}
	return rules, nil
}

func (e *Emulator) controlInject(r *http.Request) (any, error) {
	var f Fault
	if err := read(r, &f); err != nil {
		return nil, err
	}
	rule, err := e.inject(f)
	if err != nil {
		return nil, err
	}
	return ruleJSON{rule.ID(), 0, rule.Fault()}, nil
}

func (e *Emulator) controlRemoveAll(*http.Request) (any, error) {
	e.faults.reset()
	e.journal.touchState()
	return nil, nil
}

func (e *Emulator) controlRemove(r *http.Request) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || !e.faults.remove(id) {
		return nil, errGone
	}
	e.journal.touchState()
	return nil, nil
}

func (e *Emulator) controlKeys(*http.Request) (any, error) { return e.Keys(), nil }

func (e *Emulator) controlNewKey(r *http.Request) (any, error) {
	var spec KeySpec
	if err := read(r, &spec); err != nil {
		return nil, err
	}
	key, err := e.NewKey(spec)
	if err != nil {
		return nil, err
	}
	return map[string]string{"key": key, "hash": hashOf(key).String()}, nil
}

func (e *Emulator) controlDeleteKey(r *http.Request) (any, error) {
	if !e.DeleteKey(r.PathValue("hash")) {
		return nil, errGone
	}
	return nil, nil
}

func (e *Emulator) controlRequests(*http.Request) (any, error) { return e.Requests(), nil }

func (e *Emulator) controlReset(*http.Request) (any, error) {
	e.Reset()
	return nil, nil
}
