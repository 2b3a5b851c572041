package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"sync"
)

// A purpose says what a sealed value is for. Each has keys of its own, so that a
// value sealed for one is noise to the others.
type purpose int

const (
	forSession purpose = iota // a session whole, in a cookie
	forTicket                 // the name of a session in a store and what opens it, in a cookie
	forAttempt                // a sign-in begun, in a cookie
	forState                  // the state of a sign-in, in OpenRouter's URL
	purposes
)

// info is the context of key derivation: "Its main objective is to bind the
// derived key material to application- and context-specific information."
// (RFC 5869, section 3.2)
//
// https://www.rfc-editor.org/rfc/rfc5869#section-3.2
func (p purpose) info(host string) string {
	name := [...]string{forSession: "session", forTicket: "ticket", forAttempt: "attempt", forState: "state"}[p]
	return "orkey/web 1 " + name + " " + host
}

const (
	keyIDSize  = 4
	sealedOver = keyIDSize + 12 + 16 // what sealing adds, in bytes: key id, nonce, tag
)

// A sealKey is one secret, ready for use.
type sealKey struct {
	id    [keyIDSize]byte // tells which secret sealed a value; it is no secret
	aeads [purposes]cipher.AEAD
}

// A keyring seals with its first key and opens with all.
type keyring []sealKey

// newKeyring derives the keys of a host, name and port as the public URL has
// them, from its secrets.
func newKeyring(secrets []Secret, host string) (keyring, error) {
	var ring keyring
	for _, secret := range secrets {
		var k sealKey
		id, err := hkdf.Key(sha256.New, []byte(secret), nil, "orkey/web 1 key id", keyIDSize)
		if err != nil {
			return nil, err
		}
		copy(k.id[:], id)
		for p := range purposes {
			k.aeads[p], err = newAEAD([]byte(secret), p.info(host))
			if err != nil {
				return nil, err
			}
		}
		if slices.ContainsFunc(ring, func(other sealKey) bool { return other.id == k.id }) {
			return nil, errors.New("web: config: Secrets: the same secret is there twice")
		}
		ring = append(ring, k)
	}
	return ring, nil
}

// newAEAD returns AES-256-GCM, with random nonces, under a key derived from
// secret. It seals 2^32 values at most.
func newAEAD(secret []byte, info string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, info, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// encoding is strict: each value has one spelling.
var encoding = base64.RawURLEncoding.Strict()

// maxSealed bounds what is opened, in characters.
const maxSealed = 1536

// A scratch is room to seal or open a value in.
type scratch struct {
	text, raw, plain [maxSealed]byte
	name             [maxName]byte // of the cookie it goes with
}

// maxName bounds the name of a cookie of ours: prefix, Config.CookieName, port,
// what attempts add.
const maxName = 96

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// seal returns plaintext sealed, in base64url. It opens only beside the same
// context, such as the name of the cookie that carries it.
func (ring keyring) seal(room *scratch, p purpose, context, plaintext []byte) string {
	b := append(room.raw[:0], ring[0].id[:]...)
	b = ring[0].aeads[p].Seal(b, nil, plaintext, context)
	return string(encoding.AppendEncode(room.text[:0], b))
}

// open opens what seal returned. The plaintext lies in the scratch. It also tells
// which secret sealed it: 0 is the one that seals now.
func (ring keyring) open(room *scratch, p purpose, context []byte, sealed string) (plaintext []byte, key int, ok bool) {
	if len(sealed) > maxSealed {
		return nil, 0, false
	}
	n, err := encoding.Decode(room.raw[:], room.text[:copy(room.text[:], sealed)])
	if err != nil || n < sealedOver {
		return nil, 0, false
	}
	for i := range ring {
		if ring[i].id == [keyIDSize]byte(room.raw[:keyIDSize]) {
			plaintext, err = ring[i].aeads[p].Open(room.plain[:0], nil, room.raw[keyIDSize:n], context)
			return plaintext, i, err == nil
		}
	}
	return nil, 0, false
}
