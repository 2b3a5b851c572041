package keystore_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// A program asks its store first, and signs the person in when there is nothing,
// or when OpenRouter does not know the key any more.
func Example() {
	store := openStore()
	ctx := context.Background()

	entry, err := store.Load(ctx, keystore.DefaultProfile)
	if errors.Is(err, keystore.ErrNotFound) {
		entry = keystore.Entry{Grant: signIn(), SignedIn: time.Now()}
		err = store.Save(ctx, keystore.DefaultProfile, entry)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("signed in as", entry.UserID, "with", entry.Key)
	// Output: signed in as user_2abc with sk-or-v1-0e6…c96
}

// openStore would be as in the example of WithFallback.
func openStore() keystore.Store { return new(keystore.Memory) }

// signIn would be native.SignIn.
func signIn() orkey.Grant {
	key, err := orkey.ParseKey("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")
	if err != nil {
		log.Fatal(err)
	}
	return orkey.Grant{Key: key, UserID: "user_2abc"}
}

func ExampleWithFallback() {
	keyring, err := keystore.NewKeyring(keystore.KeyringConfig{App: "my-tool"})
	if err != nil {
		log.Fatal(err)
	}
	path, err := keystore.DefaultPath("my-tool")
	if err != nil {
		log.Fatal(err)
	}
	file, err := keystore.NewFile(path)
	if err != nil {
		log.Fatal(err)
	}
	store := keystore.WithFallback(keyring, file, func(reason error) { log.Print(reason) })
	fmt.Println("keys are kept in", store)
}
