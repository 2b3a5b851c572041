package keystore

import (
	"context"
	"sync"
)

// Memory is a Store that forgets everything with the process: for tests, and for
// programs that should keep nothing. Its zero value is empty and ready to use.
type Memory struct {
	mu      sync.Mutex
	entries map[string]Entry
}

// Load implements [Store].
func (m *Memory) Load(ctx context.Context, profile string) (Entry, error) {
	profile, err := checkProfile(profile)
	if err != nil {
		return Entry{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	entry, ok := m.entries[profile]
	if !ok {
		return Entry{}, notFound(profile)
	}
	entry.From = m.String()
	return entry, nil
}

// Save implements [Store].
func (m *Memory) Save(ctx context.Context, profile string, entry Entry) error {
	profile, err := checkProfile(profile)
	if err != nil {
		return err
	}
	text, err := encodeEntry(entry) // so that all stores take and give the same
	if err != nil {
		return err
	}
	entry, err = decodeEntry(text)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		m.entries = map[string]Entry{}
	}
	m.entries[profile] = entry
	return nil
}

// Delete implements [Store].
func (m *Memory) Delete(ctx context.Context, profile string) error {
	profile, err := checkProfile(profile)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, profile)
	return nil
}

// String implements [Store].
func (m *Memory) String() string { return "this program's memory" }
