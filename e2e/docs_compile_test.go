package e2e

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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

// The Go of pages compiles, each block as the body of a function, and what is a
// test passes: in a module beside this one, with a package for each page.
func TestDocsInGo(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir, tests := t.TempDir(), 0
	for _, b := range compiledBlocks(t, "go") {
		name, text := fmt.Sprintf("line%d.go", b.line), b.text
		if strings.HasPrefix(text, "func Test") {
			name, tests = fmt.Sprintf("line%d_test.go", b.line), tests+1
		} else {
			text = goFunction(t, b)
		}
		file := filepath.Join(dir, strings.TrimSuffix(b.page, ".md"), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(goHead(text)+text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	// What this module needs is enough for one that uses it.
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	needs, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	needs = fmt.Appendf(nil, "%s\nrequire %s v0.0.0\nreplace %s => %s\n", strings.Replace(string(needs), "module "+module, "module docs", 1), module, module, root)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600), os.WriteFile(filepath.Join(dir, "go.mod"), needs, 0o600)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-v", "./...")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if passed := strings.Count(string(out), "--- PASS: "); err != nil || passed != tests || tests < 4 {
		t.Errorf("of %d tests %d passed (%v)\n%s", tests, passed, err, out)
	}
}

// compiledBlocks returns the blocks of these kinds, of all pages, that are no files
// by themselves.
func compiledBlocks(t *testing.T, kinds ...string) []block {
	t.Helper()
	var found []block
	for _, page := range pages(t) {
		for _, b := range blocksOf(t, page) {
			if b.file == "" && slices.Contains(kinds, b.kind) {
				found = append(found, b)
			}
		}
	}
	return found
}

// goFunction makes a function of a block, in which everything is used.
func goFunction(t *testing.T, b block) string {
	t.Helper()
	text := fmt.Sprintf("func line%d(%s) error {\n{\n%s", b.line, goNames, b.text)
	file, err := parser.ParseFile(token.NewFileSet(), "", "package docs\n"+text+"}\nreturn nil\n}\n", 0)
	if err != nil {
		t.Fatalf("%s, line %d: %v", b.page, b.line, err)
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
	return text + fmt.Sprintf("}\nreturn nil\n}\n\nvar _ = line%d\n", b.line)
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

// TypeScript has nothing against blocks, each as a module, with what orkey eject
// writes. Of a difference both sides are checked.
func TestDocsInTypeScript(t *testing.T) {
	t.Parallel()
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
	for _, b := range compiledBlocks(t, "ts", "tsx", "diff") {
		name := strings.NewReplacer("/", "_", ".md", "").Replace(b.page) + fmt.Sprint(b.line)
		if b.kind != "diff" {
			files[name+"."+b.kind] = b.text + "\nexport {};\n"
			continue
		}
		for i, side := range []string{`-`, `\+`} {
			lines := regexp.MustCompile(`(?m)^`+side+`import ({.*}) from ".*";$`).FindAllStringSubmatch(b.text, -1)
			for _, line := range lines {
				files[fmt.Sprintf("%s_%d.ts", name, i)] += "export " + line[1] + ` from "orkey";` + "\n"
			}
			if len(lines) == 0 {
				t.Errorf("%s, line %d: there is no import at one side", b.page, b.line)
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
		t.Errorf("%v\n%s", err, out)
	}
}
