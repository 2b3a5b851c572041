package web

import "sync"

// endedSessions remembers sessions that were signed out, so that a copy of a
// sealed cookie does not outlive them in this process. It holds the last maxEnded
// to twice as many, the older half forgotten at once, so that its size has a
// bound. The zero value is empty.
type endedSessions struct {
	mu           sync.RWMutex
	newer, older map[sessionID]struct{}
}

const maxEnded = 50_000

func (e *endedSessions) add(id sessionID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.newer == nil || len(e.newer) >= maxEnded {
		e.newer, e.older = map[sessionID]struct{}{}, e.newer
	}
	e.newer[id] = struct{}{}
}

func (e *endedSessions) has(id sessionID) bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if _, ok := e.newer[id]; ok {
		return true
	}
	_, ok := e.older[id]
	return ok
}
