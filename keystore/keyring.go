package keystore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// DefaultKeyringTimeout is how long the keyring may take for one operation.
const DefaultKeyringTimeout = 3 * time.Second

// KeyringConfig says which keys in the keyring are the program's.
type KeyringConfig struct {
	// App is the name under which the keys are kept, and which the keyring shows
	// to the person. It must not be empty.
	App string

	// Timeout bounds each operation. Default [DefaultKeyringTimeout].
	Timeout time.Duration
}

// Keyring is a Store in the keyring of the person's system: the Keychain of
// macOS, the Credential Manager of Windows, and the Secret Service elsewhere
// (GNOME Keyring, KWallet, KeePassXC).
//
// It never asks the person to unlock a Secret Service: a locked one is
// [ErrLocked]. Other keyrings may open a dialog of their own accord; when that is
// not answered in time, the error is [ErrNoAnswer], and a goroutine stays until it
// is. No key is ever an argument of a command.
type Keyring struct {
	app     string
	timeout time.Duration
	backend backend
	turn    chan struct{} // holds one token; who has it uses the backend
}

// backend is what package keyring is to Keyring, for tests to replace.
type backend struct {
	// ready returns at once why the keyring can't be used, as far as can be
	// told without waiting for the person.
	ready  func(ctx context.Context) error
	get    func(service, user string) (string, error)
	set    func(service, user, secret string) error
	delete func(service, user string) error
	list   func(ctx context.Context, service string) (users []string, err error)
}

// NewKeyring returns the store in the system's keyring. Whether there is one is
// not known before it is used.
func NewKeyring(cfg KeyringConfig) (*Keyring, error) {
	var problems []error
	if cfg.App == "" || len(cfg.App) > 64 || strings.ContainsFunc(cfg.App, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		problems = append(problems, errors.New("keystore: KeyringConfig.App must be a name of at most 64 bytes"))
	}
	if cfg.Timeout < 0 {
		problems = append(problems, errors.New("keystore: KeyringConfig.Timeout must not be negative"))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultKeyringTimeout
	}
	k := &Keyring{
		app:     cfg.App,
		timeout: cfg.Timeout,
		backend: backend{ready: keyringReady, get: keyring.Get, set: keyring.Set, delete: keyring.Delete, list: keyringUsers},
		turn:    make(chan struct{}, 1),
	}
	k.turn <- struct{}{}
	return k, nil
}

// String implements [Store].
func (k *Keyring) String() string { return "the system's keyring" }

// Load implements [Store].
func (k *Keyring) Load(ctx context.Context, profile string) (Entry, error) {
	profile, err := checkProfile(profile)
	if err != nil {
		return Entry{}, err
	}
	text, err := k.ask(ctx, func() (string, error) { return k.backend.get(k.app, profile) })
	switch {
	case errors.Is(err, ErrNotFound):
		return Entry{}, notFound(profile)
	case err != nil:
		return Entry{}, err
	}
	entry, err := decodeEntry([]byte(text))
	if err != nil {
		return Entry{}, explain(fmt.Sprintf("keystore: what the keyring has under %q for profile %q is damaged; sign in again", k.app, profile), err)
	}
	entry.From = k.String()
	return entry, nil
}

// Save implements [Store]. It reads the entry back: some keyrings report success
// for what they did not keep.
func (k *Keyring) Save(ctx context.Context, profile string, entry Entry) error {
	profile, err := checkProfile(profile)
	if err != nil {
		return err
	}
	text, err := encodeEntry(entry)
	if err != nil {
		return err
	}
	kept, err := k.ask(ctx, func() (string, error) {
		if err := k.backend.set(k.app, profile, string(text)); err != nil {
			return "", err
		}
		return k.backend.get(k.app, profile)
	})
	if errors.Is(err, ErrNotFound) || err == nil && kept != string(text) {
		return errors.New("keystore: the keyring did not keep the key; see if this program may write to it, or keep keys in a file")
	}
	return err
}

// Delete implements [Store].
func (k *Keyring) Delete(ctx context.Context, profile string) error {
	profile, err := checkProfile(profile)
	if err != nil {
		return err
	}
	_, err = k.ask(ctx, func() (string, error) { return "", k.backend.delete(k.app, profile) })
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// ask does one operation with the keyring, in time. The library that does it
// can't be called off: an operation that takes longer goes on in its goroutine,
// and all others wait for it in turn, so that there is never more than one.
func (k *Keyring) ask(ctx context.Context, operation func() (string, error)) (string, error) {
	patience, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	late := func() (string, error) {
		if err := ctx.Err(); err != nil {
			return "", fmt.Errorf("keystore: the keyring was not asked to the end: %w", err)
		}
		return "", ErrNoAnswer
	}
	select {
	case <-k.turn:
	case <-patience.Done():
		return late()
	}
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		defer func() { k.turn <- struct{}{} }()
		if err := k.backend.ready(patience); err != nil {
			answered <- answer{"", err}
			return
		}
		text, err := operation()
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		if a.err != nil && patience.Err() != nil {
			return late() // it gave up for want of time
		}
		return a.text, explainKeyring(a.err)
	case <-patience.Done():
		return late()
	}
}

// explainKeyring gives the errors of the library and of the system their
// meaning.
func explainKeyring(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrNoKeyring), errors.Is(err, ErrLocked):
		return err
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return ErrNoKeyring
	}
	if meaning := systemMeaning(err); meaning != nil {
		return meaning
	}
	return fmt.Errorf("keystore: the keyring failed: %w", err)
}
