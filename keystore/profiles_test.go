package keystore_test

import (
	"context"
	"slices"
	"testing"

	"github.com/orkey-dev/orkey/keystore"
)

type lister interface {
	keystore.Store
	Profiles(context.Context) ([]string, error)
}

// What a Store that can list does.
func testProfiles(t *testing.T, store lister) {
	t.Helper()
	has := func(want ...string) {
		t.Helper()
		if got, err := store.Profiles(t.Context()); err != nil || !slices.Equal(got, want) {
			t.Errorf("it has %q, %v, want %q", got, err, want)
		}
	}
	before, err := store.Profiles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, profile := range before {
		if err := store.Delete(t.Context(), profile); err != nil {
			t.Fatal(err)
		}
	}
	has()
	for _, profile := range []string{"work", "", "work", "home"} {
		if err := store.Save(t.Context(), profile, entry(1)); err != nil {
			t.Fatal(err)
		}
	}
	has("default", "home", "work")
}

func TestFileProfiles(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	testProfiles(t, file)
	write(t, path, "{", 0o600)
	if names, err := file.Profiles(t.Context()); err == nil {
		t.Errorf("a damaged file has %q", names)
	}
}
