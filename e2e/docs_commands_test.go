package e2e

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// knows returns what a command of a page is to do, or nil.
func (w *walk) knows(command string) func(*walk, string) {
	for _, c := range commands {
		if (c.page == "" || c.page == w.page) && regexp.MustCompile("^(?:"+c.pattern+")$").MatchString(command) {
			return c.do
		}
	}
	return nil
}

var commands = []struct {
	page, pattern string
	do            func(*walk, string)
}{
	// What pages have in common.
	{"", `mkdir \w+ && cd \w+`, (*walk).enter},
	{"", `export \w+=\S+`, (*walk).export},
	{"", `cd \S+`, func(w *walk, command string) { w.dir = filepath.Join(w.dir, strings.TrimPrefix(command, "cd ")) }},
	{"", cloneOrkey, func(w *walk, _ string) { cloneTo(w.T, w.dir) }},
	{"", `go install ./cmd/orkey`, func(w *walk, command string) {
		w.run(command + " && test -x ~/go/bin/orkey && orkey version")
	}},
	{"", `go mod init \S+`, ends(``)},
	{"", `go mod edit -replace ` + module + `=../orkey`, (*walk).replace},
	{"", `go mod tidy`, ends(``)},
	{"", `orkey eject [\w/]+`, ends(`orkey\.min\.js`)},
	{"", `orkey emulate`, (*walk).emulate},

	{"docs/README.md", `orkey emulate .* python3 -m http.server 8000 --bind localhost`, opens("8000", button, "signed in as user_")},
	{"docs/README.md", `SECRET=.* orkey emulate -- go run \.`, opens("8080", "", "Hello, user_")},
	{"docs/README.md", `orkey emulate -- go run \.`, signsIn(`(?m)^signed in as user_\w+ with (sk-or-v1-fac…\w+)$`)},
	{"docs/README.md", `orkey emulate -- orkey proxy -- .*`, opens("4180", ".openrouter-button", "Directory listing for /")},

	{"docs/browser.md", `npm install ./orkey`, func(w *walk, command string) {
		w.write("package.json", `{"type": "module"}`)
		w.run(command)
		w.run(`node --eval "if ((await import('orkey')).isSignedIn()) process.exit(1)"`)
	}},

	{"docs/native.md", `go run \.`, func(w *walk, command string) {
		const spent = `(?m)^user_\w+ has spent \$0\.00, the key is in (/\S+/keys\.json)$`
		if _, err := os.Stat(filepath.Join(w.home, ".config", "my-tool", "keys.json")); errors.Is(err, fs.ErrNotExist) {
			signsIn(spent)(w, command)
		} else {
			ends(spent)(w, command)
			ends(`the key is for http://127\.0\.0\.1:\d+ and is not sent to http://127\.0\.0\.1:1;`)(w, "! OPENROUTER_BASE_URL=http://127.0.0.1:1 "+command)
		}
	}},
	{"docs/native.md", `orkey login`, signsIn(`(?m)^Signed in as (user_\w+)\.$`)},
	{"docs/native.md", `orkey status`, ends(`(?m)^Limit: +none`)},
	{"docs/native.md", `orkey run -- env`, ends(`(?m)^OPENROUTER_API_KEY=sk-or-v1-`)},
	{"docs/native.md", `orkey run --openai -- env`, ends(`(?m)^OPENAI_API_KEY=sk-or-v1-`)},
	{"docs/native.md", `orkey logout`, ends(`(?m)^Signed out`)},

	{"docs/emulator.md", `orkey emulate -- node --test signin.test.mjs`, ends(`(?m)^# pass 1$`)},
	{"docs/emulator.md", `orkey emulate -- python3 test_models.py`, ends(`(?m)^Ran 2 tests[^$]*^OK$`)},
	{"docs/emulator.md", `npm install --save-dev @playwright/test`, func(w *walk, _ string) {
		modules, err := filepath.Abs("docs/node_modules")
		if err == nil {
			_, err = os.Stat(filepath.Join(modules, "@playwright", "test"))
		}
		if err == nil {
			err = os.Symlink(modules, filepath.Join(w.dir, "node_modules"))
		}
		if err != nil {
			w.Fatalf("%v: run scripts/setup, or npm ci in e2e/docs", err)
		}
	}},
	{"docs/emulator.md", `orkey emulate .* npx playwright test`, ends(`1 passed`)},

	{"docs/migrate.md", `orkey proxy --config proxy.yaml --check`, ends(`(?m)^skip: \[?.*/public/\*\*`)},

	{"CONTRIBUTING.md", `make \w+( \w+=\S+)?`, (*walk).target},
	{"CONTRIBUTING.md", `scripts/\w+`, (*walk).script},
	{"CONTRIBUTING.md", `go test \S+ -run \w+.*`, (*walk).test},
	{"CONTRIBUTING.md", `go generate \./browser`, func(w *walk, _ string) { w.contains("browser/browser.go", "//go:generate ") }},
	{"CONTRIBUTING.md", `cd browser && npm ci && npm run check`, func(w *walk, _ string) { w.contains("browser/package.json", `"check": "tsc `) }},

	{"examples/README.md", `npm ci`, func(w *walk, _ string) { w.contains("examples/package-lock.json", `"lockfileVersion"`) }},
	{"examples/README.md", `(orkey emulate -- )?npm run dev -w react`, func(w *walk, command string) {
		out := w.start("cd " + top(w) + "/examples && exec " + command + " -- --port " + freePort(w.T))
		answers(w.T, told(w.T, out, `Local:[^h]*(http://[\w.:]+/)`))
	}},
}

