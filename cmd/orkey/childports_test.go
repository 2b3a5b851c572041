//go:build unix

package main

import (
	"net/netip"
	"os"
	"slices"
	"testing"
)

func TestLocalPorts(t *testing.T) {
	var found []netip.AddrPort
	for _, at := range []string{"[::]:3", "127.0.0.1:2", "[::1]:2", "0.0.0.0:1", "192.0.2.1:4", "[::ffff:127.0.0.1]:5"} {
		found = append(found, netip.MustParseAddrPort(at))
	}
	if got, want := localPorts(found), []uint16{1, 2, 3, 5}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFamily(t *testing.T) {
	parents := map[int]int{1: 0, 2: 1, 3: 2, 4: 3, 5: 1, 6: 7, 7: 6, 8: 2}
	got := familyOf(2, parents)
	slices.Sort(got)
	if want := []int{2, 3, 4, 8}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := familyOf(6, parents); len(got) != 2 {
		t.Errorf("a circle is %v", got)
	}
}

// Both ways find out that this process is its parent's child.
func TestParents(t *testing.T) {
	for name, parents := range map[string]map[int]int{"what is there": parents(), "ps": parentsByPs()} {
		if got := parents[os.Getpid()]; got != os.Getppid() {
			t.Errorf("%s says that the parent is %d, and it is %d", name, got, os.Getppid())
		}
	}
}

func TestParseProcAddr(t *testing.T) {
	for _, s := range []string{"", ":", "0100007F", "0100007F:", "0100007F:10000", "01:1", "0100007F0100007F:1", "x100007F:1"} {
		if at, err := parseProcAddr(s); err == nil {
			t.Errorf("%q is %v", s, at)
		}
	}
}
