package keystore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// What every Store does. from is where it says that it keeps entries.
func testStore(t *testing.T, store keystore.Store, from string) {
	t.Helper()
	ctx := t.Context()
	if _, err := store.Load(ctx, ""); !errors.Is(err, keystore.ErrNotFound) || !strings.Contains(err.Error(), "sign in") {
		t.Errorf("from an empty store: %v", err)
	}
	if err := store.Delete(ctx, ""); err != nil {
		t.Errorf("delete from an empty store: %v", err)
	}
	for n, profile := range []string{"", "work", "a.B-c_d@e"} {
		if err := store.Save(ctx, profile, entry(n)); err != nil {
			t.Fatalf("save: %v", err)
		}
	}
	for n, profile := range []string{keystore.DefaultProfile, "work", "a.B-c_d@e"} {
		got, err := store.Load(ctx, profile)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, entry(n), from)
	}
	if err := store.Save(ctx, "work", entry(7)); err != nil {
		t.Error(err)
	}
	if got, err := store.Load(ctx, "work"); err != nil {
		t.Error(err)
	} else {
		same(t, got, entry(7), from)
	}
	if err := store.Save(ctx, "work", keystore.Entry{}); err == nil {
		t.Error("it saved nothing for a key")
	} else {
		oneLine(t, err)
	}
	sparse := keystore.Entry{Grant: entry(8).Grant}
	sparse.UserID = ""
	if err := store.Save(ctx, "work", sparse); err != nil {
		t.Error(err)
	}
	sparse.BaseURL = "https://openrouter.ai"
	if got, err := store.Load(ctx, "work"); err != nil {
		t.Error(err)
	} else {
		same(t, got, sparse, from)
	}
	if err := store.Delete(ctx, "work"); err != nil {
		t.Error(err)
	}
	if _, err := store.Load(ctx, "work"); !errors.Is(err, keystore.ErrNotFound) || !strings.Contains(err.Error(), `"work"`) {
		t.Error(err)
	}
	if got, err := store.Load(ctx, ""); err != nil {
		t.Error(err)
	} else {
		same(t, got, entry(0), from)
	}
	for _, profile := range []string{"a b", "ä", "a/b", "a\nb", "\x00", "-\x7f", strings.Repeat("x", 65)} {
		if err := store.Save(ctx, profile, entry(1)); err == nil {
			t.Errorf("it took the profile %q", profile)
		} else {
			oneLine(t, err)
		}
		if _, err := store.Load(ctx, profile); err == nil || errors.Is(err, keystore.ErrNotFound) {
			t.Errorf("the profile %q: %v", profile, err)
		}
		if err := store.Delete(ctx, profile); err == nil {
			t.Errorf("it deleted the profile %q", profile)
		}
	}
	for _, profile := range []string{"", "a.B-c_d@e"} {
		if err := store.Delete(ctx, profile); err != nil {
			t.Error(err)
		}
	}
	if _, err := store.Load(ctx, ""); !errors.Is(err, keystore.ErrNotFound) {
		t.Error(err)
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	memory := new(keystore.Memory)
	testStore(t, memory, memory.String())
}

func TestFile(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	testStore(t, file, path)
}

// A key is for where it was made, however that is written, and is kept when it is
// asked for elsewhere.
func TestLoadFor(t *testing.T) {
	t.Parallel()
	store := new(keystore.Memory)
	if _, err := keystore.LoadFor(t.Context(), store, "", nil); !errors.Is(err, keystore.ErrNotFound) {
		t.Errorf("from an empty store: %v", err)
	}
	for profile, baseURL := range map[string]string{"": "http://localhost:8787", "openrouter": ""} {
		e := entry(1)
		e.BaseURL = baseURL
		if err := store.Save(t.Context(), profile, e); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		profile string
		client  *orkey.Client
		want    error
	}{
		{"", &orkey.Client{BaseURL: "http://localhost:8787"}, nil},
		{"", &orkey.Client{BaseURL: "http://localhost:8787/api/v1/"}, nil},
		{"", &orkey.Client{BaseURL: "http://localhost:8788"}, keystore.ErrElsewhere},
		{"", &orkey.Client{BaseURL: "https://localhost:8787"}, keystore.ErrElsewhere},
		{"", &orkey.Client{BaseURL: "http://localhost:8787/elsewhere"}, keystore.ErrElsewhere},
		{"", &orkey.Client{}, keystore.ErrElsewhere},
		{"", nil, keystore.ErrElsewhere},
		{"openrouter", nil, nil},
		{"openrouter", &orkey.Client{BaseURL: "https://openrouter.ai/api/v1"}, nil},
		{"openrouter", &orkey.Client{BaseURL: "http://localhost:8787"}, keystore.ErrElsewhere},
	} {
		got, err := keystore.LoadFor(t.Context(), store, test.profile, test.client)
		if !errors.Is(err, test.want) || got.Key.IsZero() != (err != nil) {
			t.Errorf("%q for %+v: %v, %v", test.profile, test.client, got, err)
		}
		if err != nil {
			oneLine(t, err)
		}
	}
	if _, err := keystore.LoadFor(t.Context(), store, "", &orkey.Client{BaseURL: "localhost"}); err == nil || errors.Is(err, keystore.ErrElsewhere) {
		t.Errorf("for no base URL: %v", err)
	}
}

func TestEntryPrintsRedacted(t *testing.T) {
	t.Parallel()
	e := entry(1)
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s %x", e, e, e, e, e), string(text)} {
		if strings.Contains(shown, "facade0") {
			t.Errorf("the key is in %s", shown)
		}
	}
}
