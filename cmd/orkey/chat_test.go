package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
	"github.com/orkey-dev/orkey/orkeytest"
)

// withStoredKey returns an emulator, a key of its, and the environment of somebody
// who signed in there.
func withStoredKey(t *testing.T) (server *orkeytest.Server, key orkey.Key, env []string) {
	t.Helper()
	server = orkeytest.NewServer(t)
	text, err := server.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	if key, err = orkey.ParseKey(text); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	store, err := keystore.NewFile(filepath.Join(home, "orkey", "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	entry := keystore.Entry{Grant: orkey.Grant{Key: key}, BaseURL: server.URL}
	if err := store.Save(t.Context(), keystore.DefaultProfile, entry); err != nil {
		t.Fatal(err)
	}
	return server, key, []string{"XDG_CONFIG_HOME=" + home, "ORKEY_STORE=file", "OPENROUTER_API_KEY=", "OPENROUTER_BASE_URL="}
}

// outcome runs a command to its end.
func outcome(t *testing.T, cmd *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal("it did not start")
	}
	return cmd.ProcessState.ExitCode(), out.String(), err.String()
}

// A stored key goes to where it was made, and when it is gone that is said.
func TestChatWithAStoredKey(t *testing.T) {
	t.Parallel()
	server, key, env := withStoredKey(t)
	ask := func() (code int, stdout, stderr string) {
		cmd := command(t, "chat", "Hello")
		cmd.Env = append(cmd.Env, env...)
		return outcome(t, cmd)
	}
	if code, stdout, stderr := ask(); code != exitDone || stdout != "You said: Hello\n" {
		t.Errorf("%d, %q, %q", code, stdout, stderr)
	}
	server.DeleteKey(key.Hash())
	code, stdout, stderr := ask()
	if code != exitNotSignedIn || stdout != "" || !strings.HasSuffix(stderr, "run orkey login\n") || strings.Contains(stderr, key.Reveal()) {
		t.Errorf("%d, %q, %q", code, stdout, stderr)
	}
}

// A shell offers the models of where the key was made, if it learns in time.
func TestModelsAreCompleted(t *testing.T) {
	t.Parallel()
	server, _, env := withStoredKey(t)
	press := func() (code int, stdout string) {
		cmd := command(t, "__complete", "chat", "--model", "openai/")
		cmd.Env = append(cmd.Env, env...)
		code, stdout, _ = outcome(t, cmd)
		return code, stdout
	}
	if code, stdout := press(); code != exitDone || stdout != "openai/gpt-4o-mini\tOpenAI: GPT-4o-mini\n:4\n" {
		t.Errorf("%d, %q", code, stdout)
	}
	server.Inject(orkeytest.Fault{Path: "/api/v1/models", Hang: true})
	if code, stdout := press(); code != exitDone || stdout != ":1\n" {
		t.Errorf("%d, %q", code, stdout)
	}
}
