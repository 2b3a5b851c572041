package playground_test

import (
	"os"
	"os/exec"
	"testing"
)

// The types of the sources are right, by the compiler of package browser.
func TestTypes(t *testing.T) {
	t.Parallel()
	npm, err := exec.LookPath("npm")
	if err != nil {
		// Who does not change the TypeScript needs none, so only CI insists.
		if os.Getenv("CI") == "true" {
			t.Fatal("npm is missing: install Node.js (Debian: apt-get install nodejs npm)")
		}
		t.Skip("npm is missing; install Node.js to check the types")
	}
	if out, err := exec.Command(npm, "exec", "--prefix", "../../browser", "--no", "--", "tsc", "--noEmit", "-p", "src").CombinedOutput(); err != nil {
		t.Errorf("run scripts/setup first? %v\n%s", err, out)
	}
}
