package main

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// ticks is how many of its units of time Linux shows as a second.
const ticks = 100

// writeProcess writes what Prometheus calls so of every program, as far as the
// system tells: in some sandboxes there is no /proc.
//
// https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
func writeProcess(e *exposition) {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return
	}
	// The second field is a name in parentheses, in which there may be anything.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	number := func(field int) float64 { // by its number in proc_pid_stat(5)
		if field -= 3; field >= len(fields) {
			return 0
		}
		n, _ := strconv.ParseFloat(string(fields[field]), 64) // they all are
		return n
	}
	e.metric("process_cpu_seconds_total", "counter", "Processor time that was used.", (number(14)+number(15))/ticks)
	e.metric("process_threads", "gauge", "Threads of the system.", number(20))
	e.metric("process_virtual_memory_bytes", "gauge", "Address space.", number(23))
	e.metric("process_resident_memory_bytes", "gauge", "Memory that is held.", number(24)*float64(os.Getpagesize()))
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		e.metric("process_open_fds", "gauge", "Files and connections that are open.", float64(len(open)-1)) // but for that of ReadDir
	}
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		e.metric("process_max_fds", "gauge", "Files and connections that may be open.", float64(limit.Cur))
	}
}
