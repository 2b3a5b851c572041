//go:build unix

package native_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/native"
)

const page = "https://openrouter.ai/auth?a=1&b=%20$(touch+x);'\"`"

// script writes an executable shell script.
func script(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// read waits for a file.
func read(t *testing.T, path string) (text string) {
	t.Helper()
	until(t, "there is "+path, func() bool {
		b, err := os.ReadFile(path)
		text = string(b)
		return err == nil && strings.HasSuffix(text, "\n")
	})
	return text
}

// These are not parallel, since they set the environment.

func TestOpenBrowser(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	t.Setenv("OUT", out)
	for _, test := range []struct{ name, browser, want string }{
		{"argument", script(t, "browser", `printf '%s %s\n' $# "$1" >$OUT`), "1 URL\n"},
		{"place", script(t, "browser", `printf '%s %s\n' "$1" "$2" >$OUT`) + ` --new=%s 100%%`, "--new=URL 100%\n"},
		{"the first that works", "nosuch:" + script(t, "bad", "exit 1") + ":" + script(t, "good", `echo good >$OUT`) + ":" + script(t, "late", `echo late >$OUT`), "good\n"},
		{"killed", script(t, "bad", "kill -9 $$") + ":" + script(t, "good", `echo good >$OUT`), "good\n"},
		{"not a program", script(t, "bad", "") + "x:" + script(t, "good", `echo good >$OUT`), "good\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			os.Remove(out)
			t.Setenv("BROWSER", test.browser)
			if err := native.OpenBrowser(t.Context(), page); err != nil {
				t.Fatal(err)
			}
			opened := "https://openrouter.ai/auth?a=1&b=%20$(touch+x);'\"`"
			if got := read(t, out); got != strings.ReplaceAll(test.want, "URL", opened) {
				t.Errorf("it ran %q", got)
			}
		})
	}
}

// A browser that stays in the foreground, chatters, and reads the terminal is
// nobody's trouble: nothing waits for it, it has a session of its own, and it
// stays.
func TestOpenBrowserInTheForeground(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DIR", dir)
	t.Setenv("BROWSER", script(t, "browser", `
echo chatter; echo chatter >&2
read line && echo "read $line" >$DIR/read
mkfifo $DIR/stay
ps -o sid= -p $$ >$DIR/session 2>/dev/null || echo $(cut -d' ' -f6 /proc/$$/stat) >$DIR/session
cat $DIR/stay >/dev/null
echo over >$DIR/over
`))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- native.OpenBrowser(ctx, page) }()
	session := strings.TrimSpace(read(t, filepath.Join(dir, "session")))
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "read")); err == nil {
		t.Error("it read the program's input")
	}
	if own, _ := os.ReadFile("/proc/self/stat"); len(own) > 0 && strings.Fields(string(own))[5] == session {
		t.Error("it is in the program's session")
	}
	until(t, "no goroutine is left", func() bool { return goroutines("orkey/native.") == "" })
	// It lives on: this ends it.
	if err := os.WriteFile(filepath.Join(dir, "stay"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	read(t, filepath.Join(dir, "over"))
}

func TestOpenBrowserSaysNothing(t *testing.T) {
	stdout, stderr := os.Stdout, os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout, os.Stderr = w, w
	t.Setenv("BROWSER", script(t, "browser", "echo out; echo err >&2"))
	err = native.OpenBrowser(t.Context(), page)
	os.Stdout, os.Stderr = stdout, stderr
	w.Close()
	var b [16]byte
	if n, _ := r.Read(b[:]); n > 0 || err != nil {
		t.Errorf("%q, %v", b[:n], err)
	}
}

func TestOpenBrowserWithoutOne(t *testing.T) {
	t.Setenv("BROWSER", script(t, "browser", "exit 3"))
	t.Setenv("PATH", filepath.Dir(script(t, "sh", "exec /bin/sh \"$@\"")))
	if err := native.OpenBrowser(t.Context(), page); err == nil || !strings.Contains(err.Error(), "BROWSER") {
		t.Error(err)
	}
}

func TestOpenBrowserOpensPagesOnly(t *testing.T) {
	for _, url := range []string{"", "file:///etc/passwd", "javascript:alert(1)", "--help", "openrouter.ai", "https:", "https://%zz", "\x00"} {
		t.Setenv("BROWSER", script(t, "browser", "exit 0"))
		if err := native.OpenBrowser(t.Context(), url); err == nil {
			t.Errorf("it opens %q", url)
		}
	}
}
