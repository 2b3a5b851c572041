package e2e

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goNames are what a block of Go may mention without an import: packages by their
// name, and what a reader has at hand where such a block stands.
const goNames = `ctx context.Context, w http.ResponseWriter, r *http.Request, body io.Reader, mux *http.ServeMux, ` +
	`app, account, home http.Handler, client *orkey.Client, signIn *web.SignIn, session web.Session`

var goImports = map[string]string{
	"context": "context", "errors": "errors", "http": "net/http", "io": "io", "os": "os", "testing": "testing", "time": "time", "url": "net/url",
	"orkey": module, "browser": module + "/browser", "button": module + "/button", "keystore": module + "/keystore",
	"native": module + "/native", "orkeytest": module + "/orkeytest", "web": module + "/web",
}

const module = "github.com/orkey-dev/orkey"

// compileGo compiles blocks of Go, which are the bodies of functions, and runs
// those that are tests. The files exist only in an overlay: they are the pages,
// and would be stale anywhere else.
func compileGo(t *testing.T, blocks []block) {
	t.Helper()
	if len(blocks) == 0 {
		return
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir, replace := t.TempDir(), map[string]string{}
	var tests []string
	for i, b := range blocks {
		text := b.text
		if found := regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindStringSubmatch(text); found != nil {
			tests = append(tests, found[1])
		} else {
			text = goFunction(t, i, b)
		}
		file := filepath.Join(dir, fmt.Sprintf("line%d_test.go", b.line))
		if err := os.WriteFile(file, []byte(goHead(text)+text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root, "docs", filepath.Base(file))] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	command := []string{"test", "-v"}
	if len(tests) == 0 {
		command = []string{"vet"} // as far as that can be told without linking
	}
	cmd := exec.CommandContext(t.Context(), "go", append(command, "-overlay", file, "./docs")...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, name := range tests {
		if !strings.Contains(string(out), "--- PASS: "+name+" ") {
			t.Errorf("%s did not pass:\n%s", name, out)
		}
	}
}

// goFunction makes a function of a block, in which everything is used.
func goFunction(t *testing.T, i int, b block) string {
	t.Helper()
	text := fmt.Sprintf("func block%d(%s) error {\n{\n%s", i, goNames, b.text)
	file, err := parser.ParseFile(token.NewFileSet(), "", "package docs\n"+text+"}\nreturn nil\n}\n", 0)
	if err != nil {
		t.Fatalf("line %d: %v", b.line, err)
	}
	for _, statement := range file.Decls[0].(*ast.FuncDecl).Body.List[0].(*ast.BlockStmt).List {
		assign, ok := statement.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE {
			continue
		}
		for _, left := range assign.Lhs {
			if name := left.(*ast.Ident).Name; name != "_" {
				text += "_ = " + name + "\n"
			}
		}
	}
	return text + fmt.Sprintf("}\nreturn nil\n}\n\nvar _ = block%d\n", i)
}

// goHead imports what a text mentions.
func goHead(text string) string {
	head := "package docs\n"
	for name, path := range goImports {
		if regexp.MustCompile(`(^|[^.\w"])` + name + `\.[A-Z]`).MatchString(text) {
			head += fmt.Sprintf("import %s %q\n", name, path)
		}
	}
	return head
}

// compileScript lets TypeScript check blocks, each as a module, against what
// orkey eject writes. Of a difference both sides are checked.
func compileScript(t *testing.T, blocks []block) {
	t.Helper()
	if len(blocks) == 0 {
		return
	}
	modules, err := filepath.Abs("../examples/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"tsconfig.json": `{"compilerOptions": {"module": "esnext", "moduleResolution": "bundler", "target": "es2022",
		"lib": ["ES2022", "DOM"], "jsx": "react-jsx", "types": ["react"], "strict": true, "noEmit": true}}`}
	for _, b := range blocks {
		if b.kind != "diff" {
			files[fmt.Sprintf("line%d.%s", b.line, b.kind)] = b.text + "\nexport {};\n"
			continue
		}
		for i, side := range []string{`-`, `\+`} {
			lines := regexp.MustCompile(`(?m)^`+side+`import ({.*}) from ".*";$`).FindAllStringSubmatch(b.text, -1)
			for _, line := range lines {
				files[fmt.Sprintf("line%d.%d.ts", b.line, i)] += "export " + line[1] + ` from "orkey";` + "\n"
			}
			if len(lines) == 0 {
				t.Errorf("line %d: there is no import at one side", b.line)
			}
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(modules, ".bin", "tsc"))
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: the lines are those of the page\n%s", err, out)
	}
}
