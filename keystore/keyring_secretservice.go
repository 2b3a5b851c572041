//go:build (dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd

package keystore

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/godbus/dbus/v5"
)

// The Secret Service, where go-keyring looks for it.
//
// https://specifications.freedesktop.org/secret-service/latest/
const (
	secretService     = "org.freedesktop.secrets"
	secretServicePath = "/org/freedesktop/secrets"
	loginCollection   = "/org/freedesktop/secrets/collection/login"
	defaultCollection = "/org/freedesktop/secrets/aliases/default"
)

// keyringReady tells no bus, no service, no collection and a locked one apart,
// on a connection of its own that ends with ctx. The library would start a bus
// where there is none, and wait without end for the person to unlock a
// collection.
func keyringReady(ctx context.Context) error {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return noKeyring("there is no D-Bus session; ")
	}
	defer conn.Close()
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return noKeyring("the D-Bus session does not answer; ")
	}
	property := func(path dbus.ObjectPath, name string, value any) error {
		i := strings.LastIndexByte(name, '.')
		var v dbus.Variant
		err := conn.Object(secretService, path).
			CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, name[:i], name[i+1:]).Store(&v)
		if err != nil {
			return err
		}
		return v.Store(value)
	}
	var collections []dbus.ObjectPath
	if err := property(secretServicePath, "org.freedesktop.Secret.Service.Collections", &collections); err != nil {
		if meaning := systemMeaning(err); meaning != nil {
			return meaning
		}
		return err
	}
	collection := dbus.ObjectPath(defaultCollection)
	if slices.Contains(collections, loginCollection) {
		collection = loginCollection
	}
	var locked bool
	if err := property(collection, "org.freedesktop.Secret.Collection.Locked", &locked); err != nil {
		return noKeyring("the Secret Service has no collection to keep keys in; make one that is the default, or ")
	}
	if locked {
		return ErrLocked
	}
	return nil
}

func noKeyring(why string) error {
	return explain("keystore: "+why+"keep keys in a file", ErrNoKeyring)
}

// systemMeaning knows the errors of D-Bus and of the Secret Service.
func systemMeaning(err error) error {
	e, ok := errors.AsType[dbus.Error](err)
	switch {
	case !ok && strings.Contains(err.Error(), "failed to unlock"): // the library's own
		return ErrLocked
	case !ok:
		return nil
	case e.Name == "org.freedesktop.Secret.Error.IsLocked":
		return ErrLocked
	case e.Name == "org.freedesktop.DBus.Error.ServiceUnknown", e.Name == "org.freedesktop.DBus.Error.NameHasNoOwner",
		strings.HasPrefix(e.Name, "org.freedesktop.DBus.Error.Spawn."):
		return noKeyring("no Secret Service runs in this session; start GNOME Keyring, KWallet or KeePassXC, or ")
	}
	return nil
}
