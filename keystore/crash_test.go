//go:build unix

package keystore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/keystore"
)

// playSaver saves to the file of its first argument, under the profile of its
// second, as often as its third says, or for ever. With a fourth, it kills
// itself at that step of the first write.
func playSaver(args []string) int {
	file, err := keystore.NewFile(args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	times, err := strconv.Atoi(args[2])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	if len(args) > 3 {
		file.SetStep(func(step string) error {
			if step == args[3] {
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
			return nil
		})
	}
	for n := 0; times < 0 || n < times; n++ {
		if err := file.Save(context.Background(), args[1], entry(n)); err != nil {
			fmt.Println(err)
			return 1
		}
		if n == 0 {
			fmt.Println("saved")
		}
	}
	return 0
}

var steps = []string{"create", "write", "sync", "rename", "sync directory"}

// Killed at any step, a write has happened or has not; the lock is gone with the
// process, and so is, after the next write, what was left.
func TestKilledAtEachStep(t *testing.T) {
	t.Parallel()
	for _, old := range []bool{false, true} {
		for _, step := range steps {
			t.Run(fmt.Sprint(step, ", old ", old), func(t *testing.T) {
				t.Parallel()
				file, path := tempFile(t)
				if old {
					if err := file.Save(t.Context(), "", entry(50)); err != nil {
						t.Fatal(err)
					}
				}
				cmd := self(t, "saver", path, "", "1", step)
				out, _ := cmd.CombinedOutput()
				if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
					t.Fatalf("it was not killed: %v\n%s", cmd.ProcessState, out)
				}
				got, err := file.Load(t.Context(), "")
				switch {
				case step == "sync directory" && err == nil:
					same(t, got, entry(0), file.String())
				case old && err == nil:
					same(t, got, entry(50), file.String())
				case !old && errors.Is(err, keystore.ErrNotFound) && step != "sync directory":
				default:
					t.Errorf("%v, %v", got, err)
				}
				if err := file.Save(t.Context(), "other", entry(51)); err != nil {
					t.Error(err)
				}
				onlyTheFile(t, path)
			})
		}
	}
}

// Signing out takes away what a killed write left, even where there is nothing
// else.
func TestDeleteAfterAKill(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	self(t, "saver", path, "", "1", "rename").Run()
	if text := read(t, path+".new"); !strings.Contains(text, entry(0).Key.Reveal()) {
		t.Fatalf("nothing was left: %s", text)
	}
	if err := file.Delete(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	names, _ := os.ReadDir(filepath.Dir(path))
	if len(names) != 1 || names[0].Name() != "keys.json.lock" {
		t.Errorf("left: %v", names)
	}
}

// Killed at any time, whatever it is doing, there is one whole file.
func TestKilledAnytime(t *testing.T) {
	t.Parallel()
	file, path := tempFile(t)
	if err := file.Save(t.Context(), "other", entry(50)); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		cmd := self(t, "saver", path, "", "-1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var b [1]byte
		out.Read(b[:]) // it has begun
		time.Sleep(rand.N(5 * time.Millisecond))
		cmd.Process.Kill()
		cmd.Wait()
		got, err := file.Load(t.Context(), "other")
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, entry(50), file.String())
		if _, err := file.Load(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Save(t.Context(), "other", entry(51)); err != nil {
		t.Fatal(err)
	}
	onlyTheFile(t, path)
}

// A write that fails at any step, as on a full disk, changes nothing and leaves
// nothing.
func TestWriteFails(t *testing.T) {
	t.Parallel()
	for _, step := range steps[:4] {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			file, path := tempFile(t)
			if err := file.Save(t.Context(), "", entry(1)); err != nil {
				t.Fatal(err)
			}
			file.SetStep(func(s string) error {
				if s == step {
					return syscall.ENOSPC
				}
				return nil
			})
			err := file.Save(t.Context(), "", entry(2))
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path) {
				t.Error(err)
			} else {
				oneLine(t, err)
			}
			if got, err := file.Load(t.Context(), ""); err != nil {
				t.Error(err)
			} else {
				same(t, got, entry(1), file.String())
			}
			onlyTheFile(t, path)
		})
	}
}

func onlyTheFile(t *testing.T, path string) {
	t.Helper()
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 2 || names[0].Name() != "keys.json" || names[1].Name() != "keys.json.lock" {
		t.Errorf("the directory has %v, %v", names, err)
	}
}
