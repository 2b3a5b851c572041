//go:build !windows

package main

import "os"

// takesSequences reports whether a terminal obeys escape sequences.
func takesSequences(*os.File) bool { return true }
