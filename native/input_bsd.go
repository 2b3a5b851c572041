//go:build darwin || netbsd || openbsd || dragonfly

package native

import "syscall"

func selectRead(n int, set *syscall.FdSet) error {
	return syscall.Select(n, set, nil, nil, nil)
}

func add(set *syscall.FdSet, fd int)      { setBit(set.Bits[:], fd) }
func has(set *syscall.FdSet, fd int) bool { return hasBit(set.Bits[:], fd) }
