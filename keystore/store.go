package keystore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
)

// DefaultProfile is the profile of a program that has only one. The empty name
// means the same.
const DefaultProfile = "default"

// A Store keeps one Entry for each profile. It is safe for use by several
// goroutines and, if it outlives the process, by several processes at once.
//
// The methods of a Store give up when ctx is done. Their errors say in one line
// what to do, and hold no key.
type Store interface {
	// Load returns the entry of a profile, or an error that matches
	// [ErrNotFound].
	Load(ctx context.Context, profile string) (Entry, error)

	// Save puts an entry in the place of the one that the profile may have. If
	// it fails, the old one is still there.
	Save(ctx context.Context, profile string, entry Entry) error

	// Delete forgets the entry of a profile. It is no error if there is none.
	Delete(ctx context.Context, profile string) error

	// String names the store to people, as in "the system's keyring".
	String() string
}

// An Entry is a grant and what has to be known along with it. It prints and
// encodes with the key redacted.
type Entry struct {
	orkey.Grant

	// BaseURL is where the key was made, and the only place to send it to, as
	// [LoadFor] sees to. Default [orkey.DefaultBaseURL].
	BaseURL string `json:"base_url"`

	// SignedIn is when the key was made, to the second.
	SignedIn time.Time `json:"signed_in,omitzero"`

	// From is where Load found the entry, for people. It is not stored.
	From string `json:"from,omitempty"`
}

// CheckProfile tells whether a profile may have this name. The error is what
// the methods of a Store would return.
func CheckProfile(profile string) error {
	_, err := checkProfile(profile)
	return err
}

// checkProfile returns the name of a profile as it is stored. Names are kept
// small and plain, because they end up in file and keyring alike.
func checkProfile(profile string) (string, error) {
	if profile == "" {
		return DefaultProfile, nil
	}
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.@", r)
	}
	if len(profile) > 64 || strings.TrimFunc(profile, plain) != "" || strings.ContainsFunc(profile, func(r rune) bool { return !plain(r) }) {
		return "", fmt.Errorf("keystore: the profile %.80q won't do; a name has at most 64 of the characters A-Z a-z 0-9 - _ . @", profile)
	}
	return profile, nil
}
