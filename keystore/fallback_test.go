package keystore_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/keystore"
)

// quiet fails the test if it is warned.
func quiet(t *testing.T) func(error) {
	return func(err error) { t.Helper(); t.Errorf("warned: %v", err) }
}

func TestFallbackNotNeeded(t *testing.T) {
	t.Parallel()
	file, _ := tempFile(t)
	memory := new(keystore.Memory)
	testStore(t, keystore.WithFallback(memory, file, quiet(t)), memory.String())
}

func TestFallback(t *testing.T) {
	t.Parallel()
	for _, failure := range []error{keystore.ErrNoKeyring, keystore.ErrLocked, errors.New("broken")} {
		ring := &fakeRing{}
		file, path := tempFile(t)
		var word error
		keyring := ring.store(0)
		store := keystore.WithFallback(keyring, file, func(err error) { word = err })

		// An older key is in the keyring when that begins to fail.
		if err := store.Save(t.Context(), "", entry(1)); err != nil || word != nil {
			t.Fatal(err, word)
		}
		ring.fails, ring.ready = failure, failure
		if _, err := store.Load(t.Context(), ""); err == nil {
			t.Error("loaded from a keyring that fails")
		} else if errors.Is(err, keystore.ErrNotFound) != (failure == keystore.ErrNoKeyring) {
			t.Errorf("%v: load: %v", failure, err)
		}
		if err := store.Save(t.Context(), "", entry(2)); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(word, failure) || !strings.Contains(word.Error(), path) {
			t.Errorf("%v: the word is %v", failure, word)
		} else {
			oneLine(t, word)
		}
		got, err := store.Load(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, entry(2), file.String())

		// Back again: the newest counts, and after a save it is in one place.
		ring.fails, ring.ready, word = nil, nil, nil
		if got, err := store.Load(t.Context(), ""); err != nil {
			t.Error(err)
		} else {
			same(t, got, entry(2), file.String())
		}
		if err := store.Save(t.Context(), "", entry(3)); err != nil || word != nil {
			t.Fatal(err, word)
		}
		if got, err := store.Load(t.Context(), ""); err != nil {
			t.Error(err)
		} else {
			same(t, got, entry(3), keyring.String())
		}
		if _, err := file.Load(t.Context(), ""); !errors.Is(err, keystore.ErrNotFound) {
			t.Errorf("the file still has it: %v", err)
		}
	}
}

func TestFallbackDelete(t *testing.T) {
	t.Parallel()
	for failure, want := range map[error]error{nil: nil, keystore.ErrNoKeyring: nil, keystore.ErrLocked: keystore.ErrLocked} {
		ring := &fakeRing{ready: failure}
		file, _ := tempFile(t)
		store := keystore.WithFallback(ring.store(0), file, func(error) {})
		if err := store.Save(t.Context(), "", entry(1)); err != nil {
			t.Fatal(err)
		}
		if err := store.Delete(t.Context(), ""); !errors.Is(err, want) {
			t.Errorf("%v: delete: %v", failure, err)
		}
		if _, err := file.Load(t.Context(), ""); !errors.Is(err, keystore.ErrNotFound) {
			t.Errorf("%v: left: %v", failure, err)
		}
	}
}

// Where neither works, both say why.
func TestFallbackFails(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	write(t, path, "x", 0o644)
	store := keystore.WithFallback((&fakeRing{ready: keystore.ErrLocked}).store(0), file, quiet(t))
	err := store.Save(t.Context(), "", entry(1))
	if !errors.Is(err, keystore.ErrLocked) || !errors.Is(err, keystore.ErrUnsafe) {
		t.Error(err)
	}
	if _, err := store.Load(t.Context(), ""); !errors.Is(err, keystore.ErrUnsafe) {
		t.Error(err)
	}
}

// A person who pressed Ctrl-C wants no key in a file.
func TestFallbackCancelled(t *testing.T) {
	t.Parallel()
	file, _ := tempFile(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ring := &fakeRing{hang: make(chan struct{})}
	defer close(ring.hang)
	store := keystore.WithFallback(ring.store(0), file, quiet(t))
	if err := store.Save(ctx, "", entry(1)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
