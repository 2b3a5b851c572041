//go:build unix

package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A proxied app is one behind a process of orkey proxy, with an OpenRouter beside.
type proxied struct {
	*servertest.Process
	t          *testing.T
	url        string
	openrouter *orkeytest.Server
	state      string // the directory of the secret
}

var readyPattern = regexp.MustCompile(`(?m)^url\t(\S+)$`)

// startProxy starts orkey proxy, and waits until it is ready.
func startProxy(t *testing.T, openrouter *orkeytest.Server, args ...string) *proxied {
	t.Helper()
	p := &proxied{t: t, openrouter: openrouter, state: t.TempDir()}
	p.start(args...)
	return p
}

func (p *proxied) start(args ...string) {
	p.t.Helper()
	cmd := command(p.t, append([]string{"proxy", "--log-level", "debug"}, args...)...)
	cmd.Env = append(cmd.Env, "STATE_DIRECTORY="+p.state, "OPENROUTER_BASE_URL="+p.openrouter.URL)
	p.Process = servertest.Start(p.t, cmd, func(said string) error {
		found := readyPattern.FindStringSubmatch(said)
		if found == nil {
			return errors.New("it says nothing")
		}
		p.url = found[1]
		return nil
	})
}

// newApp starts an app.
func newApp(t *testing.T, app http.Handler) string {
	t.Helper()
	server := httptest.NewServer(app)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

func (p *proxied) target() *attack.Target {
	return &attack.Target{
		URL: p.url, Address: strings.Replace(strings.TrimPrefix(p.url, "http://"), "localhost", "127.0.0.1", 1),
		Echo: attack.AppEcho, Open: "/open/", Approve: func(authorizeURL string) (string, error) { return p.openrouter.Approve(authorizeURL) },
	}
}

// A proxy listens on all addresses that its name stands for.
func TestProxyListensTwice(t *testing.T) {
	t.Parallel()
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "localhost:0", "--upstream", newApp(t, attack.App()))
	public, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	hosts := []string{"127.0.0.1"}
	if l, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		l.Close()
		hosts = append(hosts, "::1")
	}
	for _, host := range hosts {
		res, err := http.Get("http://" + net.JoinHostPort(host, public.Port()) + "/_orkey/healthz")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("at %s, healthz is answered %s", host, res.Status)
		}
	}
	p.End(os.Interrupt)
	if strings.Contains(p.Said(), "DATA RACE") || strings.Contains(p.Said(), "listen no longer") {
		t.Error("the listeners are in each other's way")
	}
}

// On SIGHUP a secret takes over from another and nobody is signed out; one that is
// no secret does not.
func TestProxyRotatesSecrets(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secrets")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const older, newer = "0123456789abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba9876543210"
	write("# of today\n" + older + "\n")
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--secret-file", file)
	first, away := p.signIn(), p.signIn()
	reload := func(says string) {
		t.Helper()
		before := strings.Count(p.Said(), says)
		p.Signal(syscall.SIGHUP)
		p.await(func() bool { return strings.Count(p.Said(), says) > before })
	}
	write(newer + "\n" + older + "\n")
	reload("secrets read again")
	if got := first.get("/page"); got != http.StatusOK {
		t.Errorf("who signed in before is answered %d", got)
	}
	second := p.signIn()
	write(newer + "\n")
	reload("secrets read again")
	if got := first.get("/page"); got != http.StatusOK {
		t.Errorf("who was here while both were good is answered %d", got)
	}
	if got := away.get("/page"); got != http.StatusUnauthorized {
		t.Errorf("whose secret is gone is answered %d", got)
	}
	write("short\n")
	reload("the secrets stay as they were")
	if got := second.get("/page"); got != http.StatusOK {
		t.Errorf("who signed in later is answered %d", got)
	}
	if strings.Contains(p.Said(), older) || strings.Contains(p.Said(), newer) {
		t.Error("it says a secret")
	}
}

// await waits until something is so.
func (p *proxied) await(so func() bool) {
	p.t.Helper()
	for range 1000 {
		if so() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.t.Fatalf("it does not come to pass:\n%s", p.Said())
}
