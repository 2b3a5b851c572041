package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Every command of the README runs, and does what is said beside it.
func TestReadmeCommands(t *testing.T) {
	// What the Go tool has built before starts at once, on a busy machine too.
	if out, err := exec.Command("go", "run", "../cmd/orkey", "version").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	person := newTerminal(t)
	known := map[string]func(*testing.T, string){
		"go run ./cmd/orkey demo": func(t *testing.T, command string) {
			out := start(t, command+" --no-open")
			answers(t, told(t, out, `(?m)^page\t(\S+)$`))
			answers(t, told(t, out, `(?m)^emulator\t(\S+)$`))
		},
		"go run ./cmd/orkey demo --live": func(t *testing.T, command string) {
			out := start(t, command+" --no-open")
			answers(t, told(t, out, `(?m)^page\t(\S+)$`))
			told(t, out, `(?m)^openrouter\t(https://openrouter.ai)$`)
		},
		cloneOrkey + " && cd orkey": func(t *testing.T, _ string) { cloneTo(t, person.dir) },
		"go install ./cmd/orkey": func(t *testing.T, command string) {
			person.reads(`^(orkey) \(?[\w.]+`)(t, "cd orkey && "+command+" && cd .. && exec orkey version")
		},
		"make test": func(t *testing.T, command string) { dryRun(t, command, "go test") },
		"orkey emulate --approve always -- env": func(t *testing.T, command string) {
			out := person.start(t, command)
			told(t, out, `(?m)^OPENROUTER_BASE_URL=(http://127.0.0.1:\d+)`)
			told(t, out, `(?m)^OPENAI_BASE_URL=(http://127.0.0.1:\d+/api/v1)$`)
			told(t, out, `(?m)^OPENROUTER_API_KEY=(`+orkeytest.KeyPrefix+`\w+)$`)
		},
		"orkey emulate": func(t *testing.T, command string) {
			out := person.start(t, command+" --listen 127.0.0.1:0")
			answers(t, told(t, out, `(?m)^export OPENROUTER_BASE_URL=(http://127.0.0.1:\d+)`)+"/_emulator/")
		},
		"orkey proxy 8080": func(t *testing.T, command string) {
			app := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(app.Close)
			_, port, _ := strings.Cut(strings.TrimPrefix(app.URL, "http://"), ":")
			person.asksToSignIn(t, strings.Replace(command, "8080", port, 1))
		},
		"orkey proxy -- npm run dev": func(t *testing.T, command string) {
			const app = `{"scripts":{"dev":"node -e \"require('http').createServer((req, res) => res.end()).listen(process.env.PORT, 'localhost')\""}}`
			if err := os.WriteFile(filepath.Join(person.dir, "package.json"), []byte(app), 0o600); err != nil {
				t.Fatal(err)
			}
			person.asksToSignIn(t, command)
		},
		"orkey proxy snippet nginx":   person.reads(`(?m)^\s*(auth_request) `),
		"orkey eject static/orkey":    person.reads(`(?m)^(static/orkey/orkey\.min\.js)$`),
		"orkey login":                 person.login,
		"orkey status":                person.reads(`(?m)^Limit: +(none)`),
		"orkey run -- env":            person.reads(`(?m)^OPENROUTER_API_KEY=(` + orkeytest.KeyPrefix + `\w+)$`),
		`orkey chat "What is a key?"`: person.reads(`(?m)^(You said: What is a key\?)$`),
		"orkey logout":                person.reads(`(?m)^(Signed out)\.`),
	}
	for line := range strings.Lines(strings.Join(blocks(t, "README.md", "sh"), "")) {
		command, _, _ := strings.Cut(strings.TrimSpace(line), "#")
		command = strings.TrimSpace(command)
		run, ok := known[command]
		if !ok {
			t.Errorf("no test runs %q", command)
			continue
		}
		t.Run(command, func(t *testing.T) {
			if strings.Contains(command, "./cmd/orkey demo") || command == "make test" { // who is at a terminal types one after the other
				t.Parallel()
			}
			run(t, command)
		})
	}
}

// A terminal is where somebody installs orkey.
type terminal struct{ dir, env string }

func newTerminal(t *testing.T) terminal {
	t.Helper()
	openRouter, dir := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always}), t.TempDir()
	env := append(goEnv(t, dir), "PATH="+filepath.Join(dir, "go", "bin")+":$PATH", "HOME=$PWD", "ORKEY_STORE=file",
		"OPENROUTER_BASE_URL="+openRouter.URL, "OPENROUTER_API_KEY=")
	return terminal{dir, strings.Join(env, " ")}
}

func (p terminal) start(t *testing.T, command string) *printed {
	t.Helper()
	if !strings.HasPrefix(command, "cd ") {
		command = "exec " + command
	}
	return start(t, "env -C "+p.dir+" sh -c 'export "+p.env+"; "+command+"'")
}

// asksToSignIn waits until a proxy asks who comes to sign in.
func (p terminal) asksToSignIn(t *testing.T, command string) {
	t.Helper()
	out := p.start(t, strings.Replace(command, "proxy", "proxy --listen 127.0.0.1:0", 1))
	res, err := http.Get(told(t, out, `(?m)^Open: +(\S+)$`))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger is answered %s", res.Status)
	}
}

// reads waits for what a command prints.
func (p terminal) reads(want string) func(*testing.T, string) {
	return func(t *testing.T, command string) { told(t, p.start(t, command), want) }
}

// login goes where it is sent, as a person at an OpenRouter that asks nothing.
func (p terminal) login(t *testing.T, command string) {
	out := p.start(t, command+" --headless=false --no-browser")
	answers(t, told(t, out, `(?m)^  (http\S+)$`))
	told(t, out, `(?m)^Signed in as (user_\w+)\.$`)
	told(t, out, `(?m)^Settings: (http\S+)$`)
}

// start runs a command at the top of the repository until the test is over.
func start(t *testing.T, command string) *printed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "exec "+command)
	cmd.Dir = ".."
	group(cmd)
	out := &printed{more: make(chan struct{}, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		interrupt(cmd)
		cmd.Wait()
	})
	return out
}

func dryRun(t *testing.T, command, want string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", command+" --dry-run")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), want) {
		t.Errorf("%v\n%s", err, out)
	}
}

// answers checks that there is a page at an address.
func answers(t *testing.T, url string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s answers %s", url, res.Status)
	}
}

// The page of the README signs in, as it stands there.
func TestReadmePage(t *testing.T) {
	t.Parallel()
	openRouter := orkeytest.NewServer(t)
	page := strings.Replace(blocks(t, "README.md", "html")[0], "<openrouter-sign-in ", fmt.Sprintf("<openrouter-sign-in base-url=%q ", openRouter.URL), 1)
	mux := http.NewServeMux()
	mux.Handle("/orkey.min.js", browser.Handler())
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(page))
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	tab := chromiumtest.New(t)
	tab.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	tab.Click(button)
	tab.Wait(onConsent)
	tab.Click(authorize)
	tab.Wait(`globalThis.who?.textContent === 'signed in as user_facadeAda0000000000000000'`)
	tab.Click("#out")
	tab.Wait(`who.textContent === 'signed out'`)
	tab.Wait(`who.getBoundingClientRect().top >= document.querySelector('openrouter-sign-in').getBoundingClientRect().bottom`)
	tab.NoErrors()
	if key := openRouter.Keys()[0]; key.Label != "My app" || key.Limit == nil || *key.Limit != 5 {
		t.Errorf("the key is %+v", key)
	}
}

// The README stays short.
func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(text), "\n"); lines > 150 {
		t.Errorf("it has %d lines", lines)
	}
}
