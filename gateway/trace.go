package gateway

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
)

// trace returns the id of the trace that a request belongs to, and the header
// traceparent that begins one if the request has none, or none that is valid.
//
//	traceparent = version "-" trace-id "-" parent-id "-" trace-flags
//
// https://www.w3.org/TR/trace-context/#traceparent-header
func trace(h http.Header) (id, traceparent string) {
	if values := h["Traceparent"]; len(values) == 1 && isTraceparent(values[0]) {
		return values[0][3:35], ""
	}
	var random [24]byte
	for i := 0; i < len(random); i += 8 {
		binary.LittleEndian.PutUint64(random[i:], rand.Uint64())
	}
	random[0] |= 1 // all zero is no id
	random[16] |= 1
	b := []byte("00-00000000000000000000000000000000-0000000000000000-00")
	hex.Encode(b[3:], random[:16])
	hex.Encode(b[36:], random[16:])
	traceparent = string(b)
	return traceparent[3:35], traceparent
}

func isTraceparent(s string) bool {
	if len(s) < 55 || s[2] != '-' || s[35] != '-' || s[52] != '-' {
		return false
	}
	version := s[:2]
	if version == "ff" || version == "00" && len(s) != 55 || len(s) > 55 && s[55] != '-' || len(s) > 512 {
		return false
	}
	return isHex(version) && isID(s[3:35]) && isID(s[36:52]) && isHex(s[53:55])
}

func isHex(s string) bool {
	for _, c := range []byte(s) {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
			return false
		}
	}
	return true
}

// isID reports whether s is an id, which is not all zero.
func isID(s string) bool {
	zero := true
	for _, c := range []byte(s) {
		zero = zero && c == '0'
	}
	return !zero && isHex(s)
}
