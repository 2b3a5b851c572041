package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// subPath is where the exported page is, as on a host that has others beside it.
const subPath = "/some/sub/path/"

// newExport exports the page for an emulator, below subPath of the folder.
func newExport(t *testing.T) (v *visit, dir string) {
	t.Helper()
	v, dir = &visit{t: t, secrets: &secrets{}}, t.TempDir()
	var err error
	v.emu, err = orkeytest.New(orkeytest.Config{TokenDelay: 5 * time.Millisecond, Log: v.secrets.logger()})
	if err != nil {
		t.Fatal(err)
	}
	emulator := httptest.NewServer(v.secrets.watch(v.emu))
	t.Cleanup(func() {
		v.emu.Close()
		emulator.CloseClientConnections()
		emulator.Close()
	})
	v.emuURL = emulator.URL
	files, err := playground.Export(playground.Config{BaseURL: v.emuURL})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(dir, subPath, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v.Tab = chromiumtest.New(t)
	t.Cleanup(func() { v.secrets.check(v) })
	return v, dir
}

// walk signs in, chats, and comes again.
func (v *visit) walk(address string) {
	v.t.Helper()
	v.Navigate(address)
	v.Wait(signedOut)
	v.signIn()
	v.cleanAddress()
	v.ask("emulator/echo", "Are you static?")
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "Are you static?") {
		v.t.Errorf("the answer is %q", reply)
	}
	v.Reload()
	v.Wait(loaded)
	v.NoErrors()
	if shown := v.text(`document.body.innerText`); strings.Contains(shown, "Emulator") || strings.Contains(shown, "emulator plays") {
		v.t.Errorf("it shows what is the emulator's: %s", shown)
	}
	if where := v.text(`document.querySelector('.where').innerText.trim()`); where != strings.TrimPrefix(v.emuURL, "http://") {
		v.t.Errorf("it says that it is used against %q", where)
	}
	if running := v.text(`document.querySelectorAll('.run').length`); running != "1" {
		v.t.Errorf("%s examples are said to run, want that in the browser alone", running)
	}
}

// The exported page works in a folder of a plain file server, and asks nothing
// outside of it but OpenRouter.
func TestExport(t *testing.T) {
	t.Parallel()
	v, dir := newExport(t)
	var mu sync.Mutex
	var outside []string
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, subPath) && r.URL.Path != strings.TrimSuffix(subPath, "/") {
			mu.Lock()
			outside = append(outside, r.URL.Path)
			mu.Unlock()
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	origin := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	v.page = origin + subPath

	v.walk(strings.TrimSuffix(v.page, "/"))
	for _, origin := range chromiumtest.Eval[[]string](v.Tab, `[...new Set(performance.getEntriesByType('resource').map(e => e.name))]`) {
		if !strings.HasPrefix(origin, v.page) && !strings.HasPrefix(origin, v.emuURL+"/") {
			t.Errorf("the page asked %s", origin)
		}
	}
	// The policy of the page is in force, although no header says it.
	v.Run(`new Promise(resolve => { document.addEventListener('securitypolicyviolation', e => { window.blocked = e.effectiveDirective; resolve() }); fetch('http://localhost:1/').catch(() => {}) })`)
	if blocked := v.text(`window.blocked`); blocked != "connect-src" {
		t.Errorf("the policy blocks %q", blocked)
	}

	alone := v.openWay("browser")
	alone.Wait(`location.href === ` + quote(v.page+"browser/"))
	alone.askExample()
	alone.NoErrors()
	mu.Lock()
	defer mu.Unlock()
	if len(outside) > 0 {
		t.Errorf("outside of its folder the page asked for %q", slices.Compact(outside))
	}
}

// So it does by python3 -m http.server, under its name as well.
func TestExportByPython(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v: install it (Debian: apt-get install python3)", err)
		}
		t.Skip(err)
	}
	v, dir := newExport(t)
	rename, at := freePorts(t, "8000")
	servertest.Start(t, exec.Command(python, "-m", "http.server", rename.Replace("8000"), "--bind", "127.0.0.1", "-d", dir), func(string) error {
		res, err := http.Get(at[0])
		if err != nil {
			return err
		}
		return res.Body.Close()
	})
	v.page = at[0] + subPath + "index.html"
	v.walk(v.page)
}
