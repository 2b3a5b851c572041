package native

import (
	"io"
	"os"
	"time"
)

// A pasting reads lines until it is stopped.
type pasting struct {
	lines <-chan string // closed when there will be no more
	stop  func()        // waits for the reading to end, where that can be brought about
}

// readPastes begins to read lines.
func readPastes(in io.Reader) pasting {
	lines := make(chan string)
	quit := make(chan struct{})
	done := make(chan struct{})
	in, interrupt := interruptible(in)
	go func() {
		defer close(done)
		defer close(lines)
		for {
			line, err := readLine(in)
			if line != "" || err == nil {
				select {
				case lines <- line:
				case <-quit:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return pasting{lines, func() {
		close(quit)
		if interrupt != nil {
			interrupt(done)
			<-done
		}
	}}
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
// give up; or nil where there is no way to.
func interruptible(in io.Reader) (reader io.Reader, interrupt func(done <-chan struct{})) {
	if d, ok := in.(interface{ SetReadDeadline(time.Time) error }); ok && d.SetReadDeadline(time.Time{}) == nil {
		return in, func(done <-chan struct{}) {
			d.SetReadDeadline(time.Unix(1, 0))
			<-done
			d.SetReadDeadline(time.Time{})
		}
	}
	if f, ok := in.(*os.File); ok {
		if w, err := newWaiter(f); err == nil {
			return w, func(done <-chan struct{}) { w.wake(); <-done; w.close() }
		}
	}
	return in, nil
}

// isTerminal reports whether f is a terminal, or looks like one.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
