package main

import (
	"io"
	"sync"
	"time"
)

// A logWriter takes lines at once and writes them in one go, as many as have come
// meanwhile: a request does not wait for a disk or a terminal.
type logWriter struct {
	out io.Writer

	mu     sync.Mutex
	change sync.Cond // there is more, there is room, or it is closed
	lines  []byte
	closed bool
	idle   bool // the writer has ended
}

// maxLines is how many bytes wait to be written. Where more come, requests wait:
// no line is lost.
const maxLines = 1 << 20

// gathering is how long lines are gathered after the first: under load, to wake
// somebody who writes costs more than to make a line.
const gathering = 5 * time.Millisecond

func newLogWriter(out io.Writer) *logWriter {
	w := &logWriter{out: out}
	w.change.L = &w.mu
	go w.write()
	return w
}

func (w *logWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.lines) > maxLines && !w.closed {
		w.change.Wait()
	}
	for w.closed {
		if w.idle {
			return w.out.Write(line)
		}
		w.change.Wait()
	}
	if w.lines = append(w.lines, line...); len(w.lines) == len(line) {
		w.change.Broadcast()
	}
	return len(line), nil
}

func (w *logWriter) write() {
	var writing []byte
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		for len(w.lines) == 0 && !w.closed {
			w.change.Wait()
		}
		if len(w.lines) == 0 {
			w.idle = true
			w.change.Broadcast()
			return
		}
		if !w.closed {
			w.mu.Unlock()
			time.Sleep(gathering)
			w.mu.Lock()
		}
		writing, w.lines = w.lines, writing[:0]
		w.mu.Unlock()
		w.out.Write(writing) // a log that can't be written can't be told of
		w.mu.Lock()
		w.change.Broadcast()
	}
}

// Close writes what is left. What comes later is written at once.
func (w *logWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.change.Broadcast()
	for !w.idle {
		w.change.Wait()
	}
	return nil
}
