package e2e

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const troubleshooting = "docs/troubleshooting.md"

// Each message that the page on trouble lists is one that is printed, and lists
// what a program decides by: each sentinel of the packages, each code of the
// module.
func TestMessages(t *testing.T) {
	t.Parallel()
	listed := messages(t)
	said, sentinels := sourceTexts(t)
	codes := moduleMessages(t)
	for message := range listed {
		if !strings.Contains(said, message) && codes[message] == "" {
			t.Errorf("nothing prints %q", message)
		}
	}
	for name, text := range sentinels {
		if !listed[text] {
			t.Errorf("%s is missing: %s", name, text)
		}
	}
	text := prose(t, troubleshooting)
	for message, code := range codes {
		if !regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(message) + "` \\|.*\\| `" + code + "` \\|$").MatchString(text) {
			t.Errorf("the code %s is missing: %s", code, message)
		}
	}
}

// messages are what the tables of the page have in their first columns.
func messages(t *testing.T) map[string]bool {
	t.Helper()
	listed := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?`) \\|").FindAllStringSubmatch(prose(t, troubleshooting), -1) {
		for message := range strings.SplitSeq(row[1], "<br>") {
			listed[strings.Trim(message, "`")] = true
		}
	}
	if len(listed) < 60 {
		t.Fatalf("the page lists only %d", len(listed))
	}
	return listed
}

var verbPattern = regexp.MustCompile(`%\[?[-+#.\d]*\]?[a-zA-Z]`)

// sourceTexts returns what the programs can say, with … for what they put in, and
// of each sentinel what it says after the name of its package.
func sourceTexts(t *testing.T) (said string, sentinels map[string]string) {
	t.Helper()
	sentinels = map[string]string{}
	for _, dir := range []string{"", "web", "native", "keystore", "gateway", "cmd/orkey", "orkeytest", "orkeytest/internal/page"} {
		files, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					if text, ok := stringOf(n); ok {
						said += verbPattern.ReplaceAllString(text, "…") + "\n"
					}
				case *ast.ValueSpec:
					if name := n.Names[0].Name; strings.HasPrefix(name, "Err") && len(n.Values) == 1 {
						text, _ := stringOf(n.Values[0].(*ast.CallExpr).Args[0])
						_, sentinels[file.Name.Name+"."+name], _ = strings.Cut(text, ": ")
					}
				}
				return true
			})
		}
	}
	if len(sentinels) < 15 {
		t.Fatalf("there are only the sentinels %v", sentinels)
	}
	return said, sentinels
}

func stringOf(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// moduleMessages asks the module what it says for each code that its types have.
func moduleMessages(t *testing.T) map[string]string {
	t.Helper()
	types, err := os.ReadFile("../browser/dist/orkey.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, union, _ := strings.Cut(string(types), "export type OpenRouterErrorCode =")
	union, _, _ = strings.Cut(union, ";\n\n")
	var codes []string
	for _, code := range regexp.MustCompile(`(?m)^ *\| "(\w+)"`).FindAllStringSubmatch(union, -1) {
		codes = append(codes, code[1])
	}
	list, err := json.Marshal(codes)
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs("../browser/dist/orkey.js")
	if err != nil {
		t.Fatal(err)
	}
	script := `const { OpenRouterError } = await import(` + strconv.Quote("file://"+path) + `);
		console.log(JSON.stringify(Object.fromEntries(` + string(list) + `.map((code) => [new OpenRouterError(code).message, code]))))`
	out, err := exec.Command("node", "--input-type=module", "--eval", script).Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	said := map[string]string{}
	if err := json.Unmarshal(out, &said); err != nil || len(said) < 8 {
		t.Fatalf("the module says %s (%v)", out, err)
	}
	return said
}
