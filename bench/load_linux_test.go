package bench

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// connections is how many requests are under way at once.
const connections = 32

// A load is requests that were answered.
type load struct {
	took  time.Duration
	times []time.Duration // of each, the shortest first
}

func (l *load) rate() float64 { return float64(len(l.times)) / l.took.Seconds() }

// at returns the time that a part of the requests did not exceed.
func (l *load) at(part float64) time.Duration { return l.times[int(part*float64(len(l.times)-1))] }

// clients have connections to one address, which they keep.
type clients struct {
	poll  int
	conns [connections]conn
}

func dial(address string) (*clients, error) {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	cs := &clients{poll: poll}
	for i := range cs.conns {
		if err := cs.conns[i].open(poll, i, address); err != nil {
			cs.close()
			return nil, err
		}
	}
	return cs, nil
}

func (cs *clients) close() {
	unix.Close(cs.poll)
	for i := range cs.conns {
		cs.conns[i].close()
	}
}

// send sends one request again and again, until a time has passed and it was sent
// often enough. Each connection waits for its answer before it sends the next. All
// of it is done by this one thread, which epoll(7) tells what has come: goroutines
// would take as long as an app that answers at once, from whose core it is.
func (cs *clients) send(request []byte, atLeast time.Duration, count int) (load, error) {
	began := time.Now()
	for i := range cs.conns {
		if err := cs.conns[i].ask(request, began); err != nil {
			return load{}, err
		}
	}
	l := load{times: make([]time.Duration, 0, 1<<15)}
	var events [connections]unix.EpollEvent
	for asking := connections; asking > 0; {
		n, err := unix.EpollWait(cs.poll, events[:], 10_000)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return load{}, fmt.Errorf("there is no answer (%v)", err)
		}
		for _, event := range events[:n] {
			c := &cs.conns[event.Fd]
			whole, err := c.hear()
			if err != nil {
				return load{}, err
			}
			if !whole {
				continue
			}
			now := time.Now()
			l.times = append(l.times, now.Sub(c.asked))
			if now.Sub(began) >= atLeast && len(l.times)+asking > count {
				asking--
			} else if err := c.ask(request, now); err != nil {
				return load{}, err
			}
		}
	}
	l.took = time.Since(began)
	slices.Sort(l.times)
	return l, nil
}

// A conn is a connection over which requests are sent one by one.
type conn struct {
	fd     int
	asked  time.Time
	answer [4096]byte
	heard  int // bytes of the answer
}

func (c *conn) open(poll, index int, address string) (err error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if c.fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return err
	}
	if err := unix.Connect(c.fd, &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}); err != nil {
		return err
	}
	return unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, c.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(index)})
}

func (c *conn) close() {
	if c.fd > 0 {
		unix.Close(c.fd)
	}
}

func (c *conn) ask(request []byte, now time.Time) error {
	c.asked, c.heard = now, 0
	n, err := unix.Write(c.fd, request)
	if err == nil && n < len(request) {
		err = errors.New("a request is too large")
	}
	return err
}

// hear reads what has come of an answer, and reports whether that is all of it. It
// must be a 200 with a Content-Length.
func (c *conn) hear() (whole bool, err error) {
	n, err := unix.Read(c.fd, c.answer[c.heard:])
	if err != nil {
		return false, err
	}
	if n == 0 {
		return false, fmt.Errorf("it breaks off after %q", c.answer[:c.heard])
	}
	c.heard += n
	head, body, ok := bytes.Cut(c.answer[:c.heard], []byte("\r\n\r\n"))
	if !ok {
		return false, nil
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 200 ")) {
		return false, fmt.Errorf("it answers %q", c.answer[:c.heard])
	}
	_, rest, _ := bytes.Cut(head, []byte("\r\nContent-Length: "))
	digits, _, _ := bytes.Cut(rest, []byte("\r\n"))
	length, err := strconv.Atoi(string(digits))
	if err != nil || len(body) > length {
		return false, fmt.Errorf("it answers %q", c.answer[:c.heard])
	}
	return len(body) == length, nil
}
