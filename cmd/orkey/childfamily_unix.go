//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// askTimeout is how long the system's programs may take to tell of processes.
const askTimeout = 5 * time.Second

// family returns a process and its descendants.
func family(pid int) []int { return familyOf(pid, parents()) }

// terminate tells processes to end. Those that have are no matter.
func terminate(pids []int) {
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGTERM)
	}
}

// parents says whose child each process is: by /proc where that is, as on Linux,
// or else by ps.
func parents() map[int]int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	if len(stats) == 0 {
		return parentsByPs()
	}
	parents := map[int]int{}
	for _, name := range stats {
		text, _ := os.ReadFile(name)
		// "pid (name) state parent …", and the name may have spaces and brackets.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if len(fields) > 1 {
			parents[child], _ = strconv.Atoi(string(fields[1]))
		}
	}
	return parents
}

func parentsByPs() map[int]int {
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	out, _ := exec.CommandContext(ctx, "ps", "-axo", "pid=,ppid=").Output()
	parents := map[int]int{}
	for line := range strings.Lines(string(out)) {
		var child, parent int
		if _, err := fmt.Sscan(line, &child, &parent); err == nil {
			parents[child] = parent
		}
	}
	return parents
}
