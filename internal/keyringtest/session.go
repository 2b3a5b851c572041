// Package keyringtest gives tests a D-Bus session of their own, with GNOME Keyring
// in it.
package keyringtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Keyring is what a session has of one.
type Keyring string

// The keyrings. The daemon goes into the background before it has its name, and
// its collection: a test waits for what it needs.
const (
	None     Keyring = ""
	Started  Keyring = `gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; `                    // without a collection
	Unlocked Keyring = `printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; ` // with one, named login
)

// Run runs a test of the binary that calls it again, inside of a session, with a
// home of its own and a variable by which it knows.
func Run(t *testing.T, keyring Keyring, test, variable string) {
	t.Helper()
	for _, program := range []string{"dbus-run-session", "dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: apt-get install dbus dbus-daemon gnome-keyring", program)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// A bus that starts no service by itself.
	home := t.TempDir()
	config := filepath.Join(home, "bus.conf")
	err = os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:dir=`+home+`</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--config-file="+config, "--",
		"sh", "-c", string(keyring)+`exec "$0" "$@"`, self, "-test.run=^"+test+"$", "-test.v")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "XDG_RUNTIME_DIR=" + home, "XDG_DATA_HOME=" + home, variable}
	// A file, not a pipe: daemons that inherit it can't hold this up.
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	err = cmd.Run()
	out, _ := os.ReadFile(log.Name())
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Errorf("%v\n%s", err, out)
	}
}
