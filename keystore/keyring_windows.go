package keystore

import (
	"context"
	"errors"
	"syscall"
)

// keyringReady knows nothing that the operation won't tell as well.
func keyringReady(context.Context) error { return nil }

// systemMeaning knows the errors of the Credential Manager.
func systemMeaning(err error) error {
	const noSuchLogonSession = syscall.Errno(1312) // as over SSH with a key
	if errors.Is(err, noSuchLogonSession) {
		return explain("keystore: this session has no Credential Manager; keep keys in a file", ErrNoKeyring)
	}
	return nil
}
