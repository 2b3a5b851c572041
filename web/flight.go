package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"time"
)

// flights makes one sign-in of a callback that is loaded twice, at once or one
// after the other: whoever comes second gets what the first one got. The zero
// value is empty.
type flights struct {
	mu    sync.Mutex
	byKey map[[sha256.Size]byte]*flight
	order [][sha256.Size]byte // in which they began
}

type flight struct {
	landed  chan struct{} // closed when session and err are set
	began   time.Time
	session Session
	err     error
}

const (
	// flightMemory is for how long the second load may come.
	flightMemory = time.Minute

	// maxFlights bounds how many are remembered.
	maxFlights = 4096
)

var errPanicked = errors.New("web: the sign-in broke off; begin again")

// do calls f, or waits for the outcome of the call that was there before.
func (fs *flights) do(ctx context.Context, key [sha256.Size]byte, now time.Time, f func() (Session, error)) (Session, error) {
	fs.mu.Lock()
	fs.forget(now)
	fl, ok := fs.byKey[key]
	if !ok {
		fl = &flight{landed: make(chan struct{}), began: now, err: errPanicked}
		if fs.byKey == nil {
			fs.byKey = map[[sha256.Size]byte]*flight{}
		}
		fs.byKey[key] = fl
		fs.order = append(fs.order, key)
	}
	fs.mu.Unlock()
	if !ok {
		defer close(fl.landed)
		fl.session, fl.err = f()
		return fl.session, fl.err
	}
	select {
	case <-fl.landed:
		return fl.session, fl.err
	case <-ctx.Done():
		return Session{}, ctx.Err()
	}
}

// forget drops what is too old or too much.
func (fs *flights) forget(now time.Time) {
	n := 0
	for n < len(fs.order) && (len(fs.order)-n >= maxFlights || now.Sub(fs.byKey[fs.order[n]].began) > flightMemory) {
		delete(fs.byKey, fs.order[n])
		n++
	}
	fs.order = fs.order[n:]
}
