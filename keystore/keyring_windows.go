package keystore

import (
	"context"
	"errors"
	"syscall"

	"github.com/danieljoos/wincred"
)

// keyringReady knows nothing that the operation won't tell as well.
func keyringReady(context.Context) error { return nil }

// keyringUsers finds what the library names SERVICE:USER.
func keyringUsers(_ context.Context, service string) ([]string, error) {
	found, err := wincred.FilteredList(service + ":*")
	if errors.Is(err, wincred.ErrElementNotFound) {
		return nil, nil
	}
	var users []string
	for _, credential := range found {
		users = append(users, credential.UserName)
	}
	return users, err
}

// systemMeaning knows the errors of the Credential Manager.
func systemMeaning(err error) error {
	const noSuchLogonSession = syscall.Errno(1312) // as over SSH with a key
	if errors.Is(err, noSuchLogonSession) {
		return explain("keystore: this session has no Credential Manager; keep keys in a file", ErrNoKeyring)
	}
	return nil
}
