//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
)

// A fleet is three replicas behind nginx, with their sessions in Redis, in front of
// an app; all of them processes, and people about all the time.
type fleet struct {
	*crowd
	replicas []*proxied
	ports    []int
	args     []string
	redis    *servertest.RedisServer
	app      *appProcess
	secrets  string                // the file
	ran      []*servertest.Process // all that have been a replica
}

func newFleet(t *testing.T, people int) *fleet {
	t.Helper()
	redis := servertest.Redis(t, "appendonly yes", "appendfsync always")
	openrouter := newCrowdOpenRouter(t, people)
	l := servertest.Listen(t)
	front := "http://" + l.Addr().String()
	f := &fleet{redis: redis, app: startApp(t), secrets: filepath.Join(t.TempDir(), "secrets")}
	f.write(t, firstSecret)
	f.args = []string{
		"--public-url", front, "--upstream", "unix:" + f.app.socket, "--sessions", redis.URL + "?read_timeout=2s", "--secret-file", f.secrets,
		"--trusted-proxy", "127.0.0.1", "--max-sign-ins", "10000", "--drain-delay", "1s",
	}
	var servers string
	for i := range 3 {
		f.ports = append(f.ports, servertest.Port(t))
		f.replicas = append(f.replicas, &proxied{t: t, openrouter: openrouter})
		f.start(i)
		servers += fmt.Sprintf("server 127.0.0.1:%d fail_timeout=1s;\n", f.ports[i])
	}
	config := strings.NewReplacer("server proxy:4180;", servers, "listen 8080;", "listen "+l.Addr().String()+";").Replace(readText(t, "../../deploy/nginx.conf"))
	servertest.Nginx(t, l, config)
	f.crowd = newCrowd(t, front, openrouter)
	return f
}

const firstSecret, secondSecret = "0123456789abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba9876543210"

