package keystore

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/orkey-dev/orkey"
)

// stored is an entry as it is kept, key and all: in the file, and by itself in
// the keyring.
type stored struct {
	Key      string    `json:"key"`
	UserID   string    `json:"user_id,omitempty"`
	BaseURL  string    `json:"base_url"`
	SignedIn time.Time `json:"signed_in,omitzero"`
}

// encodeEntry returns the text to keep.
func encodeEntry(entry Entry) (json.RawMessage, error) {
	if entry.Key.IsZero() {
		return nil, errors.New("keystore: the entry has no key; save what a sign-in returned")
	}
	baseURL := entry.BaseURL
	if baseURL == "" {
		baseURL = orkey.DefaultBaseURL
	}
	return json.Marshal(stored{
		Key:      entry.Key.Reveal(),
		UserID:   entry.UserID,
		BaseURL:  baseURL,
		SignedIn: entry.SignedIn.UTC().Truncate(time.Second),
	})
}

// decodeEntry takes the entry back. Its errors say nothing of the text: those
// of package encoding/json quote it.
func decodeEntry(text []byte) (Entry, error) {
	var s stored
	if json.Unmarshal(text, &s) != nil {
		return Entry{}, ErrDamaged
	}
	key, err := orkey.ParseKey(s.Key)
	if err != nil || s.BaseURL == "" {
		return Entry{}, ErrDamaged
	}
	return Entry{Grant: orkey.Grant{Key: key, UserID: s.UserID}, BaseURL: s.BaseURL, SignedIn: s.SignedIn}, nil
}

// A document is the whole of the file. Entries stay as they are until they are
// asked for, so that a damaged one spoils no other, and a later version's loses
// nothing by being written back.
type document struct {
	Version  int                        `json:"version"`
	Profiles map[string]json.RawMessage `json:"profiles"`
}

// version is what this package writes. Read is nothing else.
const version = 1

// parseDocument reads the file's text.
func parseDocument(text []byte) (document, error) {
	var doc document
	if json.Unmarshal(text, &doc) != nil {
		return document{}, ErrDamaged
	}
	if doc.Version != version {
		return document{}, errVersion
	}
	if doc.Profiles == nil {
		doc.Profiles = map[string]json.RawMessage{}
	}
	return doc, nil
}

var errVersion = errors.New("another version")

// encode returns the text of the file.
func (d document) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	err := enc.Encode(d)
	return b.Bytes(), err
}
