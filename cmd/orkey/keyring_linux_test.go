package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/orkey-dev/orkey/internal/keyringtest"
	"github.com/orkey-dev/orkey/keystore"
)

// inSession is set in a D-Bus session of this test's own, with an unlocked GNOME
// Keyring.
const inSession = "ORKEY_TEST_IN_SESSION"

// The scripts in testdata/keyring have a keyring, and one word more:
//
//	lock    lock it
func TestKeyringScripts(t *testing.T) {
	t.Parallel()
	if os.Getenv(inSession) == "" {
		keyringtest.Run(t, keyringtest.Unlocked, "TestKeyringScripts", inSession+"=1")
		return
	}
	waitForKeyring(t)
	params := scripts("testdata/keyring")
	params.Cmds["lock"] = lockKeyring
	setup := params.Setup
	params.Setup = func(env *testscript.Env) error {
		env.Setenv("DBUS_SESSION_BUS_ADDRESS", os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
		return setup(env)
	}
	testscript.Run(t, params)
}

// waitForKeyring waits for the daemon, which goes into the background before its
// keyring is there.
func waitForKeyring(t *testing.T) {
	keyring, err := keystore.NewKeyring(keystore.KeyringConfig{App: "orkey test"})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		_, err := keyring.Load(t.Context(), "")
		if err != nil && strings.Contains(err.Error(), "nobody is signed in") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("there is no keyring: %v", err)
		}
	}
}

func lockKeyring(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: lock")
	}
	conn, err := dbus.ConnectSessionBus()
	ts.Check(err)
	defer conn.Close()
	ts.Check(conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}).Err)
}
