package main

import (
	"net/netip"
	"slices"
)

// portsOf returns the ports of localhost where a process or its descendants listen,
// lowest first. It is empty, too, where that can't be found out.
func portsOf(pid int) []uint16 { return localPorts(listening(pid)) }

func localPorts(found []netip.AddrPort) (ports []uint16) {
	for _, at := range found {
		if ip := at.Addr().Unmap(); ip.IsLoopback() || ip.IsUnspecified() {
			ports = append(ports, at.Port())
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// familyOf returns a process and its descendants. Parents says whose child each
// process is.
func familyOf(pid int, parents map[int]int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		for child, parent := range parents {
			if parent == all[i] && !slices.Contains(all, child) {
				all = append(all, child)
			}
		}
	}
	return all
}
