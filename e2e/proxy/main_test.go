//go:build unix

// Package proxy puts real apps, unchanged, behind the orkey proxy that people
// install, and goes there in a browser.
package proxy_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "orkey")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "orkey")
	code := chromiumtest.Main(m)
	os.RemoveAll(dir)
	os.Exit(code)
}

var program string // the command, once it is built

var build = sync.OnceValue(func() error {
	out, err := exec.Command("go", "build", "-o", program, "../../cmd/orkey").CombinedOutput()
	if err != nil {
		return errors.New(string(out))
	}
	return nil
})

// A site is an app behind a proxy, and OpenRouter beside it.
type site struct {
	*servertest.Process
	t          *testing.T
	url        string
	openrouter *orkeytest.Server
}

// ready is what the proxy says when it is, and when the command is that it starts.
var ready = regexp.MustCompile(`(?m)^(?:url\t|With sign-in in front: )(http://localhost:\d+)`)

// start starts orkey proxy in a folder and waits until the app is behind it.
func start(t *testing.T, openrouter *orkeytest.Server, dir string, args ...string) *site {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append([]string{"proxy", "--listen", "127.0.0.1:0", "--drain-timeout", "10ms"}, args...)...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal, where it would leave signals to that
	cmd.Env = append(cmd.Environ(), "HOME="+t.TempDir(), "STATE_DIRECTORY="+t.TempDir(), "OPENROUTER_BASE_URL="+openrouter.URL)
	s := &site{t: t, openrouter: openrouter}
	s.Process = servertest.Start(t, cmd, func(said string) error {
		found := ready.FindStringSubmatch(said)
		if found == nil {
			return errors.New("it says nothing")
		}
		s.url = found[1]
		return nil
	})
	t.Cleanup(func() { s.End(syscall.SIGTERM) })
	return s
}

const (
	signInButton = ".openrouter-button"
	onSignIn     = `!!document.querySelector('` + signInButton + `')?.checkVisibility() && document.title.startsWith('Sign in')`
	authorize    = "button[value=authorize]"
	onConsent    = `location.pathname === '/auth' && !!document.querySelector('` + authorize + `')`
)

// signIn opens a page of the app, as somebody who is not signed in yet, and waits
// until it is there.
func (s *site) signIn(tab *chromiumtest.Tab, path, there string) {
	s.t.Helper()
	tab.Navigate(s.url + path)
	tab.Wait(onSignIn)
	tab.Click(signInButton)
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(there)
	if at := tab.URL(); at != s.url+path {
		s.t.Errorf("back at %s, want %s", at, s.url+path)
	}
}

const signOut = `fetch('/_orkey/logout', {method: 'POST'})`
