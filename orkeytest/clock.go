package orkeytest

import (
	"sync/atomic"
	"time"
)

// clock is the emulator's clock: another one, shifted. It goes on ticking wherever it is set.
type clock struct {
	base   func() time.Time
	offset atomic.Int64 // time.Duration
}

// Now returns the time by the emulator's clock, in UTC.
func (e *Emulator) Now() time.Time { return e.clock.now() }

// Advance moves the emulator's clock by d: codes and keys expire, limits start afresh. Delays of faults and streams
// are not affected; they pass in real time.
func (e *Emulator) Advance(d time.Duration) {
	e.clock.offset.Add(int64(d))
	e.journal.touchState()
}

// SetTime sets the emulator's clock to t, from where it goes on ticking.
func (e *Emulator) SetTime(t time.Time) {
	e.clock.offset.Store(int64(t.Sub(e.clock.base())))
	e.journal.touchState()
}

func (c *clock) now() time.Time {
	return c.base().Add(time.Duration(c.offset.Load())).UTC()
}
