package gateway_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A logbook is written to by many.
type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// wait waits until something is logged: a request is when it is done, which its
// client may know before.
func (l *logbook) wait(t testing.TB, text string) {
	t.Helper()
	for range 1000 {
		if strings.Contains(l.String(), text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s is not in the log:\n%s", text, l)
}

// A brittle store is one that can be broken.
type brittle struct {
	mu      sync.Mutex
	entries map[string][]byte
	broken  atomic.Bool
}

var errBroken = errors.New("the store is broken")

func (s *brittle) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken.Load() {
		return nil, false, errBroken
	}
	b, ok := s.entries[token]
	return b, ok, nil
}

func (s *brittle) Commit(token string, b []byte, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken.Load() {
		return errBroken
	}
	s.entries[token] = b
	return nil
}

func (s *brittle) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken.Load() {
		return errBroken
	}
	delete(s.entries, token)
	return nil
}

// A shifted clock stands still until it is shifted.
type shifted struct {
	mu  sync.Mutex
	now time.Time
}

func (c *shifted) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *shifted) shift(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
