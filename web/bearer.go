package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/orkey-dev/orkey"
)

const (
	// bearerMemory is for how long OpenRouter's word on a key is taken.
	bearerMemory = time.Minute

	// maxBearers bounds how many keys are remembered, by their hashes: so many to
	// twice as many.
	maxBearers = 5_000

	// maxLookups bounds how many keys OpenRouter is asked about at once, since
	// anybody can make keys up.
	maxLookups = 32
)

// bearers remembers what OpenRouter said of the keys in Authorization headers.
// The zero value is empty.
type bearers struct {
	mu           sync.Mutex
	newer, older map[[sha256.Size]byte]*bearer
	lookups      int
}

type bearer struct {
	known   chan struct{} // closed when the rest is set
	checked time.Time
	userID  string
	err     error
}

// bearerKey returns the key that a request brings along.
func bearerKey(r *http.Request) (orkey.Key, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return orkey.Key{}, false
	}
	key, err := orkey.ParseKey(strings.TrimSpace(token))
	return key, err == nil
}

// bearerSession is the session of a request with the key of its sender.
func (s *SignIn) bearerSession(ctx context.Context, key orkey.Key) (Session, error) {
	now := s.now()
	b, mine, err := s.bearers.get(sha256.Sum256([]byte(key.Reveal())), now)
	if err != nil {
		return Session{}, err
	}
	if mine {
		s.lookUp(ctx, b, key)
	}
	select {
	case <-b.known:
	case <-ctx.Done():
		return Session{}, unavailable(ctx.Err())
	}
	if b.err != nil {
		return Session{}, b.err
	}
	return Session{UserID: b.userID, Key: key, SignedInAt: b.checked, ExpiresAt: b.checked.Add(bearerMemory)}, nil
}

// lookUp asks OpenRouter. An answer that does not say anything about the key is
// not remembered.
func (s *SignIn) lookUp(ctx context.Context, b *bearer, key orkey.Key) {
	info, err := s.client.KeyInfo(context.WithoutCancel(ctx), key)
	b.userID = info.CreatorUserID
	switch {
	case errors.Is(err, orkey.ErrKeyRejected), err == nil && info.IsManagementKey:
		b.err = ErrNotSignedIn
	case err != nil:
		b.err = unavailable(err)
	}
	s.bearers.done(sha256.Sum256([]byte(key.Reveal())), b)
}

// get returns what is known of a key, or an empty entry that the caller has to
// fill.
func (bs *bearers) get(hash [sha256.Size]byte, now time.Time) (b *bearer, mine bool, err error) {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	for _, known := range []map[[sha256.Size]byte]*bearer{bs.newer, bs.older} {
		if b, ok := known[hash]; ok && now.Sub(b.checked) < bearerMemory {
			return b, false, nil
		}
	}
	if bs.lookups >= maxLookups {
		return nil, false, unavailable(errors.New("web: too many keys are being looked up"))
	}
	bs.lookups++
	if bs.newer == nil || len(bs.newer) >= maxBearers {
		bs.newer, bs.older = map[[sha256.Size]byte]*bearer{}, bs.newer
	}
	b = &bearer{known: make(chan struct{}), checked: now}
	bs.newer[hash] = b
	return b, true, nil
}

func (bs *bearers) done(hash [sha256.Size]byte, b *bearer) {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	bs.lookups--
	if errors.Is(b.err, ErrUnavailable) {
		bs.drop(hash)
	}
	close(b.known)
}

// drop forgets a key, so that OpenRouter is asked again.
func (bs *bearers) drop(hash [sha256.Size]byte) {
	delete(bs.newer, hash)
	delete(bs.older, hash)
}
