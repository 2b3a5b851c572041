package sdk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// From Node, the SDKs are pointed at the emulator by the environment.
func TestNode(t *testing.T) {
	t.Parallel()
	t.Run("openai", func(t *testing.T) {
		t.Parallel()
		server, key, retried := newEmulator(t, orkeytest.Observed)
		check(t, node(t, "openai", "OPENAI_BASE_URL="+server.URL+"/api/v1", "OPENAI_API_KEY="+key, "RETRIED_KEY="+retried), openai)
	})
	for _, behaviour := range []orkeytest.Behaviour{orkeytest.Observed, orkeytest.Documented} {
		t.Run("openrouter "+behaviour.String(), func(t *testing.T) {
			t.Parallel()
			server, _, _ := newEmulator(t, behaviour)
			check(t, node(t, "openrouter", "OPENROUTER_BASE_URL="+server.URL+"/api/v1"), openrouter(server.Config()))
		})
	}
}

// node runs the script for one SDK and returns what its steps came to.
func node(t *testing.T, sdk string, env ...string) (results []result) {
	t.Helper()
	installed(t)
	program, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the SDKs need Node: install it (Debian: apt-get install nodejs), or run scripts/setup")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*chromiumtest.Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, filepath.Join("src", "node.mjs"), sdk)
	cmd.Env = append(env, "PATH="+os.Getenv("PATH"), "HOME="+t.TempDir()) // nothing else that could point an SDK elsewhere
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("node: %v\n%s%s", err, &stdout, &stderr)
	}
	for lines := json.NewDecoder(&stdout); ; {
		var r result
		if err := lines.Decode(&r); err == io.EOF {
			return results
		} else if err != nil {
			t.Fatalf("%v\n%s", err, &stdout)
		}
		results = append(results, r)
	}
}

// installed fails the test where npm has not yet fetched the SDKs.
func installed(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("node_modules", ".package-lock.json")); err != nil {
		t.Fatal("the SDKs are not installed: run scripts/setup, or npm ci in e2e/sdk")
	}
}