func (f *fleet) write(t *testing.T, secrets ...string) {
	t.Helper()
	if err := os.WriteFile(f.secrets, []byte(strings.Join(secrets, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// start starts a replica, in the place of the one that was there.
func (f *fleet) start(i int) {
	f.replicas[i].t.Helper()
	f.replicas[i].start(append([]string{"--listen", fmt.Sprint("127.0.0.1:", f.ports[i])}, f.args...)...)
	f.ran = append(f.ran, f.replicas[i].Process)
}

// answers waits until a replica has answered for the app.
func (f *fleet) answers(p *proxied) {
	f.t.Helper()
	p.await(func() bool { return strings.Contains(p.Said(), "route=app") })
}

// rotate has all replicas read the secrets again, one after the other while people
// go from one to the other.
func (f *fleet) rotate(tr *traffic, secrets ...string) {
	f.t.Helper()
	f.write(f.t, secrets...)
	for _, p := range f.replicas {
		tr.wait(f.t, 60, 0)
		before := strings.Count(p.Said(), "secrets read again")
		p.Signal(syscall.SIGHUP)
		p.await(func() bool { return strings.Count(p.Said(), "secrets read again") > before })
	}
}

// told is for answers with which people are asked to wait.
func told(status int, words string) func(*answer) error {
	return func(a *answer) error {
		if a.status != status || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, words) || a.header.Get("Set-Cookie") != "" {
			return a.error("is not asked to wait")
		}
		return nil
	}
}

// Whatever happens to a fleet, nobody is signed out, nobody is answered for somebody
// else, nothing is done twice, and no request is lost but those that any proxy has to
// lose.
func TestProxyFleet(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 200)
	f.during("nothing", nil, func(*traffic) {
		for _, p := range f.replicas {
			f.answers(p)
		}
	})

	// What has reached the replica and is no GET can't be asked for again.
	var posts atomic.Int64
	f.during("a replica is killed", func(a *answer) error {
		if a.method != http.MethodPost || a.status != http.StatusBadGateway || posts.Add(1) > crowdWorkers {
			return a.error("is not answered by another replica")
		}
		return nil
	}, func(tr *traffic) {
		f.replicas[0].Kill()
		tr.wait(t, 50, 0)
		f.start(0)
		f.answers(f.replicas[0])
	})

	waits := told(http.StatusServiceUnavailable, "You are not signed out")
	f.during("Redis is killed", waits, func(tr *traffic) {
		f.redis.Kill()
		tr.wait(t, 0, 20)
		f.redis.Restart()
		f.again()
	})
	f.during("Redis is paused", waits, func(tr *traffic) {
		f.redis.Signal(syscall.SIGSTOP)
		tr.wait(t, 0, crowdWorkers+1)
		f.redis.Signal(syscall.SIGCONT)
		f.again()
	})

	f.during("the app is killed", told(http.StatusBadGateway, "could not be reached"), func(tr *traffic) {
		f.app.Kill()
		tr.wait(t, 0, 20)
		f.app.start(t)
		f.again()
	})

	// Before one seals with a secret, all must open it.
	f.during("the secret is replaced", nil, func(tr *traffic) {
		f.rotate(tr, firstSecret, secondSecret)
		f.rotate(tr, secondSecret, firstSecret)
		f.know() // and have new cookies
		f.rotate(tr, secondSecret)
	})

	// A POST is lost if its connection is made in the moment in which nobody listens
	// any more.
	posts.Store(0)
	f.during("all are replaced, one by one", func(a *answer) error {
		if a.method != http.MethodPost || a.status != http.StatusBadGateway || posts.Add(1) > int64(len(f.replicas)) {
			return a.error("is lost")
		}
		return nil
	}, func(*traffic) {
		for i, p := range f.replicas {
			p.Signal(syscall.SIGTERM)
			if code := p.Ended(); code != exitInterrupted || strings.Contains(p.Said(), "cut off") {
				t.Errorf("a replica ends with %d", code)
			}
			f.start(i)
			f.answers(f.replicas[i])
		}
	})
	f.know()
	f.checkDone()
	f.checkSecrets()
	f.signOut(f.people[0])
}

// checkDone checks that the app has done once what it has answered, and nothing
// twice.
func (f *fleet) checkDone() {
	f.t.Helper()
	done := f.app.done(f.t)
	for n, times := range done {
		if times > 1 {
			f.t.Errorf("number %s was done %d times", n, times)
		}
	}
	for _, n := range f.posted {
		if done[fmt.Sprint(n)] == 0 {
			f.t.Errorf("number %d was answered and not done", n)
		}
	}
	if len(f.posted) < 100 {
		f.t.Errorf("only %d were posted", len(f.posted))
	}
}

// checkSecrets checks that none is to be seen where it does not belong.
func (f *fleet) checkSecrets() {
	f.t.Helper()
	if dump := f.redis.Dump(); strings.Count(dump, "orkey:session:") != len(f.people) || strings.Contains(dump, "sk-or-") || strings.Contains(dump, "user_") {
		f.t.Error("Redis has something else than sealed sessions")
	}
	for _, p := range f.ran {
		for _, leak := range []string{"sk-or-", firstSecret, secondSecret, "code=", "DATA RACE"} {
			if strings.Contains(p.Said(), leak) {
				f.t.Errorf("a log has %q", leak)
			}
		}
	}
}

// signOut checks that who signs out at one is out at all.
func (f *fleet) signOut(v *visitor) {
	f.t.Helper()
	jar := v.client.Jar.Cookies(parse(f.t, f.url))
	if a := f.ask(v, http.MethodPost, f.url+"/_orkey/logout"); a.err != nil || a.status >= 400 {
		f.t.Error(a.error("is not signed out"))
	}
	v.client.Jar.SetCookies(parse(f.t, f.url), jar) // as somebody has who copied them
	for range 2 * len(f.replicas) {
		if a := f.page(v, http.MethodGet); a.status != http.StatusUnauthorized {
			f.t.Error(a.error("is signed in"))
		}
	}
}
