package keystore

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// Profiles returns the names of the profiles that have an entry in the file,
// sorted.
func (f *File) Profiles(ctx context.Context) ([]string, error) {
	doc, _, err := f.load()
	return slices.Sorted(maps.Keys(doc.Profiles)), err
}

// Profiles returns the names of the profiles that have an entry in the keyring,
// sorted. The keyring of macOS does not tell: the error matches
// [errors.ErrUnsupported] there.
func (k *Keyring) Profiles(ctx context.Context) ([]string, error) {
	text, err := k.ask(ctx, func() (string, error) {
		users, err := k.backend.list(ctx, k.app)
		return strings.Join(users, "\n"), err
	})
	names := slices.DeleteFunc(strings.Split(text, "\n"), func(name string) bool { return name == "" || CheckProfile(name) != nil })
	slices.Sort(names)
	return slices.Compact(names), err
}
