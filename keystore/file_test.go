//go:build unix

package keystore_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/keystore"
)

func TestFileIsPrivate(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	for n := range 2 {
		if err := file.Save(t.Context(), "", entry(n)); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			path string
			want fs.FileMode
		}{{path, 0o600}, {filepath.Dir(path), fs.ModeDir | 0o700}, {filepath.Dir(filepath.Dir(path)), fs.ModeDir | 0o700}} {
			if info, err := os.Stat(test.path); err != nil || info.Mode() != test.want {
				t.Errorf("%s: %v, %v", test.path, info.Mode(), err)
			}
		}
	}
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 2 || names[1].Name() != "keys.json.lock" {
		t.Errorf("the directory has %v, %v", names, err)
	}
	if info, err := names[1].Info(); err != nil || info.Mode() != 0o600 || info.Size() != 0 {
		t.Errorf("the lock: %v, %v", info, err)
	}
}

func TestFileText(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	if err := file.Save(t.Context(), "", entry(1)); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "version": 1,
  "profiles": {
    "default": {
      "key": "sk-or-v1-facade0000000000000000000000000000000000000000000000000000000001",
      "user_id": "user_1",
      "base_url": "http://localhost:8787",
      "signed_in": "2026-11-23T12:00:01Z"
    }
  }
}
`
	if got := read(t, path); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if err := file.Delete(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty file is left: %v", err)
	}
}

// A file that is not safe is neither read nor written, and the error says what
// to do.
func TestFileIsRefused(t *testing.T) {
	t.Parallel()
	good := func(t *testing.T, path string, mode os.FileMode) {
		if err := newFile(t, path).Save(t.Context(), "", entry(1)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	must := func(t *testing.T, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name string
		make func(t *testing.T, path string)
		want error
		hint string
	}{
		{"readable by others", func(t *testing.T, path string) { good(t, path, 0o604) }, keystore.ErrUnsafe, "chmod 600"},
		{"readable by the group", func(t *testing.T, path string) { good(t, path, 0o640) }, keystore.ErrUnsafe, "chmod 600"},
		{"writable by others", func(t *testing.T, path string) { good(t, path, 0o602) }, keystore.ErrUnsafe, "chmod 600"},
		{"directory writable by the group", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Chmod(filepath.Dir(path), 0o770))
		}, keystore.ErrUnsafe, "chmod 700"},
		{"directory writable by all", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Chmod(filepath.Dir(path), 0o1777))
		}, keystore.ErrUnsafe, "chmod 700"},
		{"link to a good file", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Rename(path, path+".real"))
			must(t, os.Symlink("keys.json.real", path))
		}, keystore.ErrUnsafe, "symbolic link"},
		{"link out of the directory", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Remove(path))
			must(t, os.Symlink("/etc/passwd", path))
		}, keystore.ErrUnsafe, "symbolic link"},
		{"link to nothing", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Remove(path))
			must(t, os.Symlink("nothing", path))
		}, keystore.ErrUnsafe, "symbolic link"},
		{"pipe", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Remove(path))
			must(t, syscall.Mkfifo(path, 0o600))
		}, keystore.ErrUnsafe, "not a file"},
		{"directory", func(t *testing.T, path string) {
			must(t, os.MkdirAll(path, 0o700))
		}, keystore.ErrUnsafe, "not a file"},
		{"file for a directory", func(t *testing.T, path string) {
			write(t, filepath.Dir(path), "x", 0o600)
		}, nil, "not a directory"},
		{"empty", func(t *testing.T, path string) { write(t, path, "", 0o600) }, keystore.ErrDamaged, "move it away"},
		{"cut", func(t *testing.T, path string) {
			good(t, path, 0o600)
			must(t, os.Truncate(path, 100))
		}, keystore.ErrDamaged, "move it away"},
		{"something else", func(t *testing.T, path string) { write(t, path, "sk-or-v1-facade0", 0o600) }, keystore.ErrDamaged, "move it away"},
		{"no version", func(t *testing.T, path string) { write(t, path, "{}", 0o600) }, keystore.ErrDamaged, "later version"},
		{"a later version", func(t *testing.T, path string) { write(t, path, `{"version":2}`, 0o600) }, keystore.ErrDamaged, "later version"},
		{"huge", func(t *testing.T, path string) { write(t, path, strings.Repeat(" ", 2<<20), 0o600) }, keystore.ErrDamaged, "too large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file, path := tempFile(t)
			test.make(t, path)
			before, _ := os.Lstat(path)
			_, load := file.Load(t.Context(), "")
			for what, err := range map[string]error{
				"load":   load,
				"save":   file.Save(t.Context(), "", entry(2)),
				"delete": file.Delete(t.Context(), ""),
			} {
				if err == nil || test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.hint) {
					t.Errorf("%s: %v, want %v and %q", what, err, test.want, test.hint)
					continue
				}
				oneLine(t, err)
				if !strings.Contains(err.Error(), filepath.Dir(path)) {
					t.Errorf("%s: %v does not say which file", what, err)
				}
			}
			after, _ := os.Lstat(path)
			if before != nil && (after == nil || before.Mode() != after.Mode() || before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime())) {
				t.Errorf("it was touched: %v, %v", before, after)
			}
		})
	}
}

// What belongs to somebody else is refused, whatever its mode: as root by giving
// it away, as anybody else by what root has.
func TestForeignFile(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	if err := file.Save(t.Context(), "", entry(1)); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(path, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		foreign(t, file, path)
		if err := os.Chown(path, 0, 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(filepath.Dir(path), 65534, 65534); err != nil {
			t.Fatal(err)
		}
		foreign(t, file, filepath.Dir(path))
		return
	}
	foreign(t, newFile(t, "/etc/passwd"), "/etc")
}

func foreign(t *testing.T, file *keystore.File, path string) {
	t.Helper()
	_, load := file.Load(t.Context(), "")
	for _, err := range []error{load, file.Save(t.Context(), "", entry(2)), file.Delete(t.Context(), "")} {
		if !errors.Is(err, keystore.ErrUnsafe) || !strings.Contains(err.Error(), path+" belongs to another user") {
			t.Error(err)
		} else {
			oneLine(t, err)
		}
	}
}

// playLoader loads from the file of its first argument and prints the error.
func playLoader(args []string) int {
	file, err := keystore.NewFile(args[0])
	if err == nil {
		_, err = file.Load(context.Background(), "")
	}
	fmt.Println(err)
	fmt.Println(file.Save(context.Background(), "", entry(3)))
	return 0
}

// Root reads everything, so this one is somebody else.
func TestUnreadableFile(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	if err := file.Save(t.Context(), "", entry(1)); err != nil {
		t.Fatal(err)
	}
	cmd := self(t, "loader", path)
	if os.Geteuid() == 0 {
		// A directory that can be reached, and a copy of this binary that can be run.
		dir, err := os.MkdirTemp("/tmp", "keystore")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		program := filepath.Join(dir, "program")
		write(t, program, read(t, cmd.Path), 0o755)
		home := filepath.Join(dir, "home")
		path = filepath.Join(home, "keys.json")
		write(t, path, "x", 0)
		for _, p := range []string{home, path} {
			if err := os.Chown(p, 65534, 65534); err != nil {
				t.Fatal(err)
			}
		}
		cmd.Path, cmd.Args = program, []string{program, path}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	} else if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := "keystore: can't read " + path + ": permission denied\n"
	if string(out) != want+want {
		t.Errorf("%s\nwant twice\n%s", out, want)
	}
}

// A damaged entry spoils no other, and is mended by signing in again. What a
// later version of this one has added is kept.
func TestDamagedEntry(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	write(t, path, `{"version":1,"profiles":{"bad":{"key":"sk-or-v1-facade%"},"worse":7,"null":null,
		"new":{"key":"`+entry(4).Key.Reveal()+`","base_url":"x","colour":"blue"}}}`, 0o600)
	for _, profile := range []string{"bad", "worse", "null"} {
		_, err := file.Load(t.Context(), profile)
		if !errors.Is(err, keystore.ErrDamaged) || !strings.Contains(err.Error(), "sign in again") {
			t.Errorf("%s: %v", profile, err)
			continue
		}
		oneLine(t, err)
	}
	if err := file.Save(t.Context(), "bad", entry(5)); err != nil {
		t.Error(err)
	}
	if got, err := file.Load(t.Context(), "bad"); err != nil {
		t.Error(err)
	} else {
		same(t, got, entry(5), file.String())
	}
	if text := read(t, path); !strings.Contains(text, `"colour": "blue"`) || !strings.Contains(text, `"worse": 7`) {
		t.Errorf("something was lost: %s", text)
	}
}

// Every write of several at once is kept, whoever writes: goroutines, other
// values of the store, other processes.
func TestWritersAtOnce(t *testing.T) {
	t.Parallel()
	_, path := tempFile(t)
	var writers sync.WaitGroup
	for n := range 4 {
		file := newFile(t, path)
		for m := range 2 {
			writers.Go(func() {
				if err := file.Save(t.Context(), fmt.Sprint("here-", n, "-", m), entry(10*n+m)); err != nil {
					t.Error(err)
				}
			})
		}
		writers.Go(func() {
			if out, err := self(t, "saver", path, fmt.Sprint("there-", n), "5").CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	writers.Wait()
	file := newFile(t, path)
	for n := range 4 {
		for _, profile := range []string{fmt.Sprint("here-", n, "-0"), fmt.Sprint("here-", n, "-1"), fmt.Sprint("there-", n)} {
			if _, err := file.Load(t.Context(), profile); err != nil {
				t.Errorf("%s: %v", profile, err)
			}
		}
	}
}

// A writer that does not come to an end holds up nobody for ever, and readers
// not at all.
func TestWriterThatHangs(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	if err := file.Save(t.Context(), "", entry(1)); err != nil {
		t.Fatal(err)
	}
	hanging := newFile(t, path)
	reached, release := make(chan struct{}), make(chan struct{})
	hanging.SetStep(func(step string) error {
		if step == "rename" {
			close(reached)
			<-release
		}
		return nil
	})
	done := make(chan error)
	go func() { done <- hanging.Save(context.WithoutCancel(t.Context()), "", entry(2)) }()
	<-reached

	if got, err := file.Load(t.Context(), ""); err != nil {
		t.Error(err)
	} else {
		same(t, got, entry(1), file.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := file.Save(ctx, "", entry(3)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	impatient := newFile(t, path)
	impatient.SetPatience(50 * time.Millisecond)
	if err := impatient.Save(t.Context(), "", entry(3)); !errors.Is(err, keystore.ErrBusy) || !strings.Contains(err.Error(), "try again") {
		t.Errorf("busy: %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := file.Save(t.Context(), "", entry(3)); err != nil {
		t.Error(err)
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "keys.json", "./keys.json", "/", "/tmp/", "/tmp/../keys.json", "~/keys.json"} {
		if _, err := keystore.NewFile(path); err == nil {
			t.Errorf("it took %q", path)
		} else {
			oneLine(t, err)
		}
	}
	for _, app := range []string{"", ".", "..", "a/b", "/a"} {
		if _, err := keystore.DefaultPath(app); err == nil {
			t.Errorf("it took %q", app)
		}
	}
}

func TestDefaultPath(t *testing.T) { // not parallel: it sets the environment
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("HOME", dir)
	path, err := keystore.DefaultPath("my-tool")
	if err != nil || !strings.HasPrefix(path, dir) || !strings.HasSuffix(path, filepath.Join("my-tool", "keys.json")) {
		t.Errorf("%q, %v", path, err)
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	if _, err := keystore.DefaultPath("my-tool"); err == nil {
		t.Error("there is a path without a home")
	} else {
		oneLine(t, err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"version":1,"profiles":{"default":{"key":"` + entry(1).Key.Reveal() + `","base_url":"https://openrouter.ai","signed_in":"2026-11-23T12:00:00Z"}}}`))
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"profiles":{"a":null,"b":{},"c":[1,{"x":"\u2028<&>"}]}}`))
	f.Add([]byte(`{"version":2,"profiles":7}`))
	f.Add([]byte(`sk-or-v1-facade0`))
	f.Fuzz(func(t *testing.T, text []byte) {
		written, entries, err := keystore.ParseAndEncode(text)
		if err != nil {
			return
		}
		again, entriesAgain, err := keystore.ParseAndEncode(written)
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, written)
		}
		if string(again) != string(written) {
			t.Errorf("written twice it differs:\n%s\n%s", written, again)
		}
		if len(entries) != len(entriesAgain) {
			t.Errorf("%d entries, then %d", len(entries), len(entriesAgain))
		}
		for profile, entry := range entries {
			if !entry.Key.Equal(entriesAgain[profile].Key) || entry.Key.IsZero() {
				t.Errorf("profile %q changed", profile)
			}
		}
	})
}
