package native_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestTimeout(t *testing.T) {
	t.Parallel()
	for _, timeout := range []time.Duration{0, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			r, w := io.Pipe()
			defer w.Close()
			want := timeout
			if want == 0 {
				want = native.DefaultTimeout
			}
			start := time.Now()
			out := new(output)
			_, err := native.SignIn(t.Context(), native.Config{Mode: native.Headless, Input: r, Output: out, Timeout: timeout})
			if !errors.Is(err, native.ErrTimeout) || !strings.Contains(err.Error(), want.String()) || time.Since(start) != want {
				t.Errorf("%v after %v", err, time.Since(start))
			}
			if !strings.HasSuffix(out.String(), "\n") {
				t.Error("what is said next would stand on the line of the prompt")
			}
		})
	}
}

func TestTimeoutOnLoopback(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	clock := make(chan time.Time)
	s := begin(t, openrouter, native.Config{After: func(d time.Duration) <-chan time.Time {
		if d != native.DefaultTimeout {
			t.Errorf("it waits %v", d)
		}
		return clock
	}})
	get(t, s.at(s.callbackURL().Path+"?code=forged&state=wrong"))
	s.waits()
	clock <- time.Now()
	if _, err := s.end(); !errors.Is(err, native.ErrTimeout) {
		t.Error(err)
	}
	free(t, s.callbackURL().Port())
}

// The time-out is the person's: an exchange that is under way goes on.
func TestTimeoutInTheExchange(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	rule := openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Delay: 100 * time.Millisecond})
	clock := make(chan time.Time, 1)
	s := begin(t, openrouter, native.Config{After: func(time.Duration) <-chan time.Time { return clock }})
	back := approve(t, openrouter, s.pageURL)
	loaded := make(chan answer)
	go func() {
		a, _ := try(request(t, "GET", back))
		loaded <- a
	}()
	until(t, "the exchange is under way", func() bool { return rule.Served() == 1 })
	clock <- time.Now()
	if a := <-loaded; !strings.Contains(a.body, "<h1>Signed in</h1>") {
		t.Errorf("the browser ends on %d %s", a.status, a.body)
	}
	if grant, err := s.end(); err != nil || grant.Key.IsZero() {
		t.Error(grant, err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	for _, mode := range []native.Mode{native.Loopback, native.Headless} {
		r, w := io.Pipe()
		defer w.Close()
		s := begin(t, orkeytest.NewServer(t), native.Config{Mode: mode, Input: r})
		s.cancel()
		_, err := s.end()
		if !errors.Is(err, context.Canceled) || errors.Is(err, native.ErrTimeout) || !strings.Contains(err.Error(), "cancelled") {
			t.Errorf("%v: %v", mode, err)
		}
	}
}

func TestDeadlineOfTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		r, w := io.Pipe()
		defer w.Close()
		_, err := native.SignIn(ctx, native.Config{Mode: native.Headless, Input: r, Output: io.Discard})
		if !errors.Is(err, native.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

// A cancelled exchange is no key, and the browser is told.
func TestCancelledInTheExchange(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	rule := openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Hang: true})
	s := begin(t, openrouter, native.Config{})
	back := approve(t, openrouter, s.pageURL)
	go try(request(t, "GET", back))
	if err := rule.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.cancel()
	if _, err := s.end(); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The browser is opened once, with the printed URL, after that is printed and
// when the listener answers.
func TestOpen(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	opened := make(chan string, 2)
	out := new(output)
	grant, err := native.SignIn(t.Context(), native.Config{
		Client: &orkey.Client{BaseURL: openrouter.URL},
		Mode:   native.Loopback,
		Input:  strings.NewReader(""),
		Output: out,
		Open: func(ctx context.Context, pageURL string) error {
			if !strings.Contains(out.String(), "\n  "+pageURL+"\n") {
				t.Errorf("not printed yet: %s", out)
			}
			opened <- pageURL
			go try(request(t, "GET", approve(t, openrouter, pageURL)))
			<-ctx.Done() // as a browser that stays in the foreground
			return nil
		},
	})
	if err != nil || grant.Key.IsZero() || len(opened) != 1 {
		t.Error(grant, err, len(opened))
	}
}

func TestBrowserThatDoesNotStart(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{Open: func(context.Context, string) error { return errors.New("no") }})
	s.output.wait(t, "open the page by hand")
	s.signedIn(openrouter)
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// Where nobody reads the address, a browser may still open; without one there is
// no way on.
func TestBrokenOutput(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	cfg := native.Config{
		Client: &orkey.Client{BaseURL: openrouter.URL},
		Mode:   native.Loopback,
		Input:  strings.NewReader(""),
		Output: brokenWriter{},
		Open: func(_ context.Context, pageURL string) error {
			_, err := try(request(t, "GET", approve(t, openrouter, pageURL)))
			return err
		},
	}
	if _, err := native.SignIn(t.Context(), cfg); err != nil {
		t.Error(err)
	}
	cfg.Mode = native.Headless
	if _, err := native.SignIn(t.Context(), cfg); !errors.Is(err, syscall.EPIPE) {
		t.Error(err)
	}
}
