package main

import "testing"

func TestVisible(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"plain, naïve, 你好 🙂\n\ttext\n", "plain, naïve, 你好 🙂\n\ttext\n"},
		{"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"\x1b]52;c;cm0gLXJm\x07", "␛]52;c;cm0gLXJm␇"},
		{"over\rwritten\r\n", "overwritten\n"},
		{"a\bb\x7fc\x00d", "a␈b␡c␀d"},
		{"\u009b31m\u0090q", "\ufffd31m\ufffdq"},
	} {
		if got := visible(tc.text); got != tc.want {
			t.Errorf("%q becomes %q, want %q", tc.text, got, tc.want)
		}
	}
}
