//go:build !unix

package main

import "os/exec"

// detach does nothing: what Windows opens is not ours.
func detach(*exec.Cmd) {}
