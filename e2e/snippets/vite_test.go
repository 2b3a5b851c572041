package snippets

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// frameworks say for each what a snippet is called and how a page shows it.
var frameworks = map[string]struct{ file, mount string }{
	"react": {"SignIn.tsx", `import {createElement} from "react"
import {createRoot} from "react-dom/client"
import {SignIn} from "./SignIn"
createRoot(document.body).render(createElement(SignIn))`},
	"vue": {"SignIn.vue", `import {createApp} from "vue"
import SignIn from "./SignIn.vue"
createApp(SignIn).mount(document.body)`},
	"svelte": {"SignIn.svelte", `import {mount} from "svelte"
import SignIn from "./SignIn.svelte"
mount(SignIn, {target: document.body})`},
}

// configurations are what the notes below the snippets say.
var configurations = map[string]string{
	"react":  `import react from "@vitejs/plugin-react"; const plugins = [react()]`,
	"vue":    `import vue from "@vitejs/plugin-vue"; const plugins = [vue({template: {compilerOptions: {isCustomElement: tag => tag === "openrouter-sign-in"}}})]`,
	"svelte": `import {svelte} from "@sveltejs/vite-plugin-svelte"; const plugins = [svelte()]`,
}

// checkers know the types of the element.
var checkers = map[string][]string{
	"react":  {"vue-tsc"},
	"vue":    {"vue-tsc"},
	"svelte": {"svelte-check", "--fail-on-warnings", "--output", "human"},
}

// vite checks and builds every snippet of the framework that the test is named after, each
// for a page of its own.
func vite(t *testing.T, looks []look) func(int) string {
	stack := filepath.Base(t.Name())
	framework := frameworks[stack]
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	installed, err := filepath.Abs(filepath.Join(modules, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(installed, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	var inputs []string
	for i, look := range looks {
		at := fmt.Sprint(i)
		inputs = append(inputs, fmt.Sprintf("%q", filepath.Join(dir, at, "index.html")))
		write(t, filepath.Join(dir, at, framework.file), look.code[stack])
		write(t, filepath.Join(dir, at, "main.ts"), framework.mount)
		write(t, filepath.Join(dir, at, "index.html"), `<!doctype html><html lang="en"><link rel="icon" href="data:,"><body><script type="module" src="./main.ts"></script></body></html>`)
	}
	write(t, filepath.Join(dir, "package.json"), `{"type": "module"}`)
	write(t, filepath.Join(dir, "vite.config.js"), configurations[stack]+"\nexport default {plugins, build: {rollupOptions: {input: ["+strings.Join(inputs, ", ")+"]}}}")
	write(t, filepath.Join(dir, "tsconfig.json"), read(t, "../examples/testdata/types/base.json"))
	run(t, dir, filepath.Join(installed, ".bin", checkers[stack][0]), checkers[stack][1:]...)
	run(t, dir, filepath.Join(installed, ".bin", "vite"), "build", "--logLevel", "warn")
	base := serve(t, nil, http.FileServer(http.Dir(filepath.Join(dir, "dist"))))
	return func(i int) string { return fmt.Sprintf("%s/%d/", base, i) }
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
