package main

import (
	"errors"
	"strings"
	"testing"
)

func TestErrorsAreOneLine(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"it failed; try x", "orkey: it failed; try x\n"},
		{"orkey: it failed", "orkey: it failed\n"},
		{"two\nlines", "orkey: two lines\n"},
		{"a \x1b[31mred\x1b[0m \u009b31mthing\a", "orkey: a [31mred [0m 31mthing\n"},
	} {
		var out strings.Builder
		ui{stderr: &out}.fail(errors.New(tc.text))
		if got := strings.ReplaceAll(out.String(), "  ", " "); got != tc.want {
			t.Errorf("%q prints %q, want %q", tc.text, got, tc.want)
		}
	}
}

func TestGetenv(t *testing.T) {
	sys := system{environ: []string{"A=1", "AB=2", "A=3", "EMPTY=", "ODD"}}
	for name, want := range map[string]string{"A": "3", "AB": "2", "EMPTY": "", "ODD": "", "NONE": ""} {
		if got := sys.getenv(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
