package keystore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/orkey-dev/orkey/internal/keyringtest"
	"github.com/orkey-dev/orkey/keystore"
)

// The tests in this file talk to GNOME Keyring on a D-Bus session of their own.
// Each runs this test binary again inside of one, for one of these.
var inSession = map[string]func(t *testing.T, store *keystore.Keyring){
	"unlocked": func(t *testing.T, store *keystore.Keyring) {
		testStore(t, store, "the system's keyring")
		testProfiles(t, store)
	},
	"locked": func(t *testing.T, store *keystore.Keyring) {
		if err := store.Save(t.Context(), "", entry(1)); err != nil {
			t.Fatal(err)
		}
		call(t, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
			[]dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"})
		refused(t, store, keystore.ErrLocked)
	},
	"without a collection": func(t *testing.T, store *keystore.Keyring) {
		refused(t, store, keystore.ErrNoKeyring)
	},
	"without a service": func(t *testing.T, store *keystore.Keyring) {
		refused(t, store, keystore.ErrNoKeyring)
	},
	"that hangs": func(t *testing.T, store *keystore.Keyring) {
		if err := store.Save(t.Context(), "", entry(1)); err != nil {
			t.Fatal(err)
		}
		var pid uint32
		conn := session(t)
		if err := conn.BusObject().Call("org.freedesktop.DBus.GetConnectionUnixProcessID", 0, "org.freedesktop.secrets").Store(&pid); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(int(pid), syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		impatient, err := keystore.NewKeyring(keystore.KeyringConfig{App: "orkey test", Timeout: 100 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		refused(t, impatient, keystore.ErrNoAnswer)
		if err := syscall.Kill(int(pid), syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		if got, err := store.Load(t.Context(), ""); err != nil {
			t.Error(err)
		} else {
			same(t, got, entry(1), store.String())
		}
	},
}

func TestSecretService(t *testing.T) {
	t.Parallel()
	for name, keyring := range map[string]keyringtest.Keyring{
		"unlocked":             keyringtest.Unlocked,
		"locked":               keyringtest.Unlocked,
		"that hangs":           keyringtest.Unlocked,
		"without a collection": keyringtest.Started,
		"without a service":    keyringtest.None,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keyringtest.Run(t, keyring, "TestInSession", "KEYSTORE_TEST_SESSION="+name)
		})
	}
}

// TestInSession is what TestSecretService runs; by itself it has nothing to do.
func TestInSession(t *testing.T) {
	name := os.Getenv("KEYSTORE_TEST_SESSION")
	if name == "" {
		return
	}
	store, err := keystore.NewKeyring(keystore.KeyringConfig{App: "orkey test", Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	// The daemon goes into the background before it has its name, and its keyring.
	ready := "nobody is signed in"
	switch name {
	case "without a service":
		ready = "no Secret Service runs"
	case "without a collection":
		ready = "no collection"
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		_, err := store.Load(t.Context(), "")
		if err != nil && strings.Contains(err.Error(), ready) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the session is not ready: %v", err)
		}
	}
	inSession[name](t, store)
}

// refused expects one error of every operation.
func refused(t *testing.T, store keystore.Store, want error) {
	t.Helper()
	_, load := store.Load(t.Context(), "")
	for what, err := range map[string]error{
		"load":   load,
		"save":   store.Save(t.Context(), "", entry(2)),
		"delete": store.Delete(t.Context(), ""),
	} {
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
			continue
		}
		oneLine(t, err)
	}
}

func session(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func call(t *testing.T, path dbus.ObjectPath, method string, args ...any) {
	t.Helper()
	if err := session(t).Object("org.freedesktop.secrets", path).CallWithContext(context.Background(), method, 0, args...).Err; err != nil {
		t.Fatal(fmt.Errorf("%s: %w", method, err))
	}
}

func TestWithoutABus(t *testing.T) { // not parallel: it sets the environment
	store, err := keystore.NewKeyring(keystore.KeyringConfig{App: "orkey test"})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"unix:path=" + filepath.Join(t.TempDir(), "nobody"), "disabled:", "nonsense"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		refused(t, store, keystore.ErrNoKeyring)
	}
}
