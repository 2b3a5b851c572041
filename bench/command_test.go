package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// atLeast is how many runs a median is of.
const atLeast = 50

// BenchmarkCommand measures whole processes, from start to end, in turn with
// one that does nothing and with the least that is made with cobra. The goals
// are 4 ms for version and 5 ms for token, which reads the key from the file.
func BenchmarkCommand(b *testing.B) {
	orkey, floor := build(b, "../cmd/orkey"), build(b, "./testdata/cobra")
	nothing, err := exec.LookPath("true")
	if err != nil {
		b.Fatal(err)
	}
	env := append(os.Environ(), "ORKEY_STORE=file", "ORKEY_PROFILE=", "OPENROUTER_BASE_URL=", "XDG_CONFIG_HOME="+storedKey(b))
	for _, args := range [][]string{{"version"}, {"token"}} {
		b.Run(args[0], func(b *testing.B) {
			var ours, cobra, true []time.Duration
			for len(ours) < atLeast || b.Loop() {
				ours = append(ours, wholeRun(b, env, orkey, args...))
				cobra = append(cobra, wholeRun(b, env, floor, "hello"))
				true = append(true, wholeRun(b, env, nothing))
			}
			b.ReportMetric(0, "ns/op") // of the three: says nothing
			b.ReportMetric(milliseconds(median(ours)), "ms/orkey")
			b.ReportMetric(milliseconds(median(cobra)), "ms/cobra")
			b.ReportMetric(milliseconds(median(true)), "ms/true")
			b.ReportMetric(float64(median(ours))/float64(median(cobra)), "x-cobra")
		})
	}
}

// storedKey returns a configuration directory in which somebody is signed in.
func storedKey(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	store, err := keystore.NewFile(filepath.Join(dir, "orkey", "keys.json"))
	if err != nil {
		b.Fatal(err)
	}
	key, err := orkey.ParseKey("sk-or-v1-facade0000000000000000000000000000000000000000000000000000000000")
	if err != nil {
		b.Fatal(err)
	}
	entry := keystore.Entry{Grant: orkey.Grant{Key: key}, SignedIn: time.Now()}
	if err := store.Save(b.Context(), keystore.DefaultProfile, entry); err != nil {
		b.Fatal(err)
	}
	return dir
}

// wholeRun runs a program to its end, and returns how long that took.
func wholeRun(b *testing.B, env []string, program string, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = env
	began := time.Now()
	_, err := cmd.Output()
	took := time.Since(began)
	if err != nil {
		b.Fatalf("%s: %v", program, err)
	}
	return took
}
