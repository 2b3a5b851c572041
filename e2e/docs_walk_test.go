package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A walk is a reader at a terminal, who does what a page says.
type walk struct {
	*testing.T
	page      string
	home, dir string
	env       []string
	ports     *portReplacer
}

func newWalk(t *testing.T, page, orkey string) *walk {
	t.Helper()
	home := t.TempDir()
	w := &walk{T: t, page: page, home: home, dir: home, ports: &portReplacer{t: t, ports: map[string]string{}}}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "OPEN") && !strings.HasPrefix(name, "ORKEY") && !strings.HasPrefix(name, "XDG") && !strings.HasPrefix(name, "SSH") && name != "DBUS_SESSION_BUS_ADDRESS" {
			w.env = append(w.env, variable)
		}
	}
	// Nothing else knows this home, which has no keyring. Programs think that there is
	// a desktop, and start a browser that does nothing.
	w.env = append(w.env, goEnv(t, home)...)
	w.env = append(w.env, "HOME="+home, "PATH="+filepath.Join(home, "go", "bin")+":"+filepath.Dir(orkey)+":"+os.Getenv("PATH"),
		"ORKEY_STORE=file", "DISPLAY=:0", "BROWSER=true", "CHROME_BIN="+chromium(t), "npm_config_offline=true", "NO_COLOR=1")
	return w
}

// chromium is the browser of the tests, for those that a page starts.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROME_BIN"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium: run scripts/setup")
	return ""
}

func (w *walk) write(name, text string) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
}

// shell does what a block says, line by line.
func (w *walk) shell(b block) {
	w.Helper()
	for line := range strings.Lines(b.text) {
		command, _, _ := strings.Cut(strings.TrimSpace(line), " #")
		command = strings.TrimSpace(command)
		do := w.knows(command)
		if do == nil {
			w.Errorf("line %d: no test runs %q", b.line, command)
			continue
		}
		do(w, w.ports.Replace(command))
		if w.Failed() {
			w.Fatalf("that was %s, line %d: %s", w.page, b.line, command)
		}
	}
}

// start starts a command that goes on until the test is over.
func (w *walk) start(command string) *printed {
	w.Helper()
	cmd := exec.CommandContext(w.Context(), "sh", "-c", command)
	cmd.Dir, cmd.Env = w.dir, w.env
	group(cmd)
	out := &printed{more: make(chan struct{}, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		interrupt(cmd)
		cmd.Wait()
	})
	return out
}

// run runs a command that ends, and returns what it printed.
func (w *walk) run(command string) string {
	w.Helper()
	cmd := exec.CommandContext(w.Context(), "sh", "-c", command)
	cmd.Dir, cmd.Env = w.dir, w.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}

// signIn opens a page in a browser, presses the button where there is one, says
// yes to OpenRouter, and waits for a text.
func (w *walk) signIn(address, element, shows string) *chromiumtest.Tab {
	w.Helper()
	tab := chromiumtest.New(w)
	tab.Navigate(address)
	if element != "" {
		tab.Click(element)
	}
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(fmt.Sprintf("document.body?.innerText.includes(%q)", shows))
	tab.NoErrors()
	return tab
}

// serves waits until something listens on a port of localhost.
func (w *walk) serves(port string) {
	w.Helper()
	deadline := time.After(chromiumtest.Patience)
	for {
		conn, err := net.Dial("tcp", "localhost:"+port)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			w.Fatal(err)
		}
	}
}

// A portReplacer gives each port that a page names a free one in its place.
type portReplacer struct {
	t     *testing.T
	ports map[string]string
}

var portPattern = regexp.MustCompile(`\b(4180|8000|8080|8787|8799)\b`)

func (p *portReplacer) Replace(text string) string {
	return portPattern.ReplaceAllStringFunc(text, func(port string) string {
		if p.ports[port] == "" {
			p.ports[port] = freePort(p.t)
		}
		return p.ports[port]
	})
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
