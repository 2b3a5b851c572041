package main

import (
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// Both ways find where this process listens, and say what the other says.
func TestPortsOf(t *testing.T) {
	var want []uint16
	for _, at := range []string{"127.0.0.1:0", "[::1]:0", ":0"} {
		l, err := net.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		want = append(want, l.Addr().(*net.TCPAddr).AddrPort().Port())
	}
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("lsof"); err != nil {
		t.Fatalf("%v: install it (Debian: apt-get install lsof), or run scripts/setup", err)
	}
	for name, found := range map[string][]netip.AddrPort{
		"proc": listeningByProc(os.Getpid(), table),
		"lsof": listeningByLsof(os.Getpid()),
	} {
		ports := localPorts(found)
		for _, port := range want {
			if !slices.Contains(ports, port) {
				t.Errorf("%s finds %v, without %d", name, found, port)
			}
		}
	}
}
