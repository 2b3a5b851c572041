package web

import "sync"

// slots bounds how many calls each person has under way.
type slots struct {
	max   int
	mu    sync.Mutex
	taken map[string]int
}

func (s *slots) take(who string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken[who] >= s.max {
		return false
	}
	if s.taken == nil {
		s.taken = map[string]int{}
	}
	s.taken[who]++
	return true
}

func (s *slots) give(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken[who]--; s.taken[who] == 0 {
		delete(s.taken, who)
	}
}
