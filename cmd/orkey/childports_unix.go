//go:build unix

package main

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// listening returns where a process and its descendants listen for TCP: from
// /proc where that is, as on Linux, or else from lsof, which macOS has.
func listening(pid int) []netip.AddrPort {
	if table, err := os.ReadFile("/proc/net/tcp"); err == nil {
		return listeningByProc(pid, table)
	}
	return listeningByLsof(pid)
}

// listeningByProc finds each process's sockets in the table of all that listen.
//
// https://docs.kernel.org/networking/proc_net_tcp.html
func listeningByProc(pid int, table []byte) (found []netip.AddrPort) {
	six, _ := os.ReadFile("/proc/net/tcp6")
	sockets := map[string]netip.AddrPort{} // by inode
	for line := range strings.Lines(string(table) + string(six)) {
		const listens = "0A"
		fields := strings.Fields(line)
		if len(fields) < 10 || fields[3] != listens {
			continue
		}
		if addr, err := parseProcAddr(fields[1]); err == nil {
			sockets["socket:["+fields[9]+"]"] = addr
		}
	}
	for _, id := range family(pid) {
		files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", id))
		for _, name := range files {
			if target, err := os.Readlink(name); err == nil {
				if addr, ok := sockets[target]; ok {
					found = append(found, addr)
				}
			}
		}
	}
	return found
}

// parseProcAddr reads 0100007F:1435: an address in words of 32 bits, each in the
// order of the processor, and a port.
func parseProcAddr(s string) (netip.AddrPort, error) {
	ipText, portText, _ := strings.Cut(s, ":")
	ip, err := hex.DecodeString(ipText)
	if err != nil || len(ip)%4 != 0 {
		return netip.AddrPort{}, fmt.Errorf("%q is no address", ipText)
	}
	port, err := strconv.ParseUint(portText, 16, 16)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for word := range slices.Chunk(ip, 4) {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return netip.AddrPort{}, fmt.Errorf("%q is no address", ipText)
	}
	return netip.AddrPortFrom(addr, uint16(port)), nil
}

// listeningByLsof asks lsof for the sockets.
func listeningByLsof(pid int) (found []netip.AddrPort) {
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	var ids []string
	for _, id := range family(pid) {
		ids = append(ids, strconv.Itoa(id))
	}
	// It fails where one of them has ended, and tells of the others.
	out, _ := exec.CommandContext(ctx, "lsof", "-a", "-nP", "-iTCP", "-sTCP:LISTEN", "-Fn", "-p", strings.Join(ids, ",")).Output()
	for line := range strings.Lines(string(out)) { // p and a process, f and a file, n and its name
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "n"); ok {
			if addr, err := netip.ParseAddrPort(strings.Replace(name, "*:", "[::]:", 1)); err == nil {
				found = append(found, addr)
			}
		}
	}
	return found
}
