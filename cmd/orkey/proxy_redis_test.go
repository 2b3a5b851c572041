//go:build unix

package main

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Three proxies share the sessions: who signed in at one is signed in at all, also
// when one of them was killed, and when Redis was gone for a while. Who signs out is
// out everywhere. Redis has no key in it.
func TestProxyWithRedis(t *testing.T) {
	t.Parallel()
	redis := servertest.Redis(t, "appendonly yes", "appendfsync always")
	openrouter, app := orkeytest.NewServer(t), newApp(t, attack.App())
	front := servertest.Listen(t) // nobody's; the replicas are asked one by one
	args := []string{"--public-url", "http://" + front.Addr().String(), "--listen", "127.0.0.1:0", "--upstream", app, "--sessions", redis.URL}
	replicas := make([]*proxied, 3)
	for i := range replicas {
		replicas[i] = &proxied{t: t, openrouter: openrouter, state: t.TempDir()}
		if i > 0 {
			replicas[i].state = replicas[0].state // one secret
		}
		replicas[i].start(args...)
	}
	b := replicas[0].signInAt()
	everywhere := func(want int, when string) {
		t.Helper()
		for i, p := range replicas {
			if got := b.at(p).get("/page"); got != want {
				t.Errorf("%s, replica %d answers %d, want %d", when, i, got, want)
			}
		}
	}
	everywhere(http.StatusOK, "signed in")
	replicas[0].Kill()
	replicas = replicas[1:]
	everywhere(http.StatusOK, "with one of them killed")
	redis.Kill()
	everywhere(http.StatusServiceUnavailable, "without Redis")
	if got := b.at(replicas[0]).get("/_orkey/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("readyz says %d", got)
	}
	redis.Restart()
	everywhere(http.StatusOK, "with Redis again")
	if dump := redis.Dump(); !strings.Contains(dump, "orkey:session:") || strings.Contains(dump, "sk-or-") || strings.Contains(dump, "user_") {
		t.Errorf("Redis has %q", dump)
	}
	copied := b.copy()
	if status := b.at(replicas[1]).post("/_orkey/logout"); status >= 400 {
		t.Fatalf("the sign-out is answered %d", status)
	}
	b = copied
	everywhere(http.StatusUnauthorized, "signed out")
}

// A password of Redis is not to be seen.
func TestProxyHidesThePassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"redis://:opensesame@127.0.0.1:1", "redis://:opensesame@127.0.0.1:1/0?nonsense=1", "redis://:opensesame@%zz", "http://:opensesame@a"} {
		out, err := command(t, "proxy", "9", "--check", "--sessions", url).CombinedOutput()
		if _, ok := err.(*exec.ExitError); err != nil && !ok {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "opensesame") || !strings.Contains(string(out), "sessions") {
			t.Errorf("%s: it says %s", url, out)
		}
	}
}

func TestRedisOptions(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]struct {
		addrs, master string
		cluster, tls  bool
	}{
		"redis://a:1/2":             {"a:1", "", false, false},
		"rediss://a":                {"a:6379", "", false, true},
		"redis://a:1?addr=b:2":      {"a:1,b:2", "", true, false},
		"rediss://a:1?cluster=true": {"a:1", "", true, true},
		"redis://a:1?master_name=m&addr=b:2&dial_timeout=1s":  {"a:1,b:2", "m", false, false},
		"redis://user:secret@a:1/3?master_name=m&addr=b:2":    {"a:1,b:2", "m", false, false},
		"unix:///run/redis.sock?db=1":                         {"/run/redis.sock", "", false, false},
		"redis://user:secret@a:1?pool_size=3&read_timeout=1s": {"a:1", "", false, false},
	} {
		store, err := openSessions(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		store.Close()
		o, err := redisOptions(parse(t, url))
		if err != nil || strings.Join(o.Addrs, ",") != want.addrs || o.MasterName != want.master || o.IsClusterMode != want.cluster || (o.TLSConfig != nil) != want.tls {
			t.Errorf("%s is %+v, %v", url, o, err)
		}
	}
}
