package keystore

import (
	"context"
	"errors"
	"fmt"
)

// WithFallback returns a store that keeps keys in first and, where that fails,
// in second: a keyring and a file. It says so each time, by warn, which gets the
// reason and must not be nil: the person is to know that a key lies in a file.
//
// A profile has its entry in one of them only. When first takes it, it is deleted
// from second, so what second has is never out of date.
func WithFallback(first, second Store, warn func(reason error)) Store {
	if first == nil || second == nil || warn == nil {
		panic("keystore: WithFallback needs two stores and a function that warns")
	}
	return &fallback{first, second, warn}
}

type fallback struct {
	first, second Store
	warn          func(error)
}

// String implements [Store].
func (f *fallback) String() string { return fmt.Sprintf("%v or %v", f.first, f.second) }

// Load implements [Store].
func (f *fallback) Load(ctx context.Context, profile string) (Entry, error) {
	entry, err := f.second.Load(ctx, profile)
	if !errors.Is(err, ErrNotFound) {
		return entry, err
	}
	notFound := err
	entry, err = f.first.Load(ctx, profile)
	if errors.Is(err, ErrNoKeyring) { // then it can't have an entry either
		return Entry{}, notFound
	}
	return entry, err
}

// Save implements [Store].
func (f *fallback) Save(ctx context.Context, profile string, entry Entry) error {
	if _, err := checkProfile(profile); err != nil {
		return err
	}
	if _, err := encodeEntry(entry); err != nil {
		return err
	}
	err := f.first.Save(ctx, profile, entry)
	if err == nil {
		if err := f.second.Delete(ctx, profile); err != nil {
			return fmt.Errorf("keystore: the key is in %v, but an old one is left: %w", f.first, err)
		}
		return nil
	}
	if ctx.Err() != nil {
		return err
	}
	if err2 := f.second.Save(ctx, profile, entry); err2 != nil {
		return fmt.Errorf("%w; %w", err, err2)
	}
	f.warn(fmt.Errorf("%w (the key is in %v)", err, f.second))
	return nil
}

// Delete implements [Store]. What can't be reached may still have an entry:
// that is an error, unless there is no such store.
func (f *fallback) Delete(ctx context.Context, profile string) error {
	err := f.second.Delete(ctx, profile)
	err2 := f.first.Delete(ctx, profile)
	switch {
	case err2 == nil || errors.Is(err2, ErrNoKeyring):
		return err
	case err == nil:
		return err2
	}
	return fmt.Errorf("%w; %w", err, err2)
}
