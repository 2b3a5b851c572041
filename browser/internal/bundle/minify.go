package main

import (
	"strings"

	"github.com/tdewolff/minify/v2"
	minifyjs "github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// again minifies what esbuild has, for brotli: it joins the declarations of all
// files, and makes names, order and exports fit.
func again(module []byte, f fit) ([]byte, error) {
	ast, err := parseOnce(module)
	if err != nil {
		return nil, err
	}
	reorder(ast, f.order)
	rename(ast, f.alphabet)
	var changed strings.Builder
	ast.JS(&changed)
	module, err = minifyOnce([]byte(changed.String()), true)
	return append([]byte(minBanner), module...), err
}

func parseOnce(module []byte) (*js.AST, error) {
	module, err := minifyOnce(module, false)
	if err != nil {
		return nil, err
	}
	return js.Parse(parse.NewInputBytes(module), js.Options{})
}

func minifyOnce(module []byte, keepNames bool) ([]byte, error) {
	m := minify.New()
	m.Add("text/javascript", &minifyjs.Minifier{Version: 2022, KeepVarNames: keepNames})
	return m.Bytes("text/javascript", module)
}
