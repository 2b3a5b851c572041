package orkeytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// maxShownKeys is how many keys pages list.
const maxShownKeys = 100

// A KeySpec describes a key to be made without a sign-in. The zero value is a key of the first user, without a limit.
type KeySpec struct {
	// UserID is whose key it is. Default: the first of [Config.Users].
	UserID string `json:"user_id,omitempty"`

	// Label names the key, in at most 100 characters. Default: "Test key".
	Label string `json:"label,omitempty"`

	// Limit is the most it may spend, in USD; zero means no limit. LimitReset is how often that starts afresh: daily,
	// weekly or monthly; empty means never.
	Limit      float64 `json:"limit,omitempty"`
	LimitReset string  `json:"limit_reset,omitempty"`

	// ExpiresAt is when it stops working, by the emulator's clock. The zero time means never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`

	// Keep lets the key survive [Emulator.Reset], unspent, for programs that were given it once. One that was deleted
	// does not come back.
	Keep bool `json:"keep,omitempty"`
}

// A KeyInfo is what the emulator knows about a key. The key itself it does not keep.
type KeyInfo struct {
	// Hash is the SHA-256 of the key in hex, Masked the key as OpenRouter's labels show it: sk-or-v1-fac...c96.
	Hash   string `json:"hash"`
	Masked string `json:"masked"`

	// Label is the key's name, App the title of the app that it was made for, SignIn the sign-in it came from, UserID
	// its owner.
	Label  string `json:"label"`
	App    string `json:"app,omitempty"`
	SignIn string `json:"sign_in,omitempty"`
	UserID string `json:"user_id"`

	// Limit is the most the key may spend, in USD, nil for no limit; LimitReset is how often it starts afresh, empty
	// for never; Usage is what the key has spent.
	Limit      *float64 `json:"limit"`
	LimitReset string   `json:"limit_reset,omitempty"`
	Usage      float64  `json:"usage"`

	// Created and ExpiresAt are by the emulator's clock; a key whose ExpiresAt is zero never expires.
	Created   time.Time `json:"created"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`

	// Deleted tells that the owner, or the test, deleted it.
	Deleted bool `json:"deleted"`
}

// NewKey makes a key as a sign-in would, for tests that only need one.
func (e *Emulator) NewKey(spec KeySpec) (string, error) {
	user, ok := e.config.Load().user(spec.UserID)
	var problems []error
	if !ok {
		problems = append(problems, fmt.Errorf("orkeytest: there is no user %q; see Config.Users", spec.UserID))
	}
	if utf8.RuneCountInString(spec.Label) > maxLabel {
		problems = append(problems, fmt.Errorf("orkeytest: KeySpec: Label must be at most %d characters", maxLabel))
	}
	if !validAmount(spec.Limit) {
		problems = append(problems, errors.New("orkeytest: KeySpec: Limit must be an amount of US dollars"))
	}
	if spec.LimitReset != "" && !slices.Contains(limitResets[:], spec.LimitReset) {
		problems = append(problems, errors.New("orkeytest: KeySpec: LimitReset must be daily, weekly or monthly"))
	}
	if len(problems) > 0 {
		return "", errors.Join(problems...)
	}
	if spec.Label == "" {
		spec.Label = "Test key"
	}
	value, _ := e.mint(keySpec{
		label: spec.Label, limit: toUSD(spec.Limit), limited: spec.Limit != 0, reset: spec.LimitReset,
		expires: spec.ExpiresAt, keep: spec.Keep,
	}, user.ID, "", e.clock.now())
	e.journal.touchState()
	return value, nil
}

// Keys returns what is known of the keys that were made, the one used last first.
func (e *Emulator) Keys() []KeyInfo { return e.listKeys(e.maxKeys) }

// DeleteKey deletes a key, given itself or its hash, as its owner can. From then on requests with it are answered 401
// "User not found.". It reports whether there was such a key.
func (e *Emulator) DeleteKey(keyOrHash string) bool {
	hash, ok := parseKeyHash(keyOrHash)
	if strings.HasPrefix(keyOrHash, "sk-or-") {
		hash, ok = hashOf(keyOrHash), true
	}
	e.state.mu.Lock()
	k := e.state.keys.byHash[hash]
	if ok = ok && k != nil && !k.deleted; ok {
		k.deleted = true
	}
	e.state.mu.Unlock()
	e.journal.touchState()
	return ok
}

func (e *Emulator) listKeys(limit int) []KeyInfo {
	list := []KeyInfo{}
	e.state.mu.Lock()
	defer e.state.mu.Unlock()
	for k := range e.state.keys.all() {
		if len(list) == limit {
			break
		}
		list = append(list, k.info())
	}
	return list
}

func (e *Emulator) findKey(hash string) (KeyInfo, bool) {
	h, ok := parseKeyHash(hash)
	e.state.mu.Lock()
	defer e.state.mu.Unlock()
	k := e.state.keys.byHash[h]
	if !ok || k == nil {
		return KeyInfo{}, false
	}
	return k.info(), true
}

// info describes the key. The caller holds the lock.
func (k *key) info() KeyInfo {
	info := KeyInfo{
		Hash: k.hash.String(), Masked: k.masked, Label: k.label, App: k.app, SignIn: k.signIn, UserID: k.user,
		LimitReset: k.reset, Usage: k.spent.total.float(), Created: k.created, ExpiresAt: k.expires, Deleted: k.deleted,
	}
	if k.limited {
		limit := k.limit.float()
		info.Limit = &limit
	}
	return info
}

func (k KeyInfo) page() page.Key {
	return page.Key{
		Hash: k.Hash, Label: k.Label, Redacted: k.Masked, UserID: k.UserID, App: k.App, Limit: k.Limit,
		LimitReset: k.LimitReset, Usage: k.Usage, Created: k.Created, Expires: k.ExpiresAt, Deleted: k.Deleted,
	}
}

// activityOf returns what was done with a key, or with all of them if hash is empty, newest first.
func (e *Emulator) activityOf(hash string) []page.Activity {
	var list []page.Activity
	e.state.mu.Lock()
	defer e.state.mu.Unlock()
	for _, a := range slices.Backward(e.state.activity) {
		if name := a.key.String(); hash == "" || hash == name {
			list = append(list, page.Activity{
				Time: a.time, Path: a.path, Model: a.model, KeyLabel: a.label, KeyHash: name,
				Input: a.promptTokens, Output: a.tokens, Cost: a.cost.float(), Status: a.status,
			})
		}
	}
	return list
}
