package native

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// A pasting reads lines on demand: nobody knows yet whose the line after the
// code will be.
type pasting struct {
	lines     chan string // closed when there will be no more
	next      chan struct{}
	done      chan struct{}
	interrupt func(done <-chan struct{}) // nil where a Read can't be called off
}

// readPastes reads the first line.
func readPastes(in io.Reader) *pasting {
	p := &pasting{lines: make(chan string, 1), next: make(chan struct{}, 1), done: make(chan struct{})}
	in, p.interrupt = interruptible(in)
	p.more()
	go func() {
		defer close(p.done)
		defer close(p.lines)
		for range p.next {
			line, err := readLine(in)
			if line != "" || err == nil {
				p.lines <- line
			}
			if err != nil {
				return
			}
		}
	}()
	return p
}

// more asks for another line, once the last one is received.
func (p *pasting) more() { p.next <- struct{}{} }

// stop ends the reading, and waits for that where it can be brought about.
func (p *pasting) stop() {
	close(p.next)
	if p.interrupt != nil {
		p.interrupt(p.done)
	}
}

// readLine reads up to the end of a line and not a byte further: what follows
// belongs to whoever reads next. Of a line that is longer than maxPaste it
// returns a beginning that is too long as well.
func readLine(in io.Reader) (string, error) {
	var line []byte
	var b [1]byte
	for {
		n, err := in.Read(b[:])
		if n == 1 && b[0] == '\n' {
			return string(line), nil
		}
		if n == 1 && len(line) <= maxPaste {
			line = append(line, b[0])
		}
		if err != nil {
			return string(line), err
		}
	}
}

// interruptible returns a reader that reads from in, and how to make its Read
// give up and leave in as it was; or nil where there is no way to.
func interruptible(in io.Reader) (reader io.Reader, interrupt func(done <-chan struct{})) {
	// Files first: one that was set to block takes a deadline and ignores it.
	if f, ok := in.(*os.File); ok {
		if w, err := newWaiter(f); err == nil {
			return w, func(done <-chan struct{}) { w.wake(); <-done; w.close() }
		}
	}
	if d, ok := in.(interface{ SetReadDeadline(time.Time) error }); ok && d.SetReadDeadline(time.Time{}) == nil {
		return in, func(done <-chan struct{}) {
			d.SetReadDeadline(time.Unix(1, 0))
			<-done
			d.SetReadDeadline(time.Time{})
		}
	}
	return in, nil
}

// isTerminal reports whether f is a terminal: a device for characters, and not
// the one for nothing.
func isTerminal(f interface{ Stat() (fs.FileInfo, error) }) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
