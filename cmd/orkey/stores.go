package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/keystore"
)

// The words of --store. Unless told otherwise, whoever reads a key looks in
// both stores, and a login keeps a key where the one before it is, or in the
// keyring.
const (
	inKeyring = "keyring"
	inFile    = "file"
	inEither  = "auto" // the file where the keyring fails
)

// stores are where the command keeps keys.
type stores struct {
	keyring *keystore.Keyring
	file    *keystore.File
	named   string // the word that was given, or ""
}

// open returns the stores. Neither is touched yet.
func (f *credentialFlags) open() (stores, error) {
	keyring, err := keystore.NewKeyring(keystore.KeyringConfig{App: "orkey", Timeout: f.keyringTimeout})
	if err != nil {
		return stores{}, err
	}
	path, err := keystore.DefaultPath("orkey")
	if err != nil {
		return stores{}, err
	}
	file, err := keystore.NewFile(path)
	if err != nil {
		return stores{}, err
	}
	return stores{keyring, file, f.store.String()}, nil
}

// both is the store to read from and to delete in, as far as it was named.
func (s stores) both() keystore.Store {
	if named := s.wanted(); named != nil {
		return named
	}
	// The file first: that costs nothing, and where it has an entry the person
	// asked for that. Nothing is saved through this.
	return keystore.WithFallback(s.keyring, s.file, func(error) {})
}

// wanted is the store that was named to keep a key in, or nil.
func (s stores) wanted() keystore.Store {
	switch s.named {
	case inKeyring:
		return s.keyring
	case inFile:
		return s.file
	}
	return nil
}

// save puts an entry into one store and takes the profile's out of the other.
func (s stores) save(ctx context.Context, to keystore.Store, profile string, entry keystore.Entry) error {
	if err := to.Save(ctx, profile, entry); err != nil {
		return err
	}
	if to == s.file {
		// What is in the file counts. A keyring that can't be reached now may
		// keep an old key, which a logout takes away.
		s.keyring.Delete(ctx, profile)
		return nil
	}
	if err := s.file.Delete(ctx, profile); err != nil {
		return fmt.Errorf("the key is in %v, but the one before it is left: %w", to, unprefixed(err))
	}
	return nil
}

// withoutKeyring says what to do where the keyring does not do.
func (s stores) withoutKeyring(err error) error {
	switch err := unprefixed(err); {
	case errors.Is(err, keystore.ErrNoKeyring): // "…; keep keys in a file"
		return fmt.Errorf("%w: add --store file", err)
	case errors.Is(err, keystore.ErrLocked), errors.Is(err, keystore.ErrNoAnswer): // "…; unlock it and try again"
		return fmt.Errorf("%w, or add --store file to keep the key in %v", err, s.file)
	default:
		return fmt.Errorf("%w; add --store file to keep the key in %v", err, s.file)
	}
}

// load is Load, but takes a damaged entry away: only a login mends it. Where
// that can't be done, the whole file is damaged.
func (s stores) load(ctx context.Context, from keystore.Store, profile string) (keystore.Entry, error) {
	entry, err := from.Load(ctx, profile)
	if errors.Is(err, keystore.ErrDamaged) && from.Delete(ctx, profile) == nil {
		return entry, keystore.ErrNotFound
	}
	return entry, err
}

// completeProfile offers a shell the profiles that have a key.
func (f *credentialFlags) completeProfile(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	stores, err := f.open()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), time.Second) // somebody pressed Tab
	defer cancel()
	names, _ := stores.file.Profiles(ctx) // what can't be told is not offered
	more, _ := stores.keyring.Profiles(ctx)
	names = append(names, more...)
	slices.Sort(names)
	return slices.Compact(names), cobra.ShellCompDirectiveNoFileComp
}
