//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// printSnippet returns what orkey proxy snippet prints.
func printSnippet(t *testing.T, args ...string) string {
	t.Helper()
	var stderr strings.Builder
	cmd := command(t, append([]string{"proxy", "snippet"}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	return string(out)
}

// notInFront are attacks against which a server in front, which passes on what the
// app answers, does nothing.
var notInFront = []string{
	"the app sets none of the gateway's cookies", "no other protocol can be switched to", "CONNECT and TRACE do not reach the app",
}

var askAtPattern = regexp.MustCompile(`(?m)^Ask at: +http://(\S+)/$`)

// Behind servers of Debian's, with the configurations that we print, people sign in,
// and what other gateways fell for does not work.
func TestProxyBehindOthers(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"nginx", "caddy"} {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			redis, openrouter, app := servertest.Redis(t, "appendonly yes", "appendfsync always"), orkeytest.NewServer(t), newApp(t, attack.App())
			l, address := servertest.Listen(t), servertest.Reserve(t)
			if server == "nginx" {
				address = l.Addr().String()
			}
			front := "http://" + address
			listen, verify := fmt.Sprint("127.0.0.1:", servertest.Port(t)), fmt.Sprint("127.0.0.1:", servertest.Port(t))
			args := []string{
				"--public-url", front, "--listen", listen, "--verify-listen", verify, "--trusted-proxy", "127.0.0.1", "--sessions", redis.URL,
				"--skip", "/open/**", "--max-sign-ins", "10000", "--pass-key", "header",
			}
			p := startProxy(t, openrouter, args...)
			if found := askAtPattern.FindStringSubmatch(p.Said()); found == nil || found[1] != verify {
				t.Fatalf("it does not say where to ask:\n%s", p.Said())
			}
			config := printSnippet(t, server, "--public-url", front, "--upstream", app, "--listen", listen, "--verify-listen", verify, "--pass-key", "header")
			if server == "nginx" {
				servertest.Nginx(t, l, "server {\nlisten "+address+";\n"+config+"}\n")
			} else {
				servertest.Caddy(t, address, config+"http://"+address[strings.LastIndex(address, ":"):]+" {\nrespond 421\n}\n")
			}
			b := p.signIn()
			status, _, body := b.visit(front + "/page")
			if id := openrouter.Config().Users[0].ID; status != http.StatusOK || !strings.Contains(body, `"X-Openrouter-User":["`+id+`"]`) || !strings.Contains(body, `"X-Openrouter-Key":["sk-or-v1-`) {
				t.Errorf("the app is told %d %s", status, body)
			}
			target := p.target()
			for _, a := range attack.All() {
				// Caddy takes a name with a dot at its end for another one.
				if slices.Contains(notInFront, a.Name) || server == "caddy" && a.Name == "other hosts are not served" {
					continue
				}
				t.Run(a.Name, func(t *testing.T) {
					if err := a.Run(t.Context(), target); err != nil {
						t.Error(err)
					}
				})
			}
			redis.Kill()
			for _, path := range []string{"/page", "/open/page"} {
				if status, h, body := b.visit(front + path); status != http.StatusServiceUnavailable || h.Get("Retry-After") == "" || !strings.Contains(body, "You are not signed out") || h.Get("Set-Cookie") != "" {
					t.Errorf("without Redis, %s is answered %d %v %.300s", path, status, h, body)
				}
			}
			redis.Restart()
			p.await(func() bool { return b.get("/page") == http.StatusOK })
			// Who can't be asked has not agreed.
			p.Kill()
			for _, path := range []string{"/page", "/open/page"} {
				if status, _, body := b.visit(front + path); status < 500 || strings.Contains(body, "X-Forwarded-") {
					t.Errorf("without anybody to ask, %s is answered %d %.300s", path, status, body)
				}
			}
			p.start(args...)
			if got := b.get("/page"); got != http.StatusOK {
				t.Errorf("with it again, a page is answered %d", got)
			}
		})
	}
}

// The one for Traefik, which Debian does not have, is at least what its
// documentation describes.
func TestSnippetForTraefik(t *testing.T) {
	t.Parallel()
	var config struct {
		HTTP struct {
			Routers map[string]struct {
				Rule, Service string
				Middlewares   []string
			}
			Middlewares map[string]struct {
				ForwardAuth struct {
					Address                                       string
					AuthResponseHeaders, AddAuthCookiesToResponse []string
				} `yaml:"forwardAuth"`
			}
			Services map[string]struct {
				LoadBalancer struct{ Servers []struct{ URL string } } `yaml:"loadBalancer"`
			}
		}
	}
	if err := yaml.Unmarshal([]byte(printSnippet(t, "traefik")), &config); err != nil {
		t.Fatal(err)
	}
	c := config.HTTP
	if c.Routers["app"].Rule != "Host(`app.example`)" || !slices.Equal(c.Routers["app"].Middlewares, []string{"orkey"}) || c.Routers["orkey"].Middlewares != nil ||
		c.Middlewares["orkey"].ForwardAuth.Address != "http://127.0.0.1:4181/_orkey/verify" ||
		c.Services["app"].LoadBalancer.Servers[0].URL != "http://127.0.0.1:8080" || c.Services["orkey"].LoadBalancer.Servers[0].URL != "http://127.0.0.1:4180" {
		t.Errorf("%+v", config)
	}
}

func TestSnippetMisuse(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"":                            "choose one of nginx, caddy, traefik",
		"ngnix":                       `did you mean "nginx"?`,
		"apache":                      "choose one of nginx, caddy, traefik",
		"nginx --upstream http://a;b": "--upstream has characters that mean something else in a configuration",
		"nginx --public-url app":      "it looks like https://app.example",
	} {
		var stderr strings.Builder
		cmd := command(t, append([]string{"proxy", "snippet"}, strings.Fields(args)...)...)
		cmd.Stderr = &stderr
		err, _ := cmd.Run().(*exec.ExitError)
		if err == nil || err.ExitCode() != exitMisused || !strings.Contains(stderr.String(), says) {
			t.Errorf("%q: %v %s", args, err, &stderr)
		}
	}
}
