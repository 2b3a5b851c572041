package browser_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// node returns the path of a program of Node's. Who does not change the
// TypeScript needs none, so only CI insists.
func node(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: install Node.js (Debian: apt-get install nodejs npm)", program)
	} else if err != nil {
		t.Logf("not checked: %s is missing; install Node.js to check it", program)
	}
	return path
}

// Point 9: on a server the module is imported, and does nothing.
func TestServerRendering(t *testing.T) {
	t.Parallel()
	program := node(t, "node")
	if program == "" {
		return
	}
	for _, name := range []string{"orkey.js", "orkey.min.js"} {
		module := filepath.Join(t.TempDir(), "orkey.mjs")
		content, err := os.ReadFile(filepath.Join("dist", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(module, content, 0o644); err != nil {
			t.Fatal(err)
		}
		const script = `
			const o = await import(process.argv[1])
			o.onAuthChange(() => { throw 'nothing ever changes here' })()
			o.configure({baseUrl: 'http://localhost'})
			o.setApiKey('sk-or-v1-of-one-visitor')
			o.clearApiKey()
			const seen = [o.getApiKey(), o.getUserId(), o.hasOAuthCallbackPending(), await o.completeSignIn(), await o.keyLinks()]
			if (seen.join() !== ',,false,,') throw new Error(seen.join())
			globalThis.fetch = () => asked = true
			let asked = false
			o.configure({server: '/auth'})
			if (asked || o.isSignedIn()) throw new Error('a server is asked')`
		if out, err := exec.Command(program, "--input-type=module", "--eval", script, "--", module).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// Point 11: the types are right, of the sources and of orkey.d.ts as pages use it.
func TestTypes(t *testing.T) {
	t.Parallel()
	npm := node(t, "npm")
	if npm == "" {
		return
	}
	if _, err := os.Stat("node_modules/.bin/tsc"); err != nil {
		if out, err := exec.Command(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error").CombinedOutput(); err != nil {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
	}
	if out, err := exec.Command(npm, "run", "--silent", "check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
