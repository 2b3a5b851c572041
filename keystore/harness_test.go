package keystore_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// patience limits waits that only last when something is broken.
const patience = 20 * time.Second

// entry returns the n-th entry of a test.
func entry(n int) keystore.Entry {
	key, err := orkey.ParseKey(fmt.Sprintf("sk-or-v1-facade%058x", n))
	if err != nil {
		panic(err)
	}
	return keystore.Entry{
		Grant:    orkey.Grant{Key: key, UserID: fmt.Sprint("user_", n)},
		BaseURL:  "http://localhost:8787",
		SignedIn: time.Date(2026, 11, 23, 12, 0, n%60, 0, time.UTC),
	}
}

// same fails the test unless got is want, found where from says.
func same(t *testing.T, got, want keystore.Entry, from string) {
	t.Helper()
	want.From = from
	if !got.Key.Equal(want.Key) || got.UserID != want.UserID || got.BaseURL != want.BaseURL || !got.SignedIn.Equal(want.SignedIn) || got.From != want.From {
		t.Errorf("loaded %+v, want %+v", got, want)
	}
}

func newFile(t *testing.T, path string) *keystore.File {
	t.Helper()
	f, err := keystore.NewFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// tempFile returns a store in a directory that is not there yet.
func tempFile(t *testing.T) (f *keystore.File, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "config", "my-tool", "keys.json")
	return newFile(t, path), path
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// oneLine fails the test unless an error is fit for a person.
func oneLine(t *testing.T, err error) {
	t.Helper()
	switch text := err.Error(); {
	case strings.Contains(text, "\n"), !strings.HasPrefix(text, "keystore: "), strings.Count(text, "keystore: ") > 1:
		t.Errorf("%q is not one line of ours", text)
	case strings.Contains(text, "facade"):
		t.Errorf("%q has the key", text)
	}
}
