package main

import (
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// asOrkey makes this test binary be the command, asApp an app on a Unix socket.
const (
	asOrkey = "ORKEY_TEST_AS_COMMAND"
	asApp   = "TEST_AS_APP"
)

func TestMain(m *testing.M) {
	if os.Getenv(asOrkey) != "" {
		os.Unsetenv(asOrkey) // what it starts is something else
		patientMain()
	}
	if socket := os.Getenv(asApp); socket != "" {
		appMain(socket)
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0")                  // else what is built with -race waits a second before it ends
	if strings.Contains(filepath.Base(os.Args[0]), ".test") { // and not orkey, as scripts start it
		waitInParallel()
	}
	testscript.Main(m, map[string]func(){"orkey": patientMain, "browser": openBrowser})
}

// waitInParallel runs more tests at once than there are processors, where nobody has
// said how many: these wait for processes most of the time.
func waitInParallel() {
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); parallel.Value.String() == parallel.DefValue {
		parallel.Value.Set(strconv.Itoa(4 * runtime.GOMAXPROCS(0)))
	}
}

// patience is how long a wait goes on before the test fails.
const patience = 20 * time.Second

// patientMain is main on a machine that may be busy with other tests.
func patientMain() {
	sys := realSystem()
	sys.keyringTimeout = patience
	os.Exit(run(context.Background(), os.Args[1:], sys))
}

// openBrowser follows where an address leads, like that of a person who is signed in
// at OpenRouter and whom it does not ask. The page it ends on is in the file page.
func openBrowser() {
	http.DefaultTransport.(*http.Transport).DialContext = dialLocalhost
	res, err := http.Get(os.Args[1])
	if err != nil {
		os.Exit(1)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil || os.WriteFile("page", page, 0o600) != nil {
		os.Exit(1)
	}
}

// dialLocalhost takes localhost for both addresses, as browsers do whatever
// /etc/hosts has to say (RFC 6761, section 6.3).
func dialLocalhost(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	if port, ok := strings.CutPrefix(address, "localhost:"); ok {
		if conn, err := dialer.DialContext(ctx, network, "[::1]:"+port); err == nil {
			return conn, nil
		}
		address = "127.0.0.1:" + port
	}
	return dialer.DialContext(ctx, network, address)
}

// command returns orkey as a process to be started.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asOrkey+"=1")
	return cmd
}
