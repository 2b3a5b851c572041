package native_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestClosedInput(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	t.Run("headless", func(t *testing.T) {
		t.Parallel()
		s := begin(t, openrouter, native.Config{Mode: native.Headless})
		if _, err := s.end(); !errors.Is(err, native.ErrInputClosed) {
			t.Error(err)
		}
	})
	t.Run("headless, without an end of line", func(t *testing.T) {
		t.Parallel()
		r, w := io.Pipe()
		s := begin(t, openrouter, native.Config{Mode: native.Headless, Input: r})
		io.WriteString(w, approve(t, openrouter, s.pageURL))
		w.Close()
		if grant, err := s.end(); err != nil || grant.Key.IsZero() {
			t.Error(grant, err)
		}
	})
	t.Run("loopback", func(t *testing.T) {
		t.Parallel()
		begin(t, openrouter, native.Config{}).signedIn(openrouter)
	})
	t.Run("broken", func(t *testing.T) {
		t.Parallel()
		r, w := io.Pipe()
		w.CloseWithError(errors.New("broken"))
		begin(t, openrouter, native.Config{Input: r}).signedIn(openrouter)
	})
}

// What is typed after a sign-in belongs to the program: nothing of SignIn's is
// left that would read it, and nothing was read ahead.
func TestInputIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		open func() (in io.ReadCloser, out io.WriteCloser, err error)
	}{
		{"pipe", func() (io.ReadCloser, io.WriteCloser, error) { return os.Pipe() }},
		{"blocking pipe", func() (io.ReadCloser, io.WriteCloser, error) {
			r, w, err := os.Pipe()
			if err == nil {
				r.Fd() // sets it to block, as most programs' standard input does
			}
			return r, w, err
		}},
		{"terminal", func() (io.ReadCloser, io.WriteCloser, error) {
			keyboard, terminal, err := pty.Open()
			return terminal, keyboard, err
		}},
		{"blocking terminal", func() (io.ReadCloser, io.WriteCloser, error) {
			keyboard, terminal, err := pty.Open()
			if err == nil {
				terminal.Fd()
			}
			return terminal, keyboard, err
		}},
		{"connection", func() (io.ReadCloser, io.WriteCloser, error) {
			a, b := net.Pipe()
			return a, b, nil
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t)
			in, out, err := test.open()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			defer out.Close()

			s := begin(t, openrouter, native.Config{Input: in})
			s.signedIn(openrouter) // the browser is faster than any paste

			s = begin(t, openrouter, native.Config{Mode: native.Headless, Input: in})
			code := approve(t, openrouter, s.pageURL)
			go io.WriteString(out, code+"\nfor the program\n")
			if _, err := s.end(); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(in).ReadString('\n'); line != "for the program\n" {
				t.Errorf("the program reads %q, %v", line, err)
			}
		})
	}
}

// An input that can't be interrupted costs a goroutine until its Read returns,
// and does not hold SignIn up.
func TestInputThatBlocks(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	r, w := io.Pipe()
	begin(t, openrouter, native.Config{Input: r}).signedIn(openrouter)
	w.Close()
}

func TestReadLine(t *testing.T) {
	t.Parallel()
	in := strings.NewReader("one\r\n\n" + strings.Repeat("x", 100_000) + "\nlast")
	for _, want := range []string{"one\r", "", strings.Repeat("x", 8<<10+1)} {
		if line, err := native.ReadLine(in); line != want || err != nil {
			t.Errorf("%.20q (%d), %v", line, len(line), err)
		}
	}
	if line, err := native.ReadLine(in); line != "last" || err != io.EOF {
		t.Errorf("%q, %v", line, err)
	}
}

func TestConfigProblems(t *testing.T) {
	t.Parallel()
	_, err := native.SignIn(t.Context(), native.Config{
		Mode:    7,
		Timeout: -1,
		Client:  &orkey.Client{BaseURL: "http://openrouter.example"},
		Request: orkey.Request{CallbackURL: "https://app.example/", State: "s", KeyLabel: strings.Repeat("x", 101), Limit: -1},
	})
	for _, want := range []string{"Mode", "Timeout", "CallbackURL", "State", "KeyLabel", "Limit", "plain http"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("nothing is said of %s: %v", want, err)
		}
	}
}
