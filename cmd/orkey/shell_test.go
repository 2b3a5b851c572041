package main

import (
	"os/exec"
	"testing"
)

// awkward are values that a shell would make something of.
var awkward = []string{
	"", "plain", "it's", `a"b`, `\`, `\'`, `'\''`, "$HOME `id` $(id)", "a b\tc", "*?[x]~#!&|;<>", "‘curly’ ‚low‛", "%20%", `ends in \`, "''",
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	for _, sh := range []struct{ name, program string }{{"sh", "sh"}, {"fish", "fish"}} {
		for _, value := range awkward {
			line := shellNamed(sh.name).set("VALUE", value)
			out, err := exec.Command(sh.program, "-c", line+"\nsh -c 'printf %s \"$VALUE\"'").Output()
			if err != nil || string(out) != value {
				t.Errorf("%s: %s gives %q, %v", sh.name, line, out, err)
			}
		}
	}
	// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
	for value, want := range map[string]string{
		"": "''", "plain": "'plain'", "it's": "'it''s'", "$x `n": "'$x `n'", `\`: `'\'`, `a"b`: `'a"b'`, "‘curly’ ‚low‛": "'‘‘curly’’ ‚‚low‛‛'",
	} {
		if got := quotePowerShell(value); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}

func TestShellOf(t *testing.T) {
	for program, want := range map[string]string{
		"bash\n": "sh", "-zsh": "sh", "/bin/dash": "sh", "/usr/local/bin/fish": "fish", "pwsh": "powershell", "pwsh.exe": "powershell",
		"PowerShell.exe": "powershell", "": "", "make": "", "python3": "", "tcsh": "", "nu": "",
	} {
		if got := shellOf(program); got != want {
			t.Errorf("%q: %q, want %q", program, got, want)
		}
	}
}