// ends expects that a command ends, and what it prints.
func ends(pattern string) func(*walk, string) {
	return func(w *walk, command string) {
		w.Helper()
		if out := w.run(command); !regexp.MustCompile(pattern).MatchString(out) {
			w.Errorf("%s does not print %s:\n%s", command, pattern, out)
		}
	}
}

// opens expects that a command serves a site, and that a person can sign in there,
// and out where the element is the module's.
func opens(port, element, shows string) func(*walk, string) {
	return func(w *walk, command string) {
		w.Helper()
		port := w.ports.Replace(port)
		w.start(strings.Replace(command, "orkey proxy ", "orkey proxy --listen 127.0.0.1:"+port+" ", 1))
		w.serves(port)
		tab := w.signIn("http://localhost:"+port+"/", element, shows)
		if element == button {
			tab.Click(button)
			tab.Wait(`document.body.innerText.includes('signed out')`)
		}
	}
}

// signsIn expects that a command sends a person to OpenRouter, and what it prints
// when they are back.
func signsIn(pattern string) func(*walk, string) {
	return func(w *walk, command string) {
		w.Helper()
		out := w.start(command)
		w.signIn(told(w.T, out, `(?m)^  (http\S+)$`), "", "You can close this tab")
		told(w.T, out, pattern)
	}
}

// enter makes a directory in that of the page: each way begins anew.
func (w *walk) enter(command string) {
	w.Helper()
	made, entered, _ := strings.Cut(strings.TrimPrefix(command, "mkdir "), " && cd ")
	if made != entered {
		w.Fatalf("it makes %s and enters %s", made, entered)
	}
	w.dir = filepath.Join(w.home, entered)
	if err := os.Mkdir(w.dir, 0o755); err != nil {
		w.Fatal(err)
	}
}

func (w *walk) export(command string) { w.env = append(w.env, strings.TrimPrefix(command, "export ")) }

// replace tells a module that orkey is in a clone beside it. Pages that have none
// say where to get it.
func (w *walk) replace(command string) {
	w.Helper()
	beside := filepath.Dir(w.dir)
	if _, err := os.Stat(filepath.Join(beside, "orkey")); errors.Is(err, fs.ErrNotExist) {
		w.contains(w.page, "](README.md#from-a-clone)")
		cloneTo(w.T, beside)
	}
	w.run(command)
}

func (w *walk) emulate(command string) {
	w.Helper()
	port := w.ports.Replace("8787")
	w.start(command + " --listen 127.0.0.1:" + port)
	w.serves(port)
}

// target expects that make has a target, and what it needs.
func (w *walk) target(command string) {
	w.Helper()
	w.run("make -C " + top(w) + " --dry-run " + strings.TrimPrefix(command, "make "))
}

func (w *walk) script(command string) {
	w.Helper()
	w.run("test -x " + filepath.Join(top(w), command))
}

// test expects that a package has the test that a command names.
func (w *walk) test(command string) {
	w.Helper()
	words := strings.Fields(command)
	name, _, _ := strings.Cut(words[4], "/")
	w.run("grep -q '^func " + name + "(' " + filepath.Join(top(w), words[2]) + "/*_test.go")
}

func (w *walk) contains(path, want string) {
	w.Helper()
	text, err := os.ReadFile(filepath.Join("..", path))
	if err != nil || !strings.Contains(string(text), want) {
		w.Errorf("%s has no %s (%v)", path, want, err)
	}
}

// top is the top of the repository.
func top(w *walk) string {
	path, err := filepath.Abs("..")
	if err != nil {
		w.Fatal(err)
	}
	return path
}
