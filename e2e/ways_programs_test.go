package e2e

import (
	"fmt"
	"html"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A shown way is what the page says of one: its files by name, and the commands.
type shownWay struct {
	files    map[string]string
	commands []string
}

// readWays reads them from the page as it is exported for an OpenRouter.
func readWays(t *testing.T, base string) map[string]shownWay {
	t.Helper()
	files, err := playground.Export(playground.Config{BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]shownWay{}
	for _, part := range strings.Split(string(files["index.html"]), `<div class="way" data-way="`)[1:] {
		name, part, _ := strings.Cut(part, `"`)
		way := shownWay{files: map[string]string{}}
		for _, found := range regexp.MustCompile(`(?s)<pre(?: data-file="([^"]+)")?><code data-lang="\w+">(.*?)</code>`).FindAllStringSubmatch(part, -1) {
			text := html.UnescapeString(found[2])
			if found[1] != "" {
				way.files[found[1]] = text
			} else {
				way.commands = strings.Split(strings.ReplaceAll(text, "\\\n", ""), "\n")
			}
		}
		ways[name] = way
	}
	if len(ways) != 4 {
		t.Fatalf("the page has %d ways in, want 4", len(ways))
	}
	return ways
}

// copyTo writes the files as somebody would who copies them.
func (w shownWay) copyTo(t *testing.T, dir string, rename *strings.Replacer, names ...string) {
	t.Helper()
	for _, name := range names {
		if w.files[name] == "" {
			t.Fatalf("the page has no %s", name)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(rename.Replace(w.files[name])), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// freePorts puts free ports in place of those that the page tells people to use.
func freePorts(t *testing.T, shown ...string) (rename *strings.Replacer, origins []string) {
	t.Helper()
	var pairs []string
	for _, port := range shown {
		l := servertest.Listen(t)
		_, free, _ := net.SplitHostPort(l.Addr().String())
		defer l.Close() // until all have another
		pairs, origins = append(pairs, port, free), append(origins, "http://localhost:"+free)
	}
	return strings.NewReplacer(pairs...), origins
}

// named finds the ports that a way tells people to use.
var named = regexp.MustCompile(`(?:localhost:|http\.server |orkey proxy )(\d{4})`)

// shell starts the commands in a folder, as somebody does who has orkey and Go. What
// they clone, or have beside the folder, is this tree.
func shell(t *testing.T, program, dir, script string) *printed {
	t.Helper()
	if rest, ok := strings.CutPrefix(script, cloneOrkey+"\n"); ok {
		cloneTo(t, dir)
		script = rest
	}
	if strings.Contains(script, "=../orkey\n") {
		cloneTo(t, filepath.Dir(dir))
	}
	script = fmt.Sprintf("export HOME=%s %s PATH=%s:$PATH\nunset OPENROUTER_API_KEY OPENROUTER_BASE_URL\n%s",
		dir, strings.Join(goEnv(t, dir), " "), filepath.Dir(program), script)
	if err := os.WriteFile(filepath.Join(dir, "commands.sh"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, "env -C "+dir+" sh commands.sh")
}

// comes waits until there is a page at an address.
func comes(t *testing.T, out *printed, url string) {
	t.Helper()
	for deadline := time.Now().Add(3 * chromiumtest.Patience); ; time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(url)
		if err == nil {
			res.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

// visitAs opens a page as somebody who signs in at an OpenRouter that asks nothing.
func visitAs(t *testing.T, out *printed, login string) (page string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Jar: jar}).Get(login)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v\n%s", login, res.Status, err, body)
	}
	return string(body)
}

// Every program of the ways in runs as it stands in the page, by the commands that
// stand beside it.
func TestWaysPrograms(t *testing.T) {
	t.Parallel()
	openRouter := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	ways, program := readWays(t, openRouter.URL), buildOrkey(t)
	// The other programs are said to begin as the server does.
	begun := strings.Join(ways["server"].commands[:3], "\n") + "\n"

	// Whoever tries one after the other finds each port free, while the demo runs, too.
	taken := map[string]string{"3000": "the page", "8787": "the emulator"}
	for name, way := range ways {
		texts := append(slices.Collect(maps.Values(way.files)), way.commands...)
		for _, found := range named.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
			if by, ok := taken[found[1]]; ok && by != name {
				t.Errorf("%s uses port %s, as does %s", name, found[1], by)
			}
			taken[found[1]] = name
		}
	}

	t.Run("server", func(t *testing.T) {
		way, dir := ways["server"], t.TempDir()
		rename, at := freePorts(t, "8080")
		way.copyTo(t, dir, rename, "main.go", "ask.html", "ask.js", "style.css")
		out := shell(t, program, dir, strings.Join(way.commands, "\n"))
		told(t, out, `(open `+at[0]+`)\n`)
		comes(t, out, at[0])
		if page := visitAs(t, out, at[0]+"/auth/login"); !strings.Contains(page, "Signed in as <code>user_facadeAda0000000000000000</code>") {
			t.Error(page)
		}
	})

	t.Run("gateway", func(t *testing.T) {
		way, dir := ways["gateway"], t.TempDir()
		rename, at := freePorts(t, "8081", "4180", "4280")
		way.copyTo(t, dir, rename, "app.go")
		commands := strings.Join(way.commands, "\n")
		if !strings.HasSuffix(commands, " orkey proxy 8081 -- go run app.go") {
			t.Fatalf("the commands are %q", commands)
		}
		out := shell(t, program, dir, rename.Replace(strings.Replace(commands, " -- ", " --listen 127.0.0.1:4180 -- ", 1)))
		comes(t, out, at[0])
		comes(t, out, at[1])
		if page := visitAs(t, out, at[1]+"/_orkey/login"); !strings.Contains(page, "X-OpenRouter-User: <code>user_facadeAda0000000000000000</code>") {
			t.Error(page)
		}

		// The gateway in Go, before the same app.
		dir = t.TempDir()
		way.copyTo(t, dir, rename, "gateway.go")
		out = shell(t, program, dir, begun+"OPENROUTER_BASE_URL="+openRouter.URL+" go run .")
		told(t, out, `(open `+at[2]+`)\n`)
		comes(t, out, at[2])
		if page := visitAs(t, out, at[2]+"/_orkey/login"); !strings.Contains(page, "<h1>Notes</h1>") {
			t.Error(page)
		}
	})

	t.Run("browser", func(t *testing.T) {
		way, dir := ways["browser"], t.TempDir()
		rename, at := freePorts(t, "8000")
		way.copyTo(t, dir, rename, "index.html", "style.css")
		out := shell(t, program, dir, rename.Replace(strings.Join(way.commands, "\n")+" --bind 127.0.0.1"))
		comes(t, out, at[0])
		v := &visit{Tab: chromiumtest.New(t), t: t}
		v.Navigate(at[0])
		v.Click(button)
		v.Wait(`!!localStorage.openrouter_api_key`)
		v.askExample()
		v.NoErrors()
	})

	t.Run("terminal", func(t *testing.T) {
		way, dir := ways["terminal"], t.TempDir()
		told(t, shell(t, program, dir, strings.Join(way.commands, "\n")+"\n~/go/bin/orkey version"), `(?m)^(orkey) .*go1`)
		// The browser is one that needs nobody.
		browser := "export BROWSER='curl -sL -o /dev/null'\n"
		for _, step := range strings.Split("\n"+way.files["Terminal"], "\n$ ")[1:] {
			command, printed, _ := strings.Cut(step, "\n")
			if strings.HasPrefix(command, "export ") {
				browser += command + "\n"
				continue
			}
			run := strings.Replace(command, "orkey login", "orkey login --headless=false", 1)
			out := shell(t, program, dir, browser+run+" && echo && echo done")
			want := regexp.QuoteMeta(strings.TrimSpace(printed))
			want = regexp.MustCompile(`(?m)^…$`).ReplaceAllString(want, `(?s:.*)`)
			want = strings.ReplaceAll(want, "…", `[^\n]*`)
			told(t, out, `(?s)(`+want+`.*)\ndone\n$`)
		}

		dir = t.TempDir()
		way.copyTo(t, dir, strings.NewReplacer(), "main.go")
		out := shell(t, program, dir, browser+begun+"go run .")
		told(t, out, `(?m)^(Signed in as user_facadeAda0000000000000000 with sk-or-v1-[0-9a-f]{3}…[0-9a-f]{3})$`)
		told(t, out, `(?m)^(Spent so far: 0)$`)
	})
}
