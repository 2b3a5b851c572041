package main

import "testing"

func TestSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1": "1B", "65536": "64KiB", "64KiB": "64KiB", "10MB": "10MB", "10 MB": "10MB", "1000kB": "1MB", "1500B": "1500B", "3GiB": "3GiB", "1024MiB": "1GiB",
		"": "", "0": "", "-1": "", "1.5MB": "", "MB": "", "10XB": "", "9999999999GiB": "", "99999999999999999999": "", "1e3": "",
	} {
		var s size
		err := s.Set(text)
		if (err == nil) != (want != "") || s.String() != want {
			t.Errorf("%q is %q, want %q (%v)", text, s.String(), want, err)
		}
		if again := s; want != "" && (again.Set(want) != nil || again != s) {
			t.Errorf("%q is read as %d, and not %d", want, again, s)
		}
	}
}
