package main

import (
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// reorder moves the functions of the module to its beginning and returns them.
// That changes nothing, as to declare a function does not run it. Those that are
// named come first, the others stay as they are.
func reorder(module *js.AST, names []string) []*js.Var {
	functions := &js.VarDecl{TokenType: js.VarToken, Scope: &module.Scope}
	for _, statement := range module.List {
		if vars, ok := statement.(*js.VarDecl); ok {
			vars.List = slices.DeleteFunc(vars.List, func(element js.BindingElement) bool {
				_, isFunction := element.Default.(*js.ArrowFunc)
				if isFunction {
					functions.List = append(functions.List, element)
				}
				return isFunction
			})
		}
	}
	module.List = slices.DeleteFunc(module.List, func(statement js.IStmt) bool {
		vars, ok := statement.(*js.VarDecl)
		return ok && len(vars.List) == 0
	})
	if len(functions.List) == 0 {
		return nil
	}
	module.List = slices.Insert(module.List, 0, js.IStmt(functions))

	place := map[string]int{}
	for i, name := range names {
		place[name] = i - len(names)
	}
	slices.SortStableFunc(functions.List, func(a, b js.BindingElement) int {
		return place[string(a.Binding.(*js.Var).Data)] - place[string(b.Binding.(*js.Var).Data)]
	})
	// Variables get their names in the order of this list.
	var variables []*js.Var
	for _, function := range functions.List {
		variables = append(variables, function.Binding.(*js.Var))
	}
	others := slices.DeleteFunc(module.Scope.Declared, func(v *js.Var) bool { return slices.Contains(variables, v) })
	module.Scope.Declared = append(slices.Clone(variables), others...)
	return variables
}
