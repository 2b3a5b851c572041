package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/orkey-dev/orkey"
)

// A Store keeps sessions on the server. It has the three methods of package scs,
// github.com/alexedwards/scs/v2, so the stores made for that work as they are:
// Redis, PostgreSQL, SQLite and more. If a store also has FindCtx, CommitCtx and
// DeleteCtx, as those of scs that need a context do, these are used.
//
// What is stored is encrypted with a secret that only the person's cookie holds:
// whoever can read the store, or a dump of it, finds no key.
//
// An error means that the store can't tell: requests are then answered with 503,
// and nobody is signed out.
type Store interface {
	// Find returns the value of a token. Where there is none, or it has
	// expired, exists is false and err is nil.
	Find(token string) (b []byte, exists bool, err error)

	// Commit stores a value until it expires. A token that is there is
	// overwritten.
	Commit(token string, b []byte, expiry time.Time) error

	// Delete removes a token. One that is not there is no error.
	Delete(token string) error
}

type ctxStore interface {
	FindCtx(ctx context.Context, token string) (b []byte, exists bool, err error)
	CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error
}

// plainStore gives a store without contexts the methods of one with.
type plainStore struct{ Store }

func (s plainStore) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	return s.Find(token)
}
func (s plainStore) CommitCtx(_ context.Context, token string, b []byte, expiry time.Time) error {
	return s.Commit(token, b, expiry)
}
func (s plainStore) DeleteCtx(_ context.Context, token string) error { return s.Delete(token) }

// storeTimeout bounds what one request waits for a store.
const storeTimeout = 5 * time.Second

// A sessionStore keeps grants in a Store. An entry is written once, at the
// sign-in, and deleted once, at the sign-out: how long a session may be idle is
// in the cookie. So no late write can bring back a session that has ended.
type sessionStore struct{ ctxStore }

func newSessionStore(s Store) *sessionStore {
	if c, ok := s.(ctxStore); ok {
		return &sessionStore{c}
	}
	return &sessionStore{plainStore{s}}
}

// A ticket is what a cookie holds of a session that is in a store.
type ticket struct {
	secret [32]byte // encrypts the stored value; nobody but the cookie has it
}

func newTicket() *ticket {
	t := new(ticket)
	rand.Read(t.secret[:])
	return t
}

// token is the name of a session in its store.
func (id sessionID) token() string { return hex.EncodeToString(id[:]) }

// save stores a grant until expiry.
func (s *sessionStore) save(ctx context.Context, id sessionID, t *ticket, grant orkey.Grant, expiry time.Time) error {
	aead, err := newAEAD(t.secret[:], "orkey/web 1 stored")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	token := id.token()
	return s.CommitCtx(ctx, token, aead.Seal(nil, nil, appendGrant(nil, grant), []byte(token)), expiry)
}

// load returns the grant of a session, and false if the store does not have it.
func (s *sessionStore) load(ctx context.Context, id sessionID, t *ticket) (orkey.Grant, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	token := id.token()
	sealed, exists, err := s.FindCtx(ctx, token)
	if err != nil || !exists || len(sealed) > maxSealed {
		return orkey.Grant{}, false, err
	}
	aead, err := newAEAD(t.secret[:], "orkey/web 1 stored")
	if err != nil {
		return orkey.Grant{}, false, err
	}
	plaintext, err := aead.Open(nil, nil, sealed, []byte(token))
	if err != nil {
		return orkey.Grant{}, false, nil // somebody wrote there who should not
	}
	grant, ok := parseGrant(plaintext)
	return grant, ok, nil
}

// remove deletes a session.
func (s *sessionStore) remove(ctx context.Context, id sessionID) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	return s.DeleteCtx(ctx, id.token())
}
