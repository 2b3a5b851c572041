package keystore

import (
	"context"
	"errors"
	"os/exec"
)

// keyringReady knows nothing that the operation won't tell as well.
func keyringReady(context.Context) error { return nil }

// keyringUsers: the command "security" lists everything of everybody's or nothing.
func keyringUsers(context.Context, string) ([]string, error) { return nil, errors.ErrUnsupported }

// systemMeaning knows how the command "security" ends: with the low byte of an
// OSStatus.
func systemMeaning(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return nil
	}
	switch exit.ExitCode() {
	case 36: // errSecInteractionNotAllowed, -25308: locked, and nobody to ask, as over SSH
		return explain("keystore: the keychain is locked; run: security unlock-keychain", ErrLocked)
	case 51, 128: // errSecAuthFailed, -25293; errSecUserCanceled, -128
		return explain("keystore: the keychain was not unlocked; try again, or keep keys in a file", ErrLocked)
	case 37: // errSecNoDefaultKeychain, -25307
		return explain("keystore: there is no default keychain; keep keys in a file", ErrNoKeyring)
	case 44: // errSecItemNotFound, -25300, to a write: not allowed
		return explain("keystore: this program may not write to the keychain; keep keys in a file", ErrNoKeyring)
	}
	return nil
}
