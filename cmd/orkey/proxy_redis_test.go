//go:build unix

package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Sessions are in a Redis with TLS, behind sentinels or in a cluster, each with a
// password. When the main server dies, or the only one for a while, people are asked
// to wait, and nobody is signed out.
func TestProxyWithRedis(t *testing.T) {
	t.Parallel()
	const password = "opensesame"
	protected := []string{"requirepass " + password, "masterauth " + password, "appendonly yes", "appendfsync always"}
	group := func(start func(testing.TB, ...string) *servertest.RedisGroup, credentials string) func(*testing.T) *redisCase {
		return func(t *testing.T) *redisCase {
			g := start(t, protected...)
			return &redisCase{fmt.Sprintf(credentials, strings.TrimPrefix(g.URL, "redis://")), nil, func() { g.Sync(); g.FailOver() }, g.Dump}
		}
	}
	for name, start := range map[string]func(*testing.T) *redisCase{
		"TLS": func(t *testing.T) *redisCase {
			r, address, cert := newTLSRedis(t, protected...)
			return &redisCase{"rediss://:" + password + "@" + address, []string{"--sessions-ca", cert}, func() { r.Kill(); r.Restart() }, r.Dump}
		},
		"sentinels": group(servertest.RedisSentinel, "redis://:"+password+"@%s&password="+password),
		"cluster":   group(servertest.RedisCluster, "redis://:"+password+"@%s"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			openrouter := newCrowdOpenRouter(t, 30)
			app := startApp(t)
			p := startProxy(t, openrouter, append(c.args, "--listen", "127.0.0.1:0", "--upstream", "unix:"+app.socket, "--sessions", c.url, "--max-sign-ins", "10000")...)
			crowd := newCrowd(t, p.url, openrouter)
			crowd.during("the main server dies", told(http.StatusServiceUnavailable, "You are not signed out"), func(*traffic) {
				c.dies()
				crowd.again()
			})
			crowd.know()
			if err := crowd.signIn(crowd.people[0]); err != nil { // that writes, too
				t.Error(err)
			}
			if dump := c.dump(); !strings.Contains(dump, "orkey:session:") || strings.Contains(dump, "sk-or-") || strings.Contains(dump, "user_") {
				t.Error("Redis has something else than sealed sessions")
			}
			if strings.Contains(p.Said(), password) {
				t.Error("a log has the password")
			}
		})
	}
}

// A redisCase is a Redis of some kind.
type redisCase struct {
	url  string
	args []string
	dies func()
	dump func() string
}

// newTLSRedis starts a Redis with TLS, whose certificate is in a file.
func newTLSRedis(t *testing.T, config ...string) (r *servertest.RedisServer, address, cert string) {
	t.Helper()
	dir, port := t.TempDir(), servertest.Port(t)
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key, 1)
	own := []string{"bind 127.0.0.1", fmt.Sprint("tls-port ", port), "tls-cert-file " + cert, "tls-key-file " + key, "tls-auth-clients no"}
	return servertest.Redis(t, append(own, config...)...), fmt.Sprint("localhost:", port), cert
}

// A Redis that anybody could be is not given sessions.
func TestProxyTrustsNoRedis(t *testing.T) {
	t.Parallel()
	_, address, _ := newTLSRedis(t)
	other := filepath.Join(t.TempDir(), "cert.pem")
	writeCertificate(t, other, other+".key", 2)
	for _, args := range [][]string{nil, {"--sessions-ca", other}} {
		p := startProxy(t, orkeytest.NewServer(t), append(args, "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--sessions", "rediss://"+address)...)
		if status, _, word := newPerson(t, p.url).visit(p.url + "/_orkey/readyz"); status != http.StatusServiceUnavailable || word != "sessions\n" {
			t.Errorf("with %q, readyz says %d %s", args, status, word)
		}
	}
}

// A request asks Redis once, and writes nothing.
func TestProxyAsksRedisOnce(t *testing.T) {
	t.Parallel()
	server := servertest.Redis(t)
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--sessions", server.URL)
	b := p.signIn()
	options, err := redis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.ConfigResetStat(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	const requests = 20
	for range requests {
		if got := b.get("/page"); got != http.StatusOK {
			t.Fatalf("it answers %d", got)
		}
	}
	stats, err := client.Info(t.Context(), "commandstats").Result()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(stats, fmt.Sprintf("cmdstat_get:calls=%d,", requests)) {
		t.Errorf("Redis was not asked once for each of %d requests:\n%s", requests, stats)
	}
	for _, writes := range []string{"set", "expire", "pexpire", "getex", "del", "touch", "eval"} {
		if strings.Contains(stats, "cmdstat_"+writes+":") {
			t.Errorf("Redis was told to %s:\n%s", writes, stats)
		}
	}
}

// A password of Redis is not to be seen.
func TestProxyHidesThePassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"redis://:opensesame@127.0.0.1:1", "redis://:opensesame@127.0.0.1:1/0?nonsense=1", "redis://:opensesame@%zz", "http://:opensesame@a",
		"redis://127.0.0.1:1?master_name=m&password=opensesame", "redis://127.0.0.1:1?master_name=m&pass%77ord=opensesame", "redis://a:1?master_name=m;password=opensesame",
		"redis://:1#opensesame@127.0.0.1:1", "redis://:1/opensesame@127.0.0.1:1", "redis://:1?opensesame@127.0.0.1:1", "redis://127.0.0.1:1?password=opensesame",
	} {
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
	for address, want := range map[string]struct {
		addrs        string
		cluster, tls bool
	}{
		"redis://a:1/2":             {"a:1", false, false},
		"rediss://a":                {"a:6379", false, true},
		"redis://a:1?addr=b:2":      {"a:1,b:2", true, false},
		"rediss://a:1?cluster=true": {"a:1", true, true},
		"redis://a:1?master_name=m&addr=b:2&dial_timeout=1s":  {"FailoverClient", false, false},
		"redis://user:secret@a:1/3?master_name=m&addr=b:2":    {"FailoverClient", false, false},
		"unix:///run/redis.sock?db=1":                         {"/run/redis.sock", false, false},
		"redis://user:secret@a:1?pool_size=3&read_timeout=1s": {"a:1", false, false},
	} {
		client, err := newRedis(parse(t, address), nil)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		defer client.Close()
		switch c := client.(type) {
		case *redis.ClusterClient:
			if o := c.Options(); !want.cluster || strings.Join(o.Addrs, ",") != want.addrs || (o.TLSConfig != nil) != want.tls || o.DialerRetries != 1 || !o.ContextTimeoutEnabled {
				t.Errorf("%s is %+v", address, o)
			}
		case *redis.Client:
			if o := c.Options(); want.cluster || o.Addr != want.addrs || (o.TLSConfig != nil) != want.tls || o.DialerRetries != 1 || !o.ContextTimeoutEnabled {
				t.Errorf("%s is %+v", address, o)
			}
		}
	}
	for _, address := range []string{
		"redis://a?nonsense=1", "redis://a?a;b", "redis://a#b", "redis://a?master_name=m&replica_only=true", "redis://a?cluster=true&route_randomly=true", "unix:///a?cluster=true",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newRedis(u, nil); err == nil {
			t.Errorf("%s is taken", address)
		}
	}
}
