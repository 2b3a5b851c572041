//go:build unix

package keystore

import (
	"io/fs"
	"os"
	"syscall"
)

// checkOwner refuses what belongs to another user: they could read or replace
// it at any time.
func checkOwner(path string, info fs.FileInfo) error {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return unsafeFile("%s belongs to another user (uid %d); use a file of your own, or run chown on it", path, stat.Uid)
	}
	return nil
}

// othersCan reports whether group or others have any of the permissions.
func othersCan(info fs.FileInfo, permissions fs.FileMode) bool { return info.Mode()&permissions != 0 }
