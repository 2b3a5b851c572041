package orkeytest

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
)

// A Rule is a [Fault] in force.
type Rule struct {
	id     int64
	fault  Fault
	owner  *faults
	reach  *journal
	first  chan struct{} // closed when the fault was first played
	skip   int           // what is left, guarded by the owner's lock; below zero Serve has no end
	serve  int
	served int
}

// faults are the rules in force, in the order in which they are tried.
type faults struct {
	mu     sync.Mutex
	rules  []*Rule
	lastID int64
}

// Inject puts a fault in force, after those that are already. It panics if the fault contradicts itself or does nothing:
// a test that injects nothing would pass for the wrong reason.
func (e *Emulator) Inject(f Fault) *Rule {
	r, err := e.inject(f)
	if err != nil {
		panic(err)
	}
	return r
}

func (e *Emulator) inject(f Fault) (*Rule, error) {
	if f.Serve == 0 {
		f.Serve = 1
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	f.Header = maps.Clone(f.Header)
	r := &Rule{fault: f, owner: &e.faults, reach: &e.journal, first: make(chan struct{}), skip: f.Skip, serve: f.Serve}
	e.faults.mu.Lock()
	e.faults.lastID++
	r.id = e.faults.lastID
	e.faults.rules = append(e.faults.rules, r)
	e.faults.mu.Unlock()
	e.journal.touchState()
	return r, nil
}

// ID names the rule among those of its emulator.
func (r *Rule) ID() string { return strconv.FormatInt(r.id, 10) }

// Fault returns the fault as it was injected, its Serve filled in.
func (r *Rule) Fault() Fault { return r.fault }

// Served returns how many requests got the fault so far.
func (r *Rule) Served() int {
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	return r.served
}

// Wait returns when a request has got the fault: when it hangs, say, so that a test can go on. Its error is that of ctx.
func (r *Rule) Wait(ctx context.Context) error {
	select {
	case <-r.first:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Remove ends the rule. Requests that got its fault already are not affected.
func (r *Rule) Remove() {
	r.owner.remove(r.id)
	r.reach.touchState()
}

// Rules returns the rules in force. One that has served its number is not among them any more.
func (e *Emulator) Rules() []*Rule {
	e.faults.mu.Lock()
	defer e.faults.mu.Unlock()
	return slices.Clone(e.faults.rules)
}

func (s *faults) remove(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.rules)
	s.rules = slices.DeleteFunc(s.rules, func(r *Rule) bool { return r.id == id })
	return len(s.rules) < before
}

func (s *faults) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// next finds the fault for a request. Every rule that matches counts the request, until one of them serves it.
func (s *faults) next(e *entry, user string) *Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, r := range s.rules {
		if !r.fault.matches(e, user) {
			continue
		}
		if r.skip > 0 {
			r.skip--
			continue
		}
		r.served++
		if r.served == 1 {
			close(r.first)
		}
		if r.serve > 0 {
			if r.serve--; r.serve == 0 {
				s.rules = slices.Delete(slices.Clone(s.rules), i, i+1)
			}
		}
		return r
	}
	return nil
}
