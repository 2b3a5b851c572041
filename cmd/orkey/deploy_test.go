//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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

// What the manual shows works: of what would go on, that it can start.
func TestManualOfTheGateway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeCertificate(t, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), 1)
	if err := os.WriteFile(filepath.Join(dir, "users"), []byte("user_a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// First the file, which the commands read.
	ran := 0
	blocks := regexp.MustCompile("(?s)```(sh|yaml)\n(.*?)```").FindAllStringSubmatch(readText(t, "../../docs/gateway.md"), -1)
	for _, block := range blocks {
		if block[1] == "yaml" {
			config := strings.ReplaceAll(block[2], "/etc/orkey", dir)
			if err := os.WriteFile(filepath.Join(dir, "proxy.yaml"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, block := range blocks {
		if block[1] != "sh" {
			continue
		}
		for line := range strings.Lines(block[2]) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  #")
			if !strings.HasPrefix(line, "orkey ") {
				t.Errorf("%q is no command of ours", line)
				continue
			}
			if !strings.Contains(line, " snippet ") && !strings.Contains(line, "--check") {
				line = strings.Replace(line, "orkey proxy", "orkey proxy --check", 1)
			}
			ran++
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", `orkey() { "$SELF" "$@"; }; `+line)
			cmd.Dir = dir
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, asOrkey + "=1", "SELF=" + self}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v %s", line, err, out)
			}
		}
	}
	if ran < 10 {
		t.Errorf("of the commands there are %d", ran)
	}
}

// What is there to deploy it starts it with what it knows.
func TestDeployment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("0123456789abcdefghijklmnopqrstuvwxyz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var compose struct {
		Services map[string]struct {
			Environment map[string]string
			Deploy      struct{ Replicas int }
		}
	}
	if err := yaml.Unmarshal([]byte(readText(t, "../../deploy/compose.yaml")), &compose); err != nil {
		t.Fatal(err)
	}
	proxy := compose.Services["proxy"]
	cmd := command(t, "proxy", "--check")
	for name, value := range proxy.Environment {
		cmd.Env = append(cmd.Env, name+"="+strings.Replace(value, "/run/secrets/orkey", secret, 1))
	}
	if out, err := cmd.CombinedOutput(); err != nil || len(proxy.Environment) < 5 || proxy.Deploy.Replicas != 2 || !strings.Contains(string(out), "sessions: redis://redis:6379  # ORKEY_SESSIONS\n") {
		t.Errorf("%v %s", err, out)
	}
	unit := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/orkey (.*)$`).FindStringSubmatch(readText(t, "../../deploy/orkey-proxy.service"))
	if unit == nil {
		t.Fatal("the unit starts something else")
	}
	config := filepath.Join(dir, "proxy.yaml")
	if err := os.WriteFile(config, []byte("upstream: http://127.0.0.1:8080\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := strings.Fields(strings.Replace(unit[1], "/etc/orkey/proxy.yaml", config, 1))
	cmd = command(t, append(args, "--check")...)
	cmd.Env = append(cmd.Env, "STATE_DIRECTORY="+dir)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "# secret-file: "+dir+"/proxy-secret\n") {
		t.Errorf("%v %s", err, out)
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
