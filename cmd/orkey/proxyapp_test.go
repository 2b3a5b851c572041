package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A fakeApp listens where the test says.
type fakeApp struct {
	mu    sync.Mutex
	ports []uint16
}

func (f *fakeApp) listens(ports ...uint16) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ports = ports
}

func (f *fakeApp) find(int) []uint16 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.ports)
}

// connect returns a connection to which the address is written.
func (f *fakeApp) connect(_ context.Context, _, address string) (net.Conn, error) {
	if !slices.ContainsFunc(f.find(0), func(port uint16) bool { return localhost(port) == address }) {
		return nil, syscall.ECONNREFUSED
	}
	ours, theirs := net.Pipe()
	go func() {
		theirs.Write([]byte(address))
		theirs.Close()
	}()
	return ours, nil
}

// An app that was told port 8 is reached there or, if that is safe, where it is.
func TestChildAppIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeApp{}
		app := newChildApp(8, true)
		app.connect, app.find = fake.connect, fake.find
		reaches := func(want string) {
			t.Helper()
			conn, err := app.dial(t.Context(), "tcp", "localhost:8")
			if err != nil {
				if want != "" || !errors.Is(err, syscall.ECONNREFUSED) {
					t.Errorf("want %q, it says %v", want, err)
				}
				return
			}
			defer conn.Close()
			var text bytes.Buffer
			text.ReadFrom(conn)
			if text.String() != want {
				t.Errorf("it reaches %q, want %q", &text, want)
			}
		}
		fake.listens(5173)
		reaches("") // it is not started
		app.started(1)
		reaches("") // is that all?
		time.Sleep(settleTime)
		reaches("localhost:5173")
		fake.listens(5173, 9229)
		time.Sleep(time.Minute)
		reaches("localhost:5173")
		fake.listens(5173, 8)
		reaches("localhost:8")
		fake.listens(5173)
		reaches("localhost:5173")

		fake.listens() // it starts anew
		reaches("")
		fake.listens(3000, 5173)
		time.Sleep(time.Minute)
		reaches("")
		time.Sleep(time.Minute)
		reaches("") // which of them, nobody knows
		fake.listens(3000)
		time.Sleep(time.Minute)
		reaches("") // just seen
		time.Sleep(settleTime)
		reaches("localhost:3000")

		app.forget()
		app.follow = false
		time.Sleep(time.Minute)
		reaches("")
	})
}

// It is said when the app is there, and what to do where it is not.
func TestProxyTellsWhenTheAppIsThere(t *testing.T) {
	for _, test := range []struct {
		name    string
		follow  bool
		listens map[time.Duration][]uint16
		want    string
	}{
		{"as told", true, map[time.Duration][]uint16{time.Second: {8}},
			"With sign-in in front: http://localhost:4180/"},
		{"elsewhere", true, map[time.Duration][]uint16{time.Second: {5173}},
			"With sign-in in front: http://localhost:4180/  (vite listens on port 5173, not where PORT said)"},
		{"at two ports", true, map[time.Duration][]uint16{time.Second: {3000, 5173}},
			"orkey: warning: vite listens on ports 3000 and 5173, not on 8 as the variable PORT tells it; say which it is: orkey proxy 3000 -- vite …"},
		{"elsewhere, where others can come", false, map[time.Duration][]uint16{time.Second: {5173}},
			"orkey: warning: vite listens on port 5173, not on 8 as the variable PORT tells it; say which it is: orkey proxy 5173 -- vite …"},
		{"late", true, map[time.Duration][]uint16{time.Minute: {8}},
			"orkey: warning: nothing listens on port 8 yet, though the variable PORT tells vite to; if it listens elsewhere, say where: orkey proxy PORT -- vite …\n\nWith sign-in in front: http://localhost:4180/"},
		{"never", true, nil,
			"orkey: warning: nothing listens on port 8 yet, though the variable PORT tells vite to; if it listens elsewhere, say where: orkey proxy PORT -- vite …"},
	} {
		for _, format := range []string{"text", "json"} {
			t.Run(test.name+" in "+format, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					fake, said := &fakeApp{}, &bytes.Buffer{}
					r := &running{
						proxy: &proxy{system: system{stdout: said, stderr: said}, command: []string{"/bin/vite", "--token", "secret"}, settings: settings{logFormat: oneOf(format)}},
						plan:  &proxyPlan{public: "http://localhost:4180"}, log: slog.New(slog.NewJSONHandler(said, nil)),
						app: newChildApp(8, test.follow),
					}
					r.app.connect, r.app.find = fake.connect, fake.find
					r.app.started(1)
					for after, ports := range test.listens {
						time.AfterFunc(after, func() { fake.listens(ports...) })
					}
					ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
					defer cancel()
					r.tellWhenThere(ctx)
					if got := strings.TrimSpace(said.String()); format == "text" && got != test.want {
						t.Errorf("it says\n%s\nwant\n%s", got, test.want)
					} else if format == "json" && strings.Count(got, "\n") != strings.Count(test.want, "\n\n") || format == "json" && got[0] != '{' {
						t.Errorf("it logs\n%s", got)
					}
				})
			})
		}
	}
}
