package gateway_test

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
)

func TestSkip(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		glob   string
		target string
		want   bool
	}{
		{"/health", "/health", true},
		{"/health", "/health?x=1", true},
		{"/health", "/%68ealth", true}, // decoded
		{"/health", "/health/", false},
		{"/health", "/healthz", false},
		{"/health", "/x/health", false},
		{"/health", "/Health", false},
		{"/health/", "/health/", true},
		{"/", "/", true},
		{"/", "/x", false},
		{"/*", "/x", true},
		{"/*", "/x/y", false},
		{"/a/*.css", "/a/main.css", true},
		{"/a/*.css", "/a/b/main.css", false},
		{"/a/*.css", "/a/main.css/x", false},
		{"/a/**", "/a/", true},
		{"/a/**", "/a", true},
		{"/a/**", "/a/b/c", true},
		{"/a/**", "/ab", false},
		{"/a/**/z", "/a/z", true},
		{"/a/**/z", "/a/b/c/z", true},
		{"/a/**/z", "/a/b/c/zz", false},
		{"/**/z", "/z", true},
		{"/**/z", "/x/z", true},
		{"/é/*", "/%C3%A9/x", true},
		{"/a b", "/a%20b", true},
		// What somebody on the way might read in another way.
		{"/a/**", "/a/../b", false},
		{"/a/**", "/a/./b", false},
		{"/a/**", "/a//b", false},
		{"/a/**", "//a/b", false},
		{"/a/**", "/b/../a/x", false},
		{"/a/**", "/a/%2e%2e/b", false},
		{"/a/**", "/a/b%2ec", false},
		{"/a/**", "/a%2fb", false},
		{"/a/**", "/a/b%2Fc", false},
		{"/a/**", "/a/b%5cc", false},
		{"/a/**", "/a/b%252fc", false},
		{"/a/**", "/a/b;x", false},
		{"/a/**", "/a/b%3bx", false},
		{"/a/**", "/a/b%00", false},
		{"/a/**", "/a/b%0a", false},
		{"/a/**", "/a/%ff", false},
		{"/a/**", "/b?/a/x", false},
		{"/a/**", "/b#/a/x", false},
	} {
		if got, _, err := gateway.Skips([]string{"/never", test.glob}, test.target); got != test.want || err != nil {
			t.Errorf("%s on %s: %t (%v), want %t", test.glob, test.target, got, err, test.want)
		}
	}
}

// What is matched is, decoded or not, below what the glob opens.
func FuzzSkip(f *testing.F) {
	for _, seed := range []string{"/open/x", "/open/../x", "/open/%2e%2e/x", "/open%2f..%2fx", "/open/..;/x", "/open//x", "/open/\\..\\x", "/open/é", "*", "/open/%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, target string) {
		match, ok, err := gateway.Skips([]string{"/open/**", "/x/*/y"}, target)
		if err != nil || !ok || !match {
			return
		}
		raw, _, _ := strings.Cut(target, "?")
		for range 3 { // as often as anybody decodes
			for _, p := range []string{raw, strings.ReplaceAll(raw, `\`, "/"), strings.SplitN(raw, ";", 2)[0]} {
				if clean := path.Clean(p); clean != "/open" && !strings.HasPrefix(clean, "/open/") && !strings.HasPrefix(clean, "/x/") {
					t.Errorf("%q is open, and %q to some", target, clean)
				}
			}
			decoded, err := url.PathUnescape(raw)
			if err != nil {
				break
			}
			raw = decoded
		}
	})
}
