// Package keystore keeps the keys of people who signed in to a program on their
// own machine: in the keyring of their system, in a file that nobody else can
// read, or in memory. Use the keyring, and the file where there is none:
//
//	keyring, err := keystore.NewKeyring(keystore.KeyringConfig{App: "my-tool"})
//	…
//	path, err := keystore.DefaultPath("my-tool")
//	…
//	file, err := keystore.NewFile(path)
//	…
//	store := keystore.WithFallback(keyring, file, func(reason error) { log.Print(reason) })
//
//	client := &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")}
//	entry, err := keystore.LoadFor(ctx, store, keystore.DefaultProfile, client)
//	if errors.Is(err, keystore.ErrNotFound) {
//		grant, err := native.SignIn(ctx, native.Config{Client: client})
//		…
//		entry = keystore.Entry{Grant: grant, BaseURL: client.BaseURL, SignedIn: time.Now()}
//		err = store.Save(ctx, keystore.DefaultProfile, entry)
//	}
//	…
//	api := &http.Client{Transport: &orkey.Transport{Key: entry.Key, Client: client}}
//
// When OpenRouter answers 401, or orkey.Client.KeyInfo says orkey.ErrKeyRejected,
// the key is gone: Delete the entry and sign in again.
//
// Nothing falls back by itself: with the keyring alone, a program gets an error
// that says what to do.
//
// # Profiles
//
// A person may have several keys in one program, each under the name of a
// profile: "work", "home". A program that needs no such thing uses
// [DefaultProfile].
//
// # What it protects from
//
// Both the keyring and the file keep a key from the other users of the machine.
// The keyring also encrypts it, so that it does not lie readable on a disk or in
// a backup. Neither keeps it from other programs of the same person, which can
// ask the keyring and read the file as well.
package keystore
