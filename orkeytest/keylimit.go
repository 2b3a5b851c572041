package orkeytest

import (
	"slices"
	"strings"
)

// setKeyLimit changes the limit of a key to what its owner typed, in USD, where nothing means no limit, and reports
// whether that is an amount. A reset that there is not means never. What was spent stays spent.
func (e *Emulator) setKeyLimit(hash, typed, reset string) bool {
	limit, limited := parseAmount(typed)
	if !limited && strings.TrimSpace(typed) != "" {
		return false
	}
	if !slices.Contains(limitResets[:], reset) {
		reset = ""
	}
	h, ok := parseKeyHash(hash)
	e.state.mu.Lock()
	if k := e.state.keys.byHash[h]; ok && k != nil {
		k.limit, k.limited, k.reset = limit, limited, reset
	}
	e.state.mu.Unlock()
	e.journal.touchState()
	return true
}

// countedUsage is what counts against the limit of a key now, in USD.
func (e *Emulator) countedUsage(hash string) float64 {
	h, ok := parseKeyHash(hash)
	now := e.clock.now()
	e.state.mu.Lock()
	defer e.state.mu.Unlock()
	k := e.state.keys.byHash[h]
	if !ok || k == nil {
		return 0
	}
	return k.spent.at(now).within(k.reset).float()
}
