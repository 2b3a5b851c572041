package keystore_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A disk that is really full, where a small one can be had.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16k,mode=700"); err != nil {
		if os.Geteuid() == 0 && !errors.Is(err, syscall.EPERM) {
			t.Fatal(err)
		}
		t.Logf("no small disk to be had (%v): TestWriteFails has to do", err)
		return
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	path := filepath.Join(disk, "keys.json")
	file := newFile(t, path)
	if err := file.Save(t.Context(), "", entry(1)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(disk, "filler"), make([]byte, 64<<10), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	err := file.Save(t.Context(), "", entry(2))
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no space left") {
		t.Error(err)
	} else {
		oneLine(t, err)
	}
	if got, err := file.Load(t.Context(), ""); err != nil {
		t.Error(err)
	} else {
		same(t, got, entry(1), file.String())
	}
	if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
		t.Fatal(err)
	}
	if err := file.Save(t.Context(), "", entry(2)); err != nil {
		t.Error(err)
	}
	onlyTheFile(t, path)
}
