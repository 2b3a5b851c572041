package native_test

import (
	"context"
	"errors"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

type listenFunc = func(ctx context.Context, network, address string) (net.Listener, error)

// without refuses to listen on a family, as a machine does that lacks it.
func without(family string) listenFunc {
	return func(ctx context.Context, network, address string) (net.Listener, error) {
		if network == family {
			return nil, &net.OpError{Op: "listen", Net: network, Err: syscall.EADDRNOTAVAIL}
		}
		return new(net.ListenConfig).Listen(ctx, network, address)
	}
}

func TestOneFamilyOnly(t *testing.T) {
	t.Parallel()
	for _, family := range []string{"tcp4", "tcp6"} {
		openrouter := orkeytest.NewServer(t)
		s := begin(t, openrouter, native.Config{Listen: without(family)})
		missing := map[string]string{"tcp4": "127.0.0.1", "tcp6": "::1"}[family]
		if conn, err := net.Dial("tcp", net.JoinHostPort(missing, s.callbackURL().Port())); err == nil {
			conn.Close()
			t.Errorf("without %s, it listens on %s", family, missing)
		}
		s.signedIn(openrouter)
	}
}

// A port that is taken on [::1] is no good, even if it is free on 127.0.0.1:
// "localhost" could lead the browser to a stranger.
func TestPortTakenOnOneFamily(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	var mu sync.Mutex
	var taken []string
	s := begin(t, openrouter, native.Config{Listen: func(ctx context.Context, network, address string) (net.Listener, error) {
		mu.Lock()
		defer mu.Unlock()
		l, err := new(net.ListenConfig).Listen(ctx, network, address)
		if err == nil && network == "tcp4" && len(taken) < 3 {
			_, port, _ := net.SplitHostPort(l.Addr().String())
			stranger, err := net.Listen("tcp6", "[::1]:"+port)
			if err != nil {
				t.Error(err)
			} else {
				t.Cleanup(func() { stranger.Close() })
				taken = append(taken, port)
			}
		}
		return l, err
	}})
	for _, port := range taken {
		if s.callbackURL().Port() == port {
			t.Errorf("it took port %s, which a stranger has", port)
		}
		if conn, err := net.Dial("tcp4", "127.0.0.1:"+port); err == nil {
			conn.Close()
			t.Errorf("it still listens on the port %s that it gave back", port)
		}
	}
	s.signedIn(openrouter)
}

func TestNoPortFree(t *testing.T) {
	t.Parallel()
	taken := func(ctx context.Context, network, address string) (net.Listener, error) {
		if network == "tcp6" && !strings.HasSuffix(address, ":0") {
			return nil, syscall.EADDRINUSE
		}
		return new(net.ListenConfig).Listen(ctx, network, address)
	}
	_, err := native.SignIn(t.Context(), native.Config{Mode: native.Loopback, Listen: taken, Output: new(output), Open: native.NoBrowser})
	if err == nil || !strings.Contains(err.Error(), "no port is free") {
		t.Error(err)
	}
}

func TestNoLoopback(t *testing.T) {
	t.Parallel()
	refused := errors.New("no network here")
	nowhere := func(context.Context, string, string) (net.Listener, error) { return nil, refused }
	_, err := native.SignIn(t.Context(), native.Config{Mode: native.Loopback, Listen: nowhere, Output: new(output), Open: native.NoBrowser})
	if !errors.Is(err, refused) || !strings.Contains(err.Error(), "headless") {
		t.Error(err)
	}
}

// When a sign-in is over, however it ended, no goroutine, connection or port of
// it is left.
func TestNothingIsLeft(t *testing.T) { // not parallel: it looks at all goroutines
	openrouter, err := orkeytest.New(orkeytest.Config{})
	if err != nil {
		t.Fatal(err)
	}
	load := func(back string, err error) {
		if err != nil {
			t.Error(err)
			return
		}
		get(t, back)
	}
	for _, test := range []struct {
		name   string
		finish func(*signIn)
	}{
		{"signed in", func(s *signIn) { load(openrouter.Approve(s.pageURL)) }},
		{"denied", func(s *signIn) { load(openrouter.Deny(s.pageURL)) }},
		{"cancelled", func(s *signIn) { s.cancel() }},
		{"strays and cancelled", func(s *signIn) {
			get(t, s.at("/favicon.ico"))
			get(t, s.at(s.callbackURL().Path+"?code=x&state=wrong"))
			s.cancel()
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			defer w.Close()
			s := begin(t, nil, native.Config{
				Client: &orkey.Client{HTTPClient: inProcess(openrouter)},
				Input:  r,
				Open:   func(ctx context.Context, _ string) error { <-ctx.Done(); return nil },
			})
			for range 3 { // clients that never say a word
				conn, err := net.Dial("tcp", s.callbackURL().Host)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
			}
			test.finish(s)
			s.end()
			// A goroutine that has said it ends may need a moment to be gone.
			until(t, "no goroutine is left", func() bool { return goroutines("orkey/native.", "net/http.(*") == "" })
			free(t, s.callbackURL().Port())
		})
	}
}

// goroutines returns the stacks that mention one of the names.
func goroutines(names ...string) string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var found []string
	for stack := range strings.SplitSeq(string(buf), "\n\n") {
		for _, name := range names {
			if strings.Contains(stack, name) {
				found = append(found, stack)
				break
			}
		}
	}
	return strings.Join(found, "\n\n")
}
