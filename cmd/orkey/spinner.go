package main

import (
	"io/fs"
	"os"
	"sync"
	"time"
)

// A spinner is a terminal that shows, at the start of the line after what was
// written last, that something is awaited. It leaves the line alone while a
// question stands there. What the person types appears after it, and stays.
type spinner struct {
	out    *os.File
	frames []string
	text   string // shown beside it

	mu    sync.Mutex
	rests bool // the cursor is where the spinner may be
	drawn bool
	frame int

	stopped, over chan struct{}
}

// spinnerPause is between two frames; the first one comes after it, so that
// what takes no time does not flicker.
const spinnerPause = 100 * time.Millisecond

func startSpinner(out *os.File, frames []string, text string) *spinner {
	s := &spinner{out: out, frames: frames, text: text, rests: true, stopped: make(chan struct{}), over: make(chan struct{})}
	go s.run()
	return s
}

func (s *spinner) run() {
	defer close(s.over)
	ticker := time.NewTicker(spinnerPause)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.draw()
		case <-s.stopped:
			return
		}
	}
}

// draw shows the next frame. Once the line is begun, only its first character
// changes: the cursor is where the person types.
func (s *spinner) draw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.rests {
		return
	}
	s.frame++
	now := s.frames[s.frame%len(s.frames)]
	if s.drawn {
		s.out.WriteString("\x1b7\r" + now + "\x1b8")
	} else {
		s.out.WriteString("\r" + now + " " + s.text)
	}
	s.drawn = true
}

func (s *spinner) erase() {
	if s.drawn {
		s.out.WriteString("\r\x1b[K")
	}
	s.drawn = false
}

// Write implements [io.Writer].
func (s *spinner) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	s.rests = len(p) > 0 && p[len(p)-1] == '\n'
	return s.out.Write(p)
}

// Stat tells that this is a terminal.
func (s *spinner) Stat() (fs.FileInfo, error) { return s.out.Stat() }

// stop takes the spinner away. What is written later appears all the same.
func (s *spinner) stop() {
	close(s.stopped)
	<-s.over
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
}
