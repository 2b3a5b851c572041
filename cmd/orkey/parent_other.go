//go:build !unix

package main

// parentProgram does not know: SHELL, which the shells of Unix set on Windows
// too, tells those from PowerShell.
func parentProgram() string { return "" }
