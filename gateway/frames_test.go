package gateway_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
)

func TestFrames(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bytes string
		want  bool // whether another frame may follow
	}{
		"nothing":                {"", true},
		"half a head":            {"\x81", false},
		"a message":              {"\x81\x02hi", true},
		"half a message":         {"\x81\x02h", false},
		"two":                    {"\x81\x02hi\x82\x00", true},
		"a part of one":          {"\x01\x02hi", true}, // which those of control may interrupt
		"masked":                 {"\x81\x82abcdhi", true},
		"half a mask":            {"\x81\x82abc", false},
		"200 bytes":              {"\x82\x7e\x00\xc8" + strings.Repeat("x", 200), true},
		"199 of 200":             {"\x82\x7e\x00\xc8" + strings.Repeat("x", 199), false},
		"70,000 bytes":           {"\x82\x7f\x00\x00\x00\x00\x00\x01\x11\x70" + strings.Repeat("x", 70_000), true},
		"more than there can be": {"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xffabcd" + strings.Repeat("x", 70_000), false},
		"a goodbye":              {"\x88\x02\x03\xe8", false},
	} {
		for _, size := range []int{1, 3, 1 << 20} { // as it comes
			var f gateway.Frames
			for rest := []byte(test.bytes); len(rest) > 0; {
				n := min(size, len(rest))
				f.Pass(rest[:n])
				rest = rest[n:]
			}
			if got := f.Between(); got != test.want {
				t.Errorf("after %s, %d bytes at a time, another may follow: %v", name, size, got)
			}
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x81\x02hi\x82\x7e\x00\x01x"), uint8(3))
	f.Fuzz(func(t *testing.T, b []byte, at uint8) {
		var whole, parts gateway.Frames
		whole.Pass(b)
		cut := min(int(at), len(b))
		parts.Pass(b[:cut])
		parts.Pass(bytes.Clone(b[cut:]))
		if whole != parts {
			t.Errorf("%x is %+v in one piece and %+v in two", b, whole, parts)
		}
	})
}
