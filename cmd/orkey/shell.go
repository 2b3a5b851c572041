package main

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A shell is a language in which variables are set.
type shell struct {
	use   string // how its lines take effect
	set   func(name, value string) string
	unset func(name string) string
}

// shellNames are the languages, as --shell names them.
func shellNames() []string { return []string{"sh", "fish", "powershell"} }

// shellNamed returns the language of a name: sh for one that is none.
func shellNamed(name string) shell {
	switch name {
	case "fish":
		return shell{
			use:   "orkey env | source",
			set:   func(name, value string) string { return "set -gx " + name + " " + quoteFish(value) },
			unset: func(name string) string { return "set -e " + name },
		}
	case "powershell":
		return shell{
			use:   "orkey env | Out-String | Invoke-Expression",
			set:   func(name, value string) string { return "$Env:" + name + " = " + quotePowerShell(value) },
			unset: func(name string) string { return "Remove-Item Env:" + name + " -ErrorAction SilentlyContinue" },
		}
	}
	return shell{
		use:   `eval "$(orkey env)"`,
		set:   func(name, value string) string { return "export " + name + "=" + quoteSh(value) },
		unset: func(name string) string { return "unset " + name },
	}
}

// quoteSh quotes for POSIX shells, in which nothing has a meaning between single
// quotes but their end.
func quoteSh(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// quoteFish quotes for fish, in which a backslash before a single quote or
// before another one has a meaning.
func quoteFish(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// quotePowerShell quotes for PowerShell, which takes typographic quotes for
// single quotes, and two of any for one.
func quotePowerShell(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		if strings.ContainsRune("'‘’‚‛", r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	return b.String()
}

// detectShell names the shell that reads our lines: the one that started us,
// which need not be the person's login shell in SHELL.
func detectShell(sys system) string {
	for _, program := range []string{parentProgram(), sys.getenv("SHELL")} {
		if name := shellOf(program); name != "" {
			return name
		}
	}
	if runtime.GOOS == "windows" {
		return "powershell"
	}
	return "sh"
}

// shellOf returns the language of a program, or "" if it is no shell.
func shellOf(program string) string {
	name := strings.ToLower(filepath.Base(strings.TrimSpace(program)))
	name = strings.TrimSuffix(strings.TrimPrefix(name, "-"), ".exe") // "-" is a login shell
	switch {
	case name == "fish":
		return "fish"
	case name == "pwsh", name == "pwsh-preview", name == "powershell":
		return "powershell"
	case slices.Contains([]string{"sh", "bash", "zsh", "dash", "ksh", "ksh93", "mksh", "oksh", "ash", "busybox"}, name):
		return "sh"
	}
	return ""
}
