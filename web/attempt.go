package web

import (
	"encoding/binary"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
)

const (
	// attemptLifetime is how long a person may take: as long as OpenRouter's
	// code lives.
	attemptLifetime = 10 * time.Minute

	// maxAttempts bounds how many sign-ins of one browser can be under way.
	maxAttempts = 5

	// maxAgain bounds how often a tab asks again whose attempt others pushed out.
	maxAgain = 2 * maxAttempts

	// attemptParameter carries the state in the callback URL's own query, for
	// Config.StateInCallback. The names that OpenRouter adds are taken.
	attemptParameter = "attempt"
)

// An attempt is a sign-in begun, as it is sealed into a cookie of its own. When
// it is finished, the cookie stays for the rest of its time, without the
// verifier: it tells a callback that is loaded again where to go.
type attempt struct {
	cookie   string // its name
	began    time.Time
	session  sessionID // that the browser had then, or zero
	finished bool
	returnTo string
	orkey    orkey.Attempt // zero if finished
}

// cookieFor names the cookie of an attempt by the end of its state, which the
// callback has. The end is random, as all of a state is.
func (s *SignIn) cookieFor(state string) string {
	return s.jar.attempt + state[max(0, len(state)-12):]
}

// begin begins a sign-in: it returns the attempt and OpenRouter's URL.
func (s *SignIn) begin(now time.Time, returnTo string, again uint8) (attempt, string, error) {
	req := s.request
	req.State = s.newState(now, returnTo, again)
	if s.cfg.StateInCallback {
		req.CallbackURL += "?" + attemptParameter + "=" + req.State
	}
	if s.cfg.KeyLifetime > 0 {
		req.ExpiresAt = now.Add(s.cfg.KeyLifetime)
	}
	a, authorizeURL, err := s.client.Begin(req)
	return attempt{cookie: s.cookieFor(req.State), began: now, returnTo: returnTo, orkey: a}, authorizeURL, err
}

// attemptHead is how many bytes there are before returnTo.
const attemptHead = 1 + 4 + len(sessionID{}) + 2

// setAttempt adds the cookie of an attempt to the headers of an answer.
func (s *SignIn) setAttempt(h http.Header, a attempt, now time.Time) error {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	b := append(room.plain[:0], 0)
	b = append(binary.BigEndian.AppendUint32(b, uint32(a.began.Unix())), a.session[:]...)
	b = append(binary.BigEndian.AppendUint16(b, uint16(len(a.returnTo))), a.returnTo...)
	if a.finished {
		b[0] = 1
	} else {
		text, err := a.orkey.MarshalText()
		if err != nil {
			return err
		}
		b = append(b, text...)
	}
	value := s.keys.Load().seal(room, forAttempt, append(room.name[:0], a.cookie...), b)
	left := a.began.Add(attemptLifetime).Sub(now)
	s.jar.set(h, a.cookie, value, int64(left/time.Second))
	return nil
}

// openAttempt opens the cookie of an attempt, unless its time is over.
func (s *SignIn) openAttempt(room *scratch, now time.Time, name, value string) (attempt, bool) {
	b, _, ok := s.keys.Load().open(room, forAttempt, append(room.name[:0], name...), value)
	if !ok || len(b) < attemptHead {
		return attempt{}, false
	}
	a := attempt{cookie: name, finished: b[0] == 1, began: time.Unix(int64(binary.BigEndian.Uint32(b[1:])), 0)}
	copy(a.session[:], b[5:])
	n := int(binary.BigEndian.Uint16(b[attemptHead-2:]))
	if b = b[attemptHead:]; n > len(b) || now.Sub(a.began) >= attemptLifetime {
		return attempt{}, false
	}
	a.returnTo = string(b[:n])
	if !a.finished && a.orkey.UnmarshalText(b[n:]) != nil {
		return attempt{}, false
	}
	return a, true
}

// attempts returns the attempts of a request, the oldest first, and the names of
// cookies that hold none any more.
func (s *SignIn) attempts(r *http.Request) (list []attempt, dead []string) {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	all, tries, now := cookiesOf(r), 0, s.now()
	for tries < 2*maxTries {
		name, value, ok := all.next()
		if !ok {
			break
		}
		if !strings.HasPrefix(name, s.jar.attempt) {
			continue
		}
		tries++
		if a, ok := s.openAttempt(room, now, name, value); ok {
			at := len(list)
			for at > 0 && a.began.Before(list[at-1].began) {
				at--
			}
			list = slices.Insert(list, at, a)
		} else {
			dead = append(dead, name)
		}
	}
	return list, dead
}

// live returns the attempts that are not finished.
func live(list []attempt) []attempt {
	return slices.DeleteFunc(slices.Clone(list), func(a attempt) bool { return a.finished })
}
