//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package native

import (
	"io"
	"os"
	"syscall"
	"unsafe"
)

// A waiter reads from a file that blocks, such as a terminal, only when there
// is something to read, and can be woken from waiting for that. So no Read is
// ever pending that would take what is typed after the sign-in.
type waiter struct {
	file         *os.File
	fd           int
	sleep, alarm *os.File // a pipe; the waiter is woken by closing alarm
	sleepFD      int
}

func newWaiter(f *os.File) (*waiter, error) {
	fd, err := descriptor(f)
	if err != nil {
		return nil, err
	}
	sleep, alarm, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	sleepFD, err := descriptor(sleep)
	if err != nil || max(fd, sleepFD) >= fdSetSize {
		sleep.Close()
		alarm.Close()
		return nil, syscall.EINVAL
	}
	return &waiter{f, fd, sleep, alarm, sleepFD}, nil
}

// Read implements [io.Reader]. It returns io.EOF when it is woken.
func (w *waiter) Read(p []byte) (int, error) {
	for {
		var set syscall.FdSet
		add(&set, w.fd)
		add(&set, w.sleepFD)
		err := selectRead(max(w.fd, w.sleepFD)+1, &set)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 0, err
		case has(&set, w.sleepFD):
			return 0, io.EOF
		case has(&set, w.fd):
			return w.file.Read(p)
		}
	}
}

func (w *waiter) wake()  { w.alarm.Close() }
func (w *waiter) close() { w.sleep.Close() }

// descriptor returns the number of f without changing how f blocks, as Fd does.
func descriptor(f *os.File) (fd int, err error) {
	conn, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	err = conn.Control(func(n uintptr) { fd = int(n) })
	return fd, err
}

// fdSetSize is how many descriptors a syscall.FdSet has room for.
const fdSetSize = int(unsafe.Sizeof(syscall.FdSet{})) * 8

type word interface {
	int32 | int64 | uint32 | uint64
}

func setBit[T word](words []T, n int) {
	size := int(unsafe.Sizeof(words[0])) * 8
	words[n/size] |= 1 << (n % size)
}

func hasBit[T word](words []T, n int) bool {
	size := int(unsafe.Sizeof(words[0])) * 8
	return words[n/size]&(1<<(n%size)) != 0
}
