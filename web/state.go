package web

import (
	"encoding/binary"
	"time"
)

// A state is random to everybody but us: sealed in it is what is worth knowing
// of a sign-in whose cookie is gone, because the person took too long, say. It
// opens no door. Only the cookie of the attempt does, which has to hold the same
// state.
//
// "one-time use CSRF tokens carried in the state parameter that are securely
// bound to the user agent MUST be used for CSRF protection" (RFC 9700, section
// 2.1)
//
// https://www.rfc-editor.org/rfc/rfc9700#section-2.1
type state struct {
	began    time.Time
	again    uint8 // how many attempts of this tab were pushed out by others before
	returnTo string
}

// maxStatePath is how long a return path may be to find room in a state, which
// OpenRouter carries along.
const maxStatePath = 256

func (s *SignIn) newState(now time.Time, returnTo string, again uint8) string {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	b := append(binary.BigEndian.AppendUint32(room.plain[:0], uint32(now.Unix())), again)
	if len(returnTo) <= maxStatePath && returnTo != s.home {
		b = append(b, returnTo...)
	}
	return s.keys.Load().seal(room, forState, nil, b)
}

// openState reports whether a state is one of ours, and what it says.
func (s *SignIn) openState(text string) (state, bool) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	b, _, ok := s.keys.Load().open(room, forState, nil, text)
	if !ok || len(b) < 5 {
		return state{}, false
	}
	st := state{began: time.Unix(int64(binary.BigEndian.Uint32(b)), 0), again: b[4], returnTo: s.home}
	if len(b) > 5 {
		st.returnTo = string(b[5:])
	}
	return st, true
}
