package orkeytest

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"time"
)

// key is a minted key. The key itself is not kept, only its hash.
type key struct {
	keySpec
	hash    keyHash
	masked  string // sk-or-v1-fac...c96
	user    string // the ID of its owner
	signIn  string // the sign-in it came from, if any
	created time.Time
	deleted bool
	spent   meter
	place   *list.Element
}

// keyHash is the SHA-256 of a key, which is how OpenRouter names a key in URLs.
type keyHash [sha256.Size]byte

func hashOf(key string) keyHash { return sha256.Sum256([]byte(key)) }

func (h keyHash) String() string { return hex.EncodeToString(h[:]) }

func parseKeyHash(s string) (h keyHash, ok bool) {
	b, err := hex.DecodeString(s)
	return keyHash(append(b, h[:]...)[:len(h)]), err == nil && len(b) == len(h)
}

// usable reports whether requests with the key are still answered.
func (k *key) usable(now time.Time) bool {
	return !k.deleted && (k.expires.IsZero() || now.Before(k.expires))
}

// remaining is what the key may still spend, where it is limited. It can be below zero: OpenRouter charges a request
// when it is over.
func (k *key) remaining(now time.Time) usd {
	return k.limit - k.spent.at(now).within(k.reset)
}

// keys are the keys of all users. It is not safe for concurrent use.
type keys struct {
	byHash map[keyHash]*key
	byUse  list.List // of *key, the one unused longest first
}

// add remembers a key and forgets the one unused longest if there are more than limit.
func (s *keys) add(k *key, limit int) {
	if s.byHash == nil {
		s.byHash = map[keyHash]*key{}
	}
	for s.byUse.Len() >= limit {
		old := s.byUse.Front()
		delete(s.byHash, old.Value.(*key).hash)
		s.byUse.Remove(old)
	}
	s.byHash[k.hash] = k
	k.place = s.byUse.PushBack(k)
}

// use finds a key and marks it as used.
func (s *keys) use(h keyHash) *key {
	k := s.byHash[h]
	if k != nil {
		s.byUse.MoveToBack(k.place)
	}
	return k
}

// reset forgets all keys but those to keep, which begin unspent.
func (s *keys) reset() {
	for h, k := range s.byHash {
		if k.keep && !k.deleted {
			k.spent = meter{last: k.created}
			k.applyLabel(k.created)
			continue
		}
		delete(s.byHash, h)
		s.byUse.Remove(k.place)
	}
}

// all yields the keys, the one used last first.
func (s *keys) all() iter.Seq[*key] {
	return func(yield func(*key) bool) {
		for at := s.byUse.Back(); at != nil; at = at.Prev() {
			if !yield(at.Value.(*key)) {
				return
			}
		}
	}
}

// mask covers a key as OpenRouter's labels do: sk-or-v1-568...d2e.
func mask(key string) string {
	const prefix = len("sk-or-v1-")
	if len(key) < prefix+6 {
		return "..."
	}
	return key[:prefix+3] + "..." + key[len(key)-3:]
}
