package main

import (
	"strings"

	"github.com/tdewolff/minify/v2"
	minifyjs "github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// alphabet is what variables are called, in this order: letters that the module
// is full of anyway come first.
const alphabet = "etaoinsrhldcumfpgwybvkxjqz_$ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// again minifies what esbuild has. It joins the declarations of all files, and
// gives the variables of every function the same names in the order they are
// declared, also where an outer variable, unused in there, has the name. To
// brotli functions then look alike: 3 %.
func again(module []byte) ([]byte, error) {
	module, err := minifyOnce(module, false)
	if err != nil {
		return nil, err
	}
	ast, err := js.Parse(parse.NewInputBytes(module), js.Options{})
	if err != nil {
		return nil, err
	}
	top := map[string]*js.Var{}
	for _, v := range ast.Scope.Declared {
		top[string(v.Data)] = v
	}
	js.Walk(namer{}, ast)
	for _, statement := range ast.List {
		if export, ok := statement.(*js.ExportStmt); ok {
			for i := range export.List {
				export.List[i].Name = top[string(export.List[i].Name)].Data
			}
		}
	}
	var renamed strings.Builder
	ast.JS(&renamed)
	return minifyOnce([]byte(renamed.String()), true)
}

func minifyOnce(module []byte, keepNames bool) ([]byte, error) {
	m := minify.New()
	m.Add("text/javascript", &minifyjs.Minifier{Version: 2022, KeepVarNames: keepNames})
	return m.Bytes("text/javascript", module)
}

// A namer names the variables of scopes, outer ones first.
type namer map[*js.Scope]bool

func (n namer) Enter(node js.INode) js.IVisitor {
	switch node := node.(type) {
	case *js.BlockStmt:
		n.name(&node.Scope)
	case *js.FuncDecl: // parameters come before the body, and are of its scope
		n.name(&node.Body.Scope)
	case *js.ArrowFunc:
		n.name(&node.Body.Scope)
	case *js.MethodDecl:
		n.name(&node.Body.Scope)
	}
	return n
}

func (n namer) Exit(js.INode) {}

func (n namer) name(scope *js.Scope) {
	if n[scope] {
		return
	}
	n[scope] = true
	taken := map[string]bool{}
	for _, v := range scope.Undeclared { // outer variables it uses, and the browser's
		taken[string(v.Name())] = true
	}
	i := 0
	for _, v := range scope.Declared {
		for taken[letters(i)] {
			i++
		}
		v.Data = []byte(letters(i))
		i++
	}
}

// letters is the i-th name: one letter, or two of them.
func letters(i int) string {
	name := alphabet[i%len(alphabet):][:1]
	if i >= len(alphabet) {
		name = alphabet[i/len(alphabet)-1:][:1] + name
	}
	return name
}
