package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"

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
		runInSession(t)
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

// runInSession runs the test that calls it in the session.
func runInSession(t *testing.T) {
	for _, program := range []string{"dbus-run-session", "dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: apt-get install dbus dbus-daemon gnome-keyring", program)
		}
	}
	// A bus that starts no service by itself.
	home := t.TempDir()
	config := filepath.Join(home, "bus.conf")
	err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:dir=`+home+`</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const unlock = `printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$0" "$@"`
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--config-file="+config, "--", "sh", "-c", unlock,
		self, "-test.run=^TestKeyringScripts$", "-test.v")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "XDG_DATA_HOME=" + home, "TMPDIR=" + home, inSession + "=1"}
	// A file, not a pipe: daemons that inherit it can't hold this up.
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	err = cmd.Run()
	out, _ := os.ReadFile(log.Name())
	if err != nil || !strings.Contains(string(out), "--- PASS: TestKeyringScripts/") {
		t.Errorf("%v\n%s", err, out)
	}
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
