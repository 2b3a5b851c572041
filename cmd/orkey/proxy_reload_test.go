//go:build unix

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/orkeytest"
)

// On SIGHUP it says what it has read again, and what of the rest has changed.
func TestProxyReload(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	openrouter := orkeytest.NewServer(t)
	ada, ben := openrouter.Config().Users[0].ID, openrouter.Config().Users[1].ID
	const secret = "0123456789abcdefghijklmnopqrstuvwxyz\n"
	const svg = `<svg xmlns="http://www.w3.org/2000/svg"/>`
	users, logo, app := file("users", ada+"\n"), file("logo.svg", svg), newApp(t, attack.App())
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, certFile, keyFile, 1)
	yaml := func(rest string) string {
		return "upstream: " + app + "\npublic-url: https://app.example\ntls-cert: " + certFile + "\ntls-key: " + keyFile + "\nsecret-file: " + file("secret", secret) +
			"\nallow-file: [" + users + "]\napp-logo: " + logo + "\nauto: false\n" + rest
	}
	p := startProxy(t, openrouter, "--listen", "127.0.0.1:0", "--skip", "/open/**", "--app-name", "Example", "--config", file("proxy.yaml", yaml("")))
	seen := 0
	reload := func(last string) string {
		t.Helper()
		p.Signal(syscall.SIGHUP)
		p.await(func() bool { return strings.Contains(p.Said()[seen:], last) })
		said := p.Said()[seen:]
		seen += len(said)
		return said
	}
	seen = len(p.Said())
	all := reload("the rest of the configuration has not changed")
	for _, want := range []string{"secrets read again", "file=" + dir + "/secret number=1", "certificate read again", "file=" + certFile + " expires=20", "users read again", "file=" + users} {
		if !strings.Contains(all, want) {
			t.Errorf("it does not say %q:\n%s", want, all)
		}
	}
	if strings.Contains(all, "restart") || strings.Contains(all, "stays") || strings.Contains(all, strings.TrimSpace(secret)) {
		t.Errorf("nothing has changed, and it says:\n%s", all)
	}
	// What the file has, and a flag goes before, has no effect at any time.
	file("proxy.yaml", yaml("app-name: Other\nmax-body: 1MB\nallow: ["+ben+"]\nskip: [/other]\nsessions: redis://:opensesame@localhost\n"))
	if said := reload("restart"); !strings.Contains(said, "names=sessions,allow,max-body\n") || strings.Contains(said, "opensesame") {
		t.Errorf("it says:\n%s", said)
	}
	file("logo.svg", strings.Replace(svg, "/>", "></svg>", 1))
	file("proxy.yaml", strings.Replace(yaml(""), "auto: false", "auto: true", 1))
	if said := reload("restart"); !strings.Contains(said, "names=auto,app-logo\n") {
		t.Errorf("it says:\n%s", said)
	}
	// What can't be read changes nothing, and what can takes effect.
	file("proxy.yaml", "upstraem: x\n")
	file("users", ben+"\n")
	if said := reload("would not start"); !strings.Contains(said, "did you mean upstream?") || !strings.Contains(said, "users read again") {
		t.Errorf("it says:\n%s", said)
	}
	if !strings.Contains(p.Said(), "url\thttps://app.example\n") {
		t.Error("it has not started")
	}
}

// A user who is taken from a file is out, and one who is added is in.
func TestProxyReloadsUsers(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	ada, ben := openrouter.Config().Users[0].ID, openrouter.Config().Users[1].ID
	users := filepath.Join(t.TempDir(), "users")
	write := func(ids ...string) {
		t.Helper()
		if err := os.WriteFile(users, []byte("# who may come in\n"+strings.Join(ids, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(ada, ben)
	p := startProxy(t, openrouter, "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--allow-file", users)
	b := p.signIn()
	for i, want := range []int{http.StatusOK, http.StatusForbidden, http.StatusOK} {
		if i > 0 {
			write([][]string{{ben}, {ada}}[i-1]...)
			p.Signal(syscall.SIGHUP)
			p.await(func() bool { return strings.Count(p.Said(), "users read again") == i })
		}
		if got := b.get("/page"); got != want {
			t.Errorf("after change %d, a page is answered %d, want %d", i, got, want)
		}
	}
}
