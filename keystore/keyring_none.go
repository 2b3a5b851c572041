//go:build !((dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd || darwin || windows)

package keystore

import "context"

// keyringReady: the library has no keyring for this system.
func keyringReady(context.Context) error { return ErrNoKeyring }

func keyringUsers(context.Context, string) ([]string, error) { return nil, ErrNoKeyring }

func systemMeaning(error) error { return nil }
