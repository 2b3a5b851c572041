package web

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

func numbered(n int) (id sessionID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

// What is remembered of sign-outs has a bound, and the latest are remembered.
func TestEndedSessionsAreBounded(t *testing.T) {
	t.Parallel()
	var ended endedSessions
	for n := range 5 * maxEnded {
		ended.add(numbered(n))
	}
	if n := len(ended.newer) + len(ended.older); n > 2*maxEnded {
		t.Errorf("%d are remembered", n)
	}
	for n := 4 * maxEnded; n < 5*maxEnded; n++ {
		if !ended.has(numbered(n)) {
			t.Fatalf("%d is forgotten", n)
		}
	}
	if ended.has(numbered(0)) {
		t.Error("the first is remembered")
	}
}

// What is remembered of callbacks has a bound and an end.
func TestFlightsAreBounded(t *testing.T) {
	t.Parallel()
	var fs flights
	now, calls := time.Now(), 0
	do := func(n int) {
		t.Helper()
		_, err := fs.do(t.Context(), sha256.Sum256([]byte{byte(n), byte(n >> 8)}), now, func() (Session, error) {
			calls++
			return Session{}, nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for n := range 2 * maxFlights {
		do(n)
	}
	if len(fs.byKey) > maxFlights || len(fs.order) != len(fs.byKey) {
		t.Errorf("%d are remembered, %d in order", len(fs.byKey), len(fs.order))
	}
	before := calls
	do(2*maxFlights - 1)
	if calls != before {
		t.Error("the last one is forgotten")
	}
	now = now.Add(flightMemory + time.Second)
	do(1)
	if len(fs.byKey) != 1 {
		t.Errorf("%d are remembered after a while", len(fs.byKey))
	}
}

// Who waits for a callback that another request brings to its end may leave, and
// is not kept for ever by one that broke off.
func TestFlightEnds(t *testing.T) {
	t.Parallel()
	var fs flights
	key := sha256.Sum256(nil)
	began, end := make(chan struct{}), make(chan struct{})
	go fs.do(t.Context(), key, time.Now(), func() (Session, error) {
		close(began)
		<-end
		return Session{UserID: "user_1"}, nil
	})
	<-began
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fs.do(ctx, key, time.Now(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("who leaves is told %v", err)
	}
	close(end)
	if session, err := fs.do(t.Context(), key, time.Now(), nil); session.UserID != "user_1" || err != nil {
		t.Errorf("who waits is told %v, %v", session, err)
	}

	broken := sha256.Sum256([]byte("broken"))
	func() {
		defer func() { recover() }()
		fs.do(t.Context(), broken, time.Now(), func() (Session, error) { panic("broken") })
	}()
	if _, err := fs.do(t.Context(), broken, time.Now(), nil); !errors.Is(err, errPanicked) {
		t.Errorf("after a panic: %v", err)
	}
}

// Keys that anybody makes up are remembered within a bound, and OpenRouter is
// asked about so many at once and no more.
func TestBearersAreBounded(t *testing.T) {
	t.Parallel()
	var bs bearers
	now := time.Now()
	for n := range 5 * maxBearers {
		hash := sha256.Sum256([]byte{byte(n), byte(n >> 8)})
		b, mine, err := bs.get(hash, now)
		if !mine || err != nil {
			t.Fatalf("%d: %t, %v", n, mine, err)
		}
		bs.done(hash, b)
	}
	if n := len(bs.newer) + len(bs.older); n > 2*maxBearers {
		t.Errorf("%d are remembered", n)
	}
	for n := range maxLookups + 1 {
		_, _, err := bs.get(sha256.Sum256([]byte{'x', byte(n)}), now)
		if (n < maxLookups) != (err == nil) || err != nil && !errors.Is(err, ErrUnavailable) {
			t.Errorf("%d at once: %v", n+1, err)
		}
	}
}
