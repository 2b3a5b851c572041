package orkeytest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"sync/atomic"
	"time"
)

// KeyPrefix begins every key of the emulator. A key has the shape of OpenRouter's own, sk-or-v1- and 64 hex digits, but
// its hex begins with the word facade: nobody takes it for a live one on a second look, and a secret scanner can be told.
const KeyPrefix = "sk-or-v1-facade"

// codePrefix begins every code, so that one can be told and covered wherever it turns up.
const codePrefix = "facade_"

// ids makes identifiers: random ones or, for StableIDs, counted ones.
type ids struct {
	stable bool
	counts [idKinds]atomic.Uint64
}

// Identifiers of each kind are counted by themselves, so that one more completion does not change the next key.
const (
	idKey = iota
	idCode
	idGeneration
	idMessage
	idKinds
)

func (g *ids) key() string {
	b := g.bytes(idKey)
	return KeyPrefix + hex.EncodeToString(b[:29]) // 6 + 58 = 64 digits, of which 232 bits are random
}

func (g *ids) code() string {
	b := g.bytes(idCode)
	return codePrefix + base64.RawURLEncoding.EncodeToString(b[:24])
}

// generation returns an ID of a completion, such as gen-1767225600-3Yb….
func (g *ids) generation(now time.Time) string {
	b := g.bytes(idGeneration)
	return "gen-" + strconv.FormatInt(now.Unix(), 10) + "-" + alphanumeric(b[:20])
}

// message returns an ID of an item or answer of the Responses API.
func (g *ids) message(prefix string) string {
	b := g.bytes(idMessage)
	return prefix + alphanumeric(b[:24])
}

func (g *ids) bytes(kind int) (b [sha256.Size]byte) {
	if !g.stable {
		_, _ = rand.Read(b[:]) // never fails
		return b
	}
	var seed [2 * 8]byte
	binary.BigEndian.PutUint64(seed[:], uint64(kind))
	binary.BigEndian.PutUint64(seed[8:], g.counts[kind].Add(1))
	return sha256.Sum256(seed[:])
}

func (g *ids) reset() {
	for i := range g.counts {
		g.counts[i].Store(0)
	}
}

// alphanumeric writes one character for each byte; the slight bias does not matter for names.
func alphanumeric(b []byte) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	s := make([]byte, len(b))
	for i, c := range b {
		s[i] = digits[int(c)%len(digits)]
	}
	return string(s)
}
