package native

import (
	"io"
	"os/exec"
	"slices"
)

// What the tests of package native_test need to see.
var (
	ParsePaste = parsePaste
	SplitWords = splitWords
	ReadLine   = readLine
)

// HasHyperlinks is hasHyperlinks.
func HasHyperlinks(w io.Writer, getenv func(string) string) bool { return hasHyperlinks(w, getenv) }

// An Environment is a machine made up by a test.
type Environment struct {
	GOOS     string
	Env      map[string]string
	Files    []string // that exist
	Programs []string // that are on the PATH
}

// Headless is what Auto decides by.
func (e Environment) Headless() bool { return e.real().headless() }

// Commands are what OpenBrowser tries, in this order.
func (e Environment) Commands(url string) (commands [][]string) {
	for _, o := range e.real().openers() {
		commands = append(commands, o.command(url))
	}
	return commands
}

func (e Environment) real() environment {
	return environment{
		goos:   e.GOOS,
		getenv: func(name string) string { return e.Env[name] },
		exists: func(path string) bool { return slices.Contains(e.Files, path) },
		look: func(program string) (string, error) {
			if slices.Contains(e.Programs, program) {
				return program, nil
			}
			return "", exec.ErrNotFound
		},
	}
}
