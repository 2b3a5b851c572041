//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The compose file hangs together, and what it starts takes what it is given.
func TestCompose(t *testing.T) {
	t.Parallel()
	var compose struct {
		Services map[string]struct {
			Environment     map[string]string
			Command         []string
			Networks        []string
			Volumes         []string
			Build           struct{ Context, Dockerfile string }
			Deploy          struct{ Replicas int }
			StopGracePeriod time.Duration `yaml:"stop_grace_period"`
		}
		Networks map[string]struct {
			IPAM struct{ Config []struct{ Subnet string } }
		}
	}
	decoder := yaml.NewDecoder(strings.NewReader(readText(t, "../../deploy/compose.yaml")))
	if err := decoder.Decode(&compose); err != nil {
		t.Fatal(err)
	}
	proxy, front := compose.Services["proxy"], compose.Networks["front"]
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("0123456789abcdefghijklmnopqrstuvwxyz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var config []string
	words := compose.Services["redis"].Command
	for i := 1; i+1 < len(words); i += 2 {
		config = append(config, strings.TrimPrefix(words[i], "--")+" "+words[i+1])
	}
	redis := servertest.Redis(t, config...)
	here := strings.NewReplacer("/run/secrets/orkey", secret, "redis://redis:6379", redis.URL)
	cmd := command(t, "proxy", "--check")
	for name, value := range proxy.Environment {
		cmd.Env = append(cmd.Env, name+"="+here.Replace(value))
	}
	out, err := cmd.CombinedOutput()
	if err != nil || proxy.Deploy.Replicas != 2 || !strings.Contains(string(out), "sessions: "+redis.URL+"  # ORKEY_SESSIONS\n") {
		t.Errorf("%v %s", err, out)
	}
	if got := proxy.Environment["ORKEY_TRUSTED_PROXY"]; len(front.IPAM.Config) != 1 || got != front.IPAM.Config[0].Subnet {
		t.Errorf("it trusts %s, and nginx is in %v", got, front)
	}
	if took := drainTime(t, string(out)); proxy.StopGracePeriod <= took {
		t.Errorf("it is killed after %v, and needs %v to end", proxy.StopGracePeriod, took)
	}
	if slices.Contains(compose.Services["app"].Networks, "front") || slices.Contains(compose.Services["nginx"].Networks, "back") {
		t.Error("others than the proxy reach the app")
	}
	for _, file := range []string{filepath.Join("../../deploy", proxy.Build.Context, proxy.Build.Dockerfile), filepath.Join("../../deploy", strings.SplitN(compose.Services["nginx"].Volumes[0], ":", 2)[0])} {
		readText(t, file)
	}
	if !strings.Contains(redis.Do("INFO persistence"), "aof_enabled:1\r\n") || !strings.Contains(redis.Do("INFO memory"), "maxmemory_policy:noeviction\r\n") {
		t.Error("Redis would forget sessions")
	}
}

// drainTime is how long the proxy may take to end with what --check has printed.
func drainTime(t *testing.T, checked string) (sum time.Duration) {
	t.Helper()
	found := regexp.MustCompile(`(?m)^drain-(?:delay|timeout): (\S+)`).FindAllStringSubmatch(checked, -1)
	for _, m := range found {
		d, err := time.ParseDuration(m[1])
		if err != nil {
			t.Fatal(err)
		}
		sum += d
	}
	if len(found) != 2 {
		t.Fatalf("it does not say how long it takes:\n%s", checked)
	}
	return sum
}

// The unit is one that systemd takes, and starts the proxy with what it knows.
func TestUnit(t *testing.T) {
	t.Parallel()
	text := readText(t, "../../deploy/orkey-proxy.service")
	unit := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/orkey (.*)$`).FindStringSubmatch(text)
	if unit == nil {
		t.Fatal("the unit starts something else")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "proxy.yaml")
	if err := os.WriteFile(config, []byte("upstream: http://127.0.0.1:8080\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := strings.Fields(strings.Replace(unit[1], "/etc/orkey/proxy.yaml", config, 1))
	cmd := command(t, append(args, "--check")...)
	cmd.Env = append(cmd.Env, "STATE_DIRECTORY="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "# secret-file: "+dir+"/proxy-secret\n") {
		t.Fatalf("%v %s", err, out)
	}
	stop := regexp.MustCompile(`(?m)^TimeoutStopSec=(\d+)$`).FindStringSubmatch(text)
	if stop == nil {
		t.Fatal("the unit does not say how long it may take to end")
	}
	if after, err := time.ParseDuration(stop[1] + "s"); err != nil || after <= drainTime(t, string(out)) {
		t.Errorf("it is killed after %v (%v)", after, err)
	}
	if runtime.GOOS != "linux" {
		return
	}
	file := filepath.Join(dir, "orkey-proxy.service")
	if err := os.WriteFile(file, []byte(strings.Replace(text, "/usr/local/bin/orkey", "/bin/true", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	verify := exec.Command(servertest.Find(t, "systemd-analyze", "systemd"), "verify", file)
	if said, err := verify.CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("systemd-analyze: %v %s", err, said)
	}
}

// The Dockerfile builds with the Go that go.mod asks for, as make does.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	dockerfile := readText(t, "../../deploy/Dockerfile")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readText(t, "../../go.mod"))
	build := regexp.MustCompile(`(?m)^\t(CGO_ENABLED=0 go build .*) -o bin/orkey (\./cmd/orkey)$`).FindStringSubmatch(readText(t, "../../Makefile"))
	if version == nil || build == nil {
		t.Fatal("go.mod or the Makefile looks otherwise")
	}
	for _, line := range []string{"FROM golang:" + version[1] + " AS build\n", "RUN " + build[1] + " -o /orkey " + build[2] + "\n", "ENTRYPOINT [\"/orkey\", \"proxy\"]\n"} {
		if !strings.Contains(dockerfile, line) {
			t.Errorf("it has no %s", line)
		}
	}
}

// The nginx of the compose file spreads requests over replicas, and holds against
// what is tried on gateways.
func TestDeployedBehindNginx(t *testing.T) {
	t.Parallel()
	redis, openrouter, app := servertest.Redis(t), orkeytest.NewServer(t), newApp(t, attack.App())
	l := servertest.Listen(t)
	front := "http://" + l.Addr().String()
	var servers string
	var first *proxied
	for range 2 {
		p := &proxied{t: t, openrouter: openrouter, state: t.TempDir()}
		if first == nil {
			first = p
		}
		p.state = first.state
		p.start("--public-url", front, "--listen", "127.0.0.1:0", "--upstream", app, "--sessions", redis.URL, "--trusted-proxy", "127.0.0.1", "--skip", "/open/**", "--max-sign-ins", "10000")
		servers += fmt.Sprintf("server %s;\n", listeningPattern.FindStringSubmatch(p.Said())[1])
	}
	config := strings.NewReplacer("server proxy:4180;", servers, "listen 8080;", "listen "+l.Addr().String()+";").Replace(readText(t, "../../deploy/nginx.conf"))
	servertest.Nginx(t, l, config)
	b := first.signIn()
	for range 10 {
		if got := b.get("/page"); got != http.StatusOK {
			t.Fatalf("a page is answered %d", got)
		}
	}
	for _, a := range attack.All() {
		t.Run(a.Name, func(t *testing.T) {
			if err := a.Run(t.Context(), first.target()); err != nil {
				t.Error(err)
			}
		})
	}
}
