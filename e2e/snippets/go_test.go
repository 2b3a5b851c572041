package snippets

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
)

// modules is where the Go snippets are built: the examples have what they need.
const modules = "../../examples"

// template builds every snippet as the program that it is, and runs it at an
// address of its own.
func template(t *testing.T, looks []look) func(int) string {
	files, places := map[string]string{}, map[int]*net.TCPListener{}
	for i, look := range looks {
		places[i] = servertest.Listen(t) // kept until the program is built
		code := strings.Replace(look.code["template"], `"localhost:8080"`, fmt.Sprintf("%q", places[i].Addr()), 1)
		files[fmt.Sprintf("snippet%d/main.go", i)] = code
	}
	dir := build(t, files)
	for i := range looks {
		places[i].Close()
		start(t, filepath.Join(dir, fmt.Sprintf("snippet%d", i)), places[i].Addr().String())
	}
	return func(i int) string { return "http://" + places[i].Addr().String() + "/" }
}

// templ makes Go of every snippet by templ's own generator, and serves them all.
func templ(t *testing.T, looks []look) func(int) string {
	source := t.TempDir()
	var imports, pages strings.Builder
	for i, look := range looks {
		write(t, filepath.Join(source, fmt.Sprintf("page%d", i), "page.templ"), look.code["templ"])
		fmt.Fprintf(&imports, "page%d \"github.com/orkey-dev/orkey/examples/snippet/page%[1]d\"\n", i)
		fmt.Fprintf(&pages, "http.HandleFunc(\"/%d\", func(w http.ResponseWriter, r *http.Request) {\nio.WriteString(w, \"<!doctype html>\")\npage%[1]d.SignIn().Render(r.Context(), w)\n})\n", i)
	}
	run(t, modules, "go", "tool", "templ", "generate", "-path", source)
	files := map[string]string{"snippet/main.go": "package main\nimport (\n\"io\"\n\"net/http\"\n\"os\"\n\"github.com/orkey-dev/orkey/browser\"\n" + imports.String() + ")\n" +
		"func main() {\nhttp.Handle(\"/orkey.css\", browser.Handler())\n" + pages.String() + "http.ListenAndServe(os.Args[1], nil)\n}\n"}
	for i := range looks {
		name := fmt.Sprintf("page%d/page_templ.go", i)
		code, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatal(err)
		}
		files["snippet/"+name] = string(code)
	}
	dir := build(t, files)
	l := servertest.Listen(t)
	address := l.Addr().String()
	l.Close()
	start(t, filepath.Join(dir, "snippet"), address, address)
	return under("http://" + address)
}

// build builds programs that are in the module only for this, by an overlay, and
// returns where they are.
func build(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	root, err := filepath.Abs(modules)
	if err != nil {
		t.Fatal(err)
	}
	source, replace, programs := t.TempDir(), map[string]string{}, []string{}
	for name, content := range files {
		path := filepath.Join(source, name)
		write(t, path, content)
		replace[filepath.Join(root, name)] = path
		if filepath.Base(name) == "main.go" {
			programs = append(programs, "./"+filepath.Dir(name))
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(source, "overlay.json"), string(overlay))
	dir = t.TempDir()
	run(t, modules, "go", append([]string{"build", "-ldflags", "-s -w", "-overlay", filepath.Join(source, "overlay.json"), "-o", dir + "/"}, programs...)...)
	return dir
}

// start starts a program that serves at an address until the test is over.
func start(t *testing.T, program, address string, args ...string) {
	t.Helper()
	servertest.Start(t, exec.Command(program, args...), func(string) error {
		resp, err := http.Get("http://" + address + "/orkey.css")
		if err != nil {
			return err
		}
		return resp.Body.Close()
	})
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a program in a folder.
func run(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
}
