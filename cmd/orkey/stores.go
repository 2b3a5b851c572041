package main

import (
	"strings"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// The words of --store. A login keeps its key in the keyring unless told
// otherwise; whoever reads looks in both, unless told otherwise.
const (
	inKeyring = "keyring"
	inFile    = "file"
	inEither  = "auto"
)

// stores are where the command keeps keys.
type stores struct {
	keyring, file keystore.Store
	read          keystore.Store // where to look for a key
}

// open returns the stores. Neither is touched yet.
func (f *credentialFlags) open() (stores, error) {
	var s stores
	keyring, err := keystore.NewKeyring(keystore.KeyringConfig{App: "orkey"})
	if err != nil {
		return s, err
	}
	path, err := keystore.DefaultPath("orkey")
	if err != nil {
		return s, err
	}
	file, err := keystore.NewFile(path)
	if err != nil {
		return s, err
	}
	s.keyring, s.file = keyring, file
	named := f.cmd.Flags().Changed("store") || f.getenv("ORKEY_STORE") != ""
	switch word := f.store.String(); {
	case named && word == inKeyring:
		s.read = keyring
	case named && word == inFile:
		s.read = file
	default:
		s.read = keystore.WithFallback(keyring, file, func(reason error) { newUI(f.system).warn("%v", unprefixed(reason)) })
	}
	return s, nil
}

// origin shortens a base URL for people.
func origin(baseURL string) string {
	api, err := (&orkey.Client{BaseURL: baseURL}).APIURL()
	if err != nil {
		return baseURL
	}
	return strings.TrimSuffix(api, "/api/v1")
}
