package gateway_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

// A restriction that is misconfigured and would do nothing, or something else
// than it says, stops the start.
func TestMisconfigurationStopsTheStart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		change func(*gateway.Config)
		want   string
	}{
		{func(c *gateway.Config) { c.SignIn.PublicURL = "" }, "PublicURL must be the address of the site"},
		{func(c *gateway.Config) { c.SignIn.PublicURL = "http://app.example" }, "PublicURL is plain http"},
		{func(c *gateway.Config) { c.SignIn.Secrets = nil }, "Secrets is empty"},
		{func(c *gateway.Config) { c.SignIn.Prefix = "/auth" }, "Prefix, SignInPage and ErrorPage are the gateway's own"},
		{func(c *gateway.Config) { c.SignIn.ErrorPage = web.WritePage }, "Prefix, SignInPage and ErrorPage are the gateway's own"},
		{func(c *gateway.Config) { c.NoAPI, c.SignIn.API = true, &web.API{} }, "contradict each other"},
		{func(c *gateway.Config) { c.SignIn.API = &web.API{Allow: []string{"POST /keys"}} }, "would hand keys to pages"},
		{func(c *gateway.Config) { c.Upstream = "127.0.0.1:8080" }, "Upstream must be the address of an app"},
		{func(c *gateway.Config) { c.Upstream = "ftp://127.0.0.1" }, "Upstream must be the address of an app"},
		{func(c *gateway.Config) { c.Upstream = "http://127.0.0.1/?x" }, "Upstream must be the address of an app"},
		{func(c *gateway.Config) { c.Upstream = "unix:app.sock" }, "Upstream must be the address of an app"},
		{func(c *gateway.Config) { c.Upstream = "http://user:secret@127.0.0.1" }, "Upstream must be the address of an app"},
		{func(c *gateway.Config) { c.Skip = []string{"health"} }, `Skip: "health" must begin with a slash`},
		{func(c *gateway.Config) { c.Skip = []string{"/search?q=*"} }, "has a query"},
		{func(c *gateway.Config) { c.Skip = []string{"/a%20b"} }, "is escaped"},
		{func(c *gateway.Config) { c.Skip = []string{"/a/../b"} }, "without empty and dot segments"},
		{func(c *gateway.Config) { c.Skip = []string{"/a//b"} }, "without empty and dot segments"},
		{func(c *gateway.Config) { c.Skip = []string{"^/a/.*$", "/[ab]", "/{a,b}", `/a\*`, "/a;b"} }, "its wildcards are"},
		{func(c *gateway.Config) { c.Skip = []string{"/a/**b"} }, "has ** beside other characters"},
		{func(c *gateway.Config) { c.Skip = []string{"/**/a/**"} }, "has more than one **"},
		{func(c *gateway.Config) { c.Skip = []string{"/**"} }, "opens everything to everybody"},
		{func(c *gateway.Config) { c.Skip = []string{"/_orkey/verify"} }, "is a route of the gateway's own"},
		{func(c *gateway.Config) { c.Upstream, c.Skip = "", []string{"/a"} }, "Skip can't work"},
		{func(c *gateway.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} }, "is everybody"},
		{func(c *gateway.Config) { c.TrustedProxies = []netip.Prefix{{}} }, "no network"},
		{func(c *gateway.Config) { c.Hosts = []string{"https://app.example"} }, "is no host name"},
		{func(c *gateway.Config) { c.Hosts = []string{"app.example:8080"} }, "is no host name"},
		{func(c *gateway.Config) { c.Hosts = []string{"*"} }, "is no host name"},
		{func(c *gateway.Config) { c.PassKey = "cookie" }, "PassKey must be"},
		{func(c *gateway.Config) { c.MaxBody = -1 }, "must not be negative"},
		{func(c *gateway.Config) { c.Transport, c.UpstreamWait = http.DefaultTransport, time.Second }, "Transport takes the place"},
		{func(c *gateway.Config) { c.Logo = []byte("<html>") }, "Logo is no image"},
		{func(c *gateway.Config) { c.Logo = append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64<<10)...) }, "larger than 64 KiB"},
	} {
		cfg := gateway.Config{SignIn: web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{secret}}, Upstream: "http://127.0.0.1:8080"}
		test.change(&cfg)
		if _, err := gateway.New(cfg); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), string(secret)) || strings.Contains(err.Error(), "user:secret") {
			t.Errorf("it says %v, want %s", err, test.want)
		}
	}
}

func TestConfigReportsEverything(t *testing.T) {
	t.Parallel()
	_, err := gateway.New(gateway.Config{
		SignIn: web.Config{PublicURL: "ftp://app.example"}, Upstream: "nowhere", Skip: []string{"a", "/b", "c"}, PassKey: "cookie", Hosts: []string{"a/b"}, Logo: []byte("x"),
	})
	if err == nil {
		t.Fatal("it is accepted")
	}
	for _, want := range []string{"PublicURL", "Secrets", "Upstream", `"a"`, `"c"`, "PassKey", "Hosts", "Logo"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not mentioned in:\n%v", want, err)
		}
	}
}

// The configuration stays its owner's.
func TestConfigIsNotChanged(t *testing.T) {
	t.Parallel()
	client := &orkey.Client{App: orkey.App{Title: "Notes"}}
	cfg := gateway.Config{SignIn: web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{secret}, Client: client}, Upstream: "http://127.0.0.1:8080"}
	if _, err := gateway.New(cfg); err != nil {
		t.Fatal(err)
	}
	if cfg.SignIn.Prefix != "" || cfg.SignIn.API != nil || cfg.AccessLog != nil || client.Now != nil {
		t.Errorf("it is %+v now", cfg)
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *gateway.Config) { cfg.Hosts = []string{"other.example"} })
	port := s.url[strings.LastIndexByte(s.url, ':'):]
	b := s.browser()
	for host, want := range map[string]string{ // what the app is told
		"127.0.0.1" + port:      "127.0.0.1" + port,
		"127.0.0.1:6666":        "127.0.0.1" + port,
		"127.0.0.1":             "127.0.0.1" + port,
		"localhost" + port:      "localhost" + port,
		"LocalHost." + port:     "localhost." + port,
		"[::1]" + port:          "[::1]" + port,
		"other.example":         "other.example",
		"evil.example":          "",
		"other.example.evil":    "",
		"127.0.0.1.evil" + port: "",
		"127.0.0.2" + port:      "",
	} {
		req := b.request("GET", "/open/x", nil)
		req.Host = host
		res := b.send(req)
		if res.status == 421 && want == "" {
			continue
		}
		if got := res.seen(t).Host; got != want {
			t.Errorf("for %s the app is told %s, want %s", host, got, want)
		}
	}
}
