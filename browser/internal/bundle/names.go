package main

import (
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// alphabet is what variables are called, in this order: letters that the module
// is full of anyway come first.
const alphabet = "etaoinsrhldcumfpgwybvkxjqz_$ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// rename gives the variables of every function the same names, in the order they
// are declared, also where an outer variable that is not used in there has the
// name: functions then look alike.
func rename(module *js.AST) {
	variables := map[string]*js.Var{} // of the module, by their old names
	for _, v := range module.Scope.Declared {
		variables[string(v.Data)] = v
	}
	exports := module.List[len(module.List)-1].(*js.ExportStmt) // esbuild exports at the end
	exportInPlace(module, exports, variables)
	js.Walk(namer{}, module)
	for i, alias := range exports.List {
		exports.List[i].Name = variables[string(alias.Name)].Data
	}
}

// exportInPlace declares what only importers use at the end, by the name they
// know: it is then written once.
func exportInPlace(module *js.AST, exports *js.ExportStmt, variables map[string]*js.Var) {
	public := map[*js.Var]bool{}
	exports.List = slices.DeleteFunc(exports.List, func(alias js.Alias) bool {
		v := variables[string(alias.Name)]
		if v.Uses == 1 {
			public[v], v.Data = true, alias.Binding
		}
		return public[v]
	})
	declaration := &js.VarDecl{TokenType: js.LetToken, Scope: &module.Scope}
	for _, statement := range module.List {
		if vars, ok := statement.(*js.VarDecl); ok {
			vars.List = slices.DeleteFunc(vars.List, func(element js.BindingElement) bool {
				v, _ := element.Binding.(*js.Var)
				if public[v] {
					declaration.List = append(declaration.List, element)
				}
				return public[v]
			})
		}
	}
	module.Scope.Declared = slices.DeleteFunc(module.Scope.Declared, func(v *js.Var) bool { return public[v] })
	module.List = slices.Insert(module.List, len(module.List)-1, js.IStmt(&js.ExportStmt{Decl: declaration}))
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
