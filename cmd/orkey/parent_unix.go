//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// parentProgram returns the name of the program that started us, or "".
func parentProgram() string {
	parent := strconv.Itoa(os.Getppid())
	if name, err := os.ReadFile("/proc/" + parent + "/comm"); err == nil { // Linux
		return string(name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	name, _ := exec.CommandContext(ctx, "ps", "-o", "comm=", "-p", parent).Output()
	return string(name)
}
