package main

import "testing"

func TestNearest(t *testing.T) {
	for _, tc := range []struct{ word, want string }{
		{"emulate", "emulate"},
		{"emulat", "emulate"},
		{"emualte", "emulate"},
		{"em", "emulate"},
		{"e", ""}, // says too little
		{"demoo", "demo"},
		{"dmeo", "demo"},
		{"xyzzy", ""},
		{"", ""},
	} {
		if got := nearest(tc.word, []string{"demo", "emulate", "version"}); got != tc.want {
			t.Errorf("nearest to %q is %q, want %q", tc.word, got, tc.want)
		}
	}
}
