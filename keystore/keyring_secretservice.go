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

// A bus is a connection to the D-Bus session, of its own, that ends with ctx.
type bus struct {
	*dbus.Conn
	ctx context.Context
}

// openBus does not start a bus where there is none, as the library would.
func openBus(ctx context.Context) (bus, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return bus{}, noKeyring("there is no keyring here (no D-Bus session); ")
	}
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		conn.Close()
		return bus{}, noKeyring("the D-Bus session does not answer; ")
	}
	return bus{conn, ctx}, nil
}

// property reads a property of the Secret Service, named with its interface.
func (b bus) property(path dbus.ObjectPath, name string, value any) error {
	i := strings.LastIndexByte(name, '.')
	var v dbus.Variant
	err := b.Object(secretService, path).
		CallWithContext(b.ctx, "org.freedesktop.DBus.Properties.Get", 0, name[:i], name[i+1:]).Store(&v)
	if err != nil {
		return err
	}
	return v.Store(value)
}

// keyringReady tells no bus, no service, no collection and a locked one apart.
// The library would wait without end for the person to unlock a collection.
func keyringReady(ctx context.Context) error {
	b, err := openBus(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	var collections []dbus.ObjectPath
	if err := b.property(secretServicePath, "org.freedesktop.Secret.Service.Collections", &collections); err != nil {
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
	if err := b.property(collection, "org.freedesktop.Secret.Collection.Locked", &locked); err != nil {
		return noKeyring("the Secret Service has no collection to keep keys in; make one that is the default, or ")
	}
	if locked {
		return ErrLocked
	}
	return nil
}

// keyringUsers finds the items that the library made for a service.
func keyringUsers(ctx context.Context, service string) ([]string, error) {
	b, err := openBus(ctx)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	var items, locked []dbus.ObjectPath
	err = b.Object(secretService, secretServicePath).
		CallWithContext(ctx, "org.freedesktop.Secret.Service.SearchItems", 0, map[string]string{"service": service}).Store(&items, &locked)
	if err != nil {
		return nil, err
	}
	var users []string
	for _, item := range append(items, locked...) {
		var attributes map[string]string
		if err := b.property(item, "org.freedesktop.Secret.Item.Attributes", &attributes); err != nil {
			return nil, err
		}
		users = append(users, attributes["username"])
	}
	return users, nil
}

// noKeyring says why there is none, and what else could be done.
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
