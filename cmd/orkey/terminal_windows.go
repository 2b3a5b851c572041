package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// takesSequences makes a console obey escape sequences, and reports whether it
// does. Those before Windows 10 print them.
func takesSequences(console *os.File) bool {
	handle := windows.Handle(console.Fd())
	var mode uint32
	if windows.GetConsoleMode(handle, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
