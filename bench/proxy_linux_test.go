package bench

import (
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	rounds = 15
	turn   = 250 * time.Millisecond

	// lead is how long requests are sent before they count: connections have to be made,
	// those to the app too, which were idle while others had their turn.
	lead = 50 * time.Millisecond

	// warm is how many requests come before, after which the memory counts.
	warm = 100_000
)

// BenchmarkProxy measures how much orkey proxy slows an app down, in turn with others
// that are between an app and its people. What is measured has one core to itself,
// the app, Redis and the people have the other. The program is the one that is
// released, and logs and counts as it does for everybody.
func BenchmarkProxy(b *testing.B) {
	contenders := contenders(b)
	var results []*result
	for _, c := range contenders {
		c.warmUp(b)
		results = append(results, &c.result)
	}
	for n := 0; n < rounds || b.Loop(); n++ {
		for _, c := range contenders {
			c.round(b)
		}
	}
	b.ReportMetric(0, "ns/op") // of all: says nothing
	compare(b, results)
}

// contenders starts them all.
func contenders(b *testing.B) []*contender {
	b.Helper()
	proxies, orkey := build(b, "./testdata/proxies"), build(b, "../cmd/orkey")
	openrouter := orkeytest.NewServer(b)
	app := startOn(b, otherCore, newLog(b), proxies, "app")
	upstream := "http://" + app.address()
	bare := func(kind string) *peer { return startOn(b, measuredCore, newLog(b), proxies, kind, upstream) }
	ours := func(args ...string) *peer {
		args = append([]string{"proxy", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--base-url", openrouter.URL}, args...)
		return startOn(b, measuredCore, newLog(b), orkey, args...)
	}
	var redis *servertest.RedisServer
	onCore(b, otherCore, func() { redis = servertest.Redis(b) })
	all := []*contender{
		{result: result{name: "the app alone"}, peer: app, path: "/page"},
		{result: result{name: "ReverseProxy, default"}, peer: bare("default"), path: "/page"},
		{result: result{name: tuned}, peer: bare("tuned"), path: "/page"},
		{result: result{name: "nginx proxy_pass"}, peer: nginx(b, app), path: "/page"},
		{result: result{name: withCookie}, peer: ours("--upstream", upstream), path: "/page"},
		{result: result{name: "orkey proxy, Redis"}, peer: ours("--upstream", upstream, "--sessions", redis.URL), path: "/page"},
		{result: result{name: verify}, peer: ours(), path: "/_orkey/verify"},
	}
	for i, c := range all {
		cookie := "orkey=" // as long as that of somebody
		for range 180 {
			cookie += "x"
		}
		if i > 3 {
			var err error
			if cookie, err = c.signIn(openrouter); err != nil {
				b.Fatalf("%s: %v", c.name, err)
			}
		}
		c.request = c.peer.request(c.path, cookie)
	}
	return all
}

// nginx is one that keeps its connections to the app.
func nginx(b *testing.B, app *peer) *peer {
	b.Helper()
	l := servertest.Listen(b)
	config := fmt.Sprintf(`keepalive_requests 1000000000;
upstream app { server %s; keepalive 1024; keepalive_requests 1000000000; }
server {
	listen %s;
	location / {
		proxy_pass http://app;
		proxy_http_version 1.1;
		proxy_set_header Connection "";
		proxy_set_header Host $host;
		proxy_set_header X-Forwarded-For $remote_addr;
		proxy_set_header X-Forwarded-Host $host;
		proxy_set_header X-Forwarded-Proto $scheme;
	}
}
`, app.address(), l.Addr())
	var server *servertest.Process
	onCore(b, measuredCore, func() { server = servertest.Nginx(b, l, config) })
	return &peer{port: strconv.Itoa(l.Addr().(*net.TCPAddr).Port), pids: withChildren(b, server.PID())}
}

// A contender is a peer that is measured.
type contender struct {
	*peer
	result
	path    string
	request []byte
}

// warmUp sends so many requests that the memory grows to what it will be.
func (c *contender) warmUp(b *testing.B) {
	b.Helper()
	c.send(b, func(send sender) {
		send(0, 1)
		before := c.resident(b)
		send(0, warm)
		c.memory = c.resident(b)
		c.growth = c.memory - before
	})
}

func (c *contender) round(b *testing.B) {
	b.Helper()
	c.send(b, func(send sender) {
		send(lead, 0)
		before := c.cpuTime(b)
		l := send(turn, 0)
		used := c.cpuTime(b) - before
		c.rounds = append(c.rounds, figures{
			rate: l.rate(), p50: milliseconds(l.at(0.5)), p99: milliseconds(l.at(0.99)),
			cpu: float64(used.Microseconds()) / float64(len(l.times)), share: used.Seconds() / l.took.Seconds(),
		})
	})
}

// A sender is the method send of clients, which can't fail.
type sender func(atLeast time.Duration, count int) load

// send calls f with what sends the request, by clients on the other core.
func (c *contender) send(b *testing.B, f func(sender)) {
	b.Helper()
	onCore(b, otherCore, func() {
		clients, err := dial(c.address())
		if err != nil {
			b.Fatalf("%s: %v", c.name, err)
		}
		defer clients.close()
		f(func(atLeast time.Duration, count int) load {
			l, err := clients.send(c.request, atLeast, count)
			if err != nil {
				b.Fatalf("%s: %v", c.name, err)
			}
			return l
		})
	})
}
