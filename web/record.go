package web

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
)

// A head is what the cookie of every session begins with, sealed.
type head struct {
	id        sessionID
	signedIn  time.Time // both in whole seconds
	renewedAt time.Time
}

const headSize = len(sessionID{}) + 4 + 4

func (h head) append(b []byte) []byte {
	b = append(b, h.id[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(h.signedIn.Unix()))
	return binary.BigEndian.AppendUint32(b, uint32(h.renewedAt.Unix()))
}

// cutHead takes a head off the front of b.
func cutHead(b []byte) (h head, rest []byte, ok bool) {
	if len(b) < headSize {
		return head{}, nil, false
	}
	n := copy(h.id[:], b)
	h.signedIn = time.Unix(int64(binary.BigEndian.Uint32(b[n:])), 0)
	h.renewedAt = time.Unix(int64(binary.BigEndian.Uint32(b[n+4:])), 0)
	return h, b[headSize:], true
}

// OpenRouter's keys are this and 64 hexadecimal digits, which take 32 bytes.
// Others are kept as they are, after their length.
const (
	keyPrefix   = "sk-or-v1-"
	packedKey   = 0
	packedBytes = 32
)

// appendGrant writes a key and whose it is.
func appendGrant(b []byte, grant orkey.Grant) []byte {
	key := grant.Key.Reveal()
	digits, ok := strings.CutPrefix(key, keyPrefix)
	if raw, err := hex.DecodeString(digits); ok && err == nil && len(raw) == packedBytes && strings.ToLower(digits) == digits {
		b = append(append(b, packedKey), raw...)
	} else {
		b = append(binary.BigEndian.AppendUint16(append(b, 1), uint16(len(key))), key...)
	}
	return append(b, grant.UserID...)
}

// parseGrant reads what appendGrant wrote. Key and user id share one string.
func parseGrant(b []byte) (orkey.Grant, bool) {
	text := make([]byte, 0, 128) // on the stack, and enough for what there is
	switch {
	case len(b) >= 1+packedBytes && b[0] == packedKey:
		text = hex.AppendEncode(append(text, keyPrefix...), b[1:1+packedBytes])
		b = b[1+packedBytes:]
	case len(b) >= 3 && b[0] == 1:
		n := int(binary.BigEndian.Uint16(b[1:]))
		if b = b[3:]; n > len(b) {
			return orkey.Grant{}, false
		}
		text, b = append(text, b[:n]...), b[n:]
	default:
		return orkey.Grant{}, false
	}
	n := len(text) // of the key
	both := string(append(text, b...))
	key, err := orkey.ParseKey(both[:n])
	return orkey.Grant{Key: key, UserID: both[n:]}, err == nil
}
