package playground_test

import (
	"os"
	"os/exec"
	"testing"
)

// The types of the sources are right, by the compiler that package browser has.
func TestTypes(t *testing.T) {
	t.Parallel()
	const compiler = "../../browser/node_modules/.bin/tsc"
	if _, err := os.Stat(compiler); err != nil {
		// Who does not change the TypeScript needs no Node, so only CI insists.
		if os.Getenv("CI") == "true" {
			t.Fatalf("run scripts/setup: %v", err)
		}
		t.Skipf("not checked: run scripts/setup: %v", err)
	}
	if out, err := exec.CommandContext(t.Context(), compiler, "--noEmit", "-p", "src").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
