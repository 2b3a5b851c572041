package main

import (
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// rename gives the variables of every function the same names, in the order they
// are declared, also where an outer variable that is not used in there has the
// name: functions then look alike. Each letter of the alphabet is a name.
func rename(module *js.AST, alphabet string) {
	variables := map[string]*js.Var{} // of the module, by their old names
	for _, v := range module.Scope.Declared {
		variables[string(v.Data)] = v
	}
	exports := module.List[len(module.List)-1].(*js.ExportStmt) // esbuild exports at the end
	exportInPlace(module, exports, variables)
	js.Walk(namer{alphabet, map[*js.Scope]bool{}}, module)
	for i, alias := range exports.List {
		exports.List[i].Name = exported(alias, variables).Data
	}
}

// exportInPlace declares what only importers use at the end, by the name they
// know: it is then written once.
func exportInPlace(module *js.AST, exports *js.ExportStmt, variables map[string]*js.Var) {
	public := map[*js.Var]bool{}
	exports.List = slices.DeleteFunc(exports.List, func(alias js.Alias) bool {
		v := exported(alias, variables)
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
	if len(public) > 0 {
		module.List = slices.Insert(module.List, len(module.List)-1, js.IStmt(&js.ExportStmt{Decl: declaration}))
	}
}

// exported returns what `name as binding` exports, or `binding` alone.
func exported(alias js.Alias, variables map[string]*js.Var) *js.Var {
	if alias.Name == nil {
		return variables[string(alias.Binding)]
	}
	return variables[string(alias.Name)]
}

// A namer names the variables of scopes, outer ones first.
type namer struct {
	alphabet string
	done     map[*js.Scope]bool
}

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
	if n.done[scope] {
		return
	}
	n.done[scope] = true
	taken := map[string]bool{}
	for _, v := range scope.Undeclared { // outer variables it uses, and the browser's
		taken[string(v.Name())] = true
	}
	i := 0
	for _, v := range scope.Declared {
		for taken[n.letters(i)] {
			i++
		}
		v.Data = []byte(n.letters(i))
		i++
	}
}

// letters is the i-th name: one letter, or two of them.
func (n namer) letters(i int) string {
	name := n.alphabet[i%len(n.alphabet):][:1]
	if i >= len(n.alphabet) {
		name = n.alphabet[i/len(n.alphabet)-1:][:1] + name
	}
	return name
}
