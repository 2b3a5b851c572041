package orkeytest

import (
	"sync"
	"time"
)

// state is what the emulator remembers of sign-ins: codes, keys, and what was spent. One lock guards it all; nothing is
// ever done under it that takes longer than a look-up.
type state struct {
	mu       sync.Mutex
	codes    codes
	keys     keys
	spent    map[string]usd // by user ID
	activity []activity     // newest last, at most maxActivity
}

// maxActivity is how many generations /logs remembers.
const maxActivity = 500

// activity is one generation, for /logs.
type activity struct {
	time                 time.Time
	path, model          string
	key                  keyHash
	label                string
	promptTokens, tokens int
	cost                 usd
	status               int
}

// mint makes a key. The caller must not hold the lock.
func (e *Emulator) mint(spec keySpec, user, signIn string, now time.Time) (string, *key) {
	value := e.ids.key()
	e.state.mu.Lock()
	defer e.state.mu.Unlock()
	for e.state.keys.byHash[hashOf(value)] != nil { // with StableIDs, one that was kept when they began anew
		value = e.ids.key()
	}
	k := &key{
		keySpec: spec,
		hash:    hashOf(value),
		masked:  mask(value),
		user:    user,
		signIn:  signIn,
		created: now,
	}
	k.spent.last = now
	k.applyLabel(now)
	e.state.keys.add(k, e.maxKeys)
	return value, k
}

// charge counts a generation against its key and its key's owner.
func (s *state) charge(k *key, a activity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.spent.add(a.time, a.cost)
	if s.spent == nil {
		s.spent = map[string]usd{}
	}
	s.spent[k.user] += a.cost
	if len(s.activity) >= maxActivity {
		s.activity = append(s.activity[:0], s.activity[len(s.activity)-maxActivity/2:]...)
	}
	s.activity = append(s.activity, a)
}

func (s *state) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes, s.spent, s.activity = codes{}, nil, nil
	s.keys.reset()
}
