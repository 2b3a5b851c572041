package keystore

import (
	"errors"
	"fmt"
	"strings"
)

// The sentinels name what a program decides by. Test for them with
// [errors.Is]; the text of an error around one says more and is for people.
var (
	// ErrNotFound: the profile has no entry. Sign in.
	ErrNotFound = errors.New("keystore: nobody is signed in; sign in first")

	// ErrElsewhere: the profile's key is for another base URL than it was asked
	// for, and is not sent there. Go back to that one, or use another profile.
	ErrElsewhere = errors.New("keystore: the key is for another base URL")

	// ErrNoKeyring: this system, or this session, has no keyring: no D-Bus
	// session, no Secret Service. Keep keys in a file.
	ErrNoKeyring = errors.New("keystore: there is no keyring here; keep keys in a file")

	// ErrLocked: the keyring is locked. The person unlocks it, with its own
	// tools, and tries again.
	ErrLocked = errors.New("keystore: the keyring is locked; unlock it and try again")

	// ErrNoAnswer: the keyring did not answer in time. It may be waiting for
	// the person.
	ErrNoAnswer = errors.New("keystore: the keyring does not answer; see if it waits for you, and try again")

	// ErrUnsafe: the file, or its directory, belongs to somebody else, can be
	// read by others or is not what it seems. Nothing was read or written.
	ErrUnsafe = errors.New("keystore: the file is not safe")

	// ErrDamaged: the stored text is none that this package wrote, or one of a
	// later version. Nothing was written.
	ErrDamaged = errors.New("keystore: what is stored is damaged")

	// ErrBusy: another program writes the file, and does not come to an end.
	ErrBusy = errors.New("keystore: the file is in use; try again in a moment")
)

// An explained error says in its own words what one with a meaning came from.
type explained struct {
	text   string
	causes []error
}

func explain(text string, causes ...error) error { return &explained{text, causes} }

func (e *explained) Error() string   { return e.text }
func (e *explained) Unwrap() []error { return e.causes }

func notFound(profile string) error {
	if profile == DefaultProfile {
		return ErrNotFound
	}
	return explain(fmt.Sprintf("keystore: nobody is signed in under the profile %q; sign in first", profile), ErrNotFound)
}

func elsewhere(made, there string) error {
	return explain(fmt.Sprintf("keystore: the key is for %s and is not sent to %s; go back to that base URL, or sign in under another profile", origin(made), origin(there)), ErrElsewhere)
}

// origin is a base URL without the path that SDKs write.
func origin(baseURL string) string {
	return strings.TrimSuffix(strings.TrimRight(baseURL, "/"), "/api/v1")
}

func unsafeFile(format string, args ...any) error {
	return explain("keystore: "+fmt.Sprintf(format, args...), ErrUnsafe)
}
