package keystore

import (
	"context"
	"time"
)

// SetStep has step called before each step of a write.
func (f *File) SetStep(step func(name string) error) { f.step = step }

// SetPatience bounds the wait for another program that writes.
func (f *File) SetPatience(d time.Duration) { f.patience = d }

// NewTestKeyring returns a Keyring on a keyring made up by a test.
func NewTestKeyring(cfg KeyringConfig, ready func(context.Context) error, get func(service, user string) (string, error),
	set func(service, user, secret string) error, remove func(service, user string) error) *Keyring {
	k, err := NewKeyring(cfg)
	if err != nil {
		panic(err)
	}
	k.backend = backend{ready: ready, get: get, set: set, delete: remove}
	return k
}

// ParseAndEncode parses the text of a file, and returns the text that would be
// written back, and the entries that can be read.
func ParseAndEncode(text []byte) ([]byte, map[string]Entry, error) {
	doc, err := parseDocument(text)
	if err != nil {
		return nil, nil, err
	}
	entries := map[string]Entry{}
	for profile, raw := range doc.Profiles {
		if entry, err := decodeEntry(raw); err == nil {
			entries[profile] = entry
		}
	}
	again, err := doc.encode()
	return again, entries, err
}
