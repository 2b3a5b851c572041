//go:build linux

package attacks

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// 6. Skip rules matched against query, fragment or an encoded path (%2e%2e, %2f, ;),
// or unanchored.
func TestAttack06SkipRules(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 6)
	d := deploy(t, "--skip", "/assets/*.css", "--skip", "/a/**/z", "--verify-listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1")
	nobody, asks := d.browser(), clientFrom(t, nil, d.inner, nil)
	t.Run("of globs", func(t *testing.T) {
		for path, open := range map[string]bool{
			"/open": true, "/open/x": true, "/open/x/y?z=1": true, "/open/": true, "/assets/x.css": true, "/assets/%78.css": true, "/a/z": true, "/a/b/c/z": true, "/assets/x.css?v=/../..": true,
			"/openx": false, "/x/open/x": false, "/assets/a/b.css": false, "/assets/x.cssx": false, "/x/assets/x.css": false, "/ASSETS/x.css": false, "/assets/x.js?.css": false,
			"/assets/x.js%3f.css": true, "/assets/x.js%23.css": true, // as the app reads it, too
			"/assets/..%2fclosed.css": false, "/assets/closed%2ecss": false, "/assets/;.css": false, "/a/zz": false, "/b/a/z": false, "/a/../closed/z": false, "/a/%2e%2e/closed/z": false,
		} {
			res, _ := nobody.visit(path)
			asked, _ := ask(t, asks, "GET", "http://"+d.inner+"/", "X-Forwarded-Uri", path)
			if got := res.StatusCode == http.StatusOK; got != open {
				t.Errorf("%s is answered %d", path, res.StatusCode)
			}
			if got := asked.StatusCode == http.StatusOK; got != open {
				t.Errorf("a proxy in front that asks for %s is answered %d", path, asked.StatusCode)
			}
		}
	})
	t.Run("asked by a proxy in front", func(t *testing.T) {
		for _, uri := range attack.LookOpen("/open/") {
			for _, name := range []string{"X-Forwarded-Uri", "X-Original-URI", "X-Original-URL"} {
				if strings.ContainsAny(uri, "\x00\t") {
					continue // it could not ask that
				}
				for _, uri := range []string{uri, d.url + uri} {
					if res, _ := ask(t, asks, "GET", "http://"+d.inner+"/", name, uri); res.StatusCode < 300 {
						t.Errorf("%s: %s is answered %d", name, uri, res.StatusCode)
					}
				}
			}
		}
	})
}

// 7. Open redirects by return_to: //evil, /\evil, /%09/evil, https:evil, /..//evil,
// control characters, userinfo; while /a//b?x=//y#z must work.
func TestAttack07OpenRedirects(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 7)
	// What counts is where a browser ends up.
	t.Run("in Chromium", func(t *testing.T) {
		t.Parallel()
		d := newPlace(t, orkeytest.Config{Approve: orkeytest.Always}).deploy(t)
		tab := chromiumtest.New(t)
		for to, want := range map[string]string{
			"//evil.test/x": "/", `/\evil.test/x`: "/", "/%09/evil.test/x": "/", "/\t/evil.test/x": "/", "https:evil.test/x": "/", "/..//evil.test/x": "/", "/%2e%2e//evil.test/x": "/",
			`\\evil.test/x`: "/", "//ada@evil.test/x": "/", "/\x01/evil.test": "/", "/%0d%0aLocation:%20//evil.test": "/",
			"/a//b?x=//y#z": "/a//b?x=//y#z", "/a?x=https://evil.test": "/a?x=https://evil.test",
		} {
			tab.Navigate(d.url + "/_orkey/login?return_to=" + url.QueryEscape(to))
			tab.Wait(`document.body?.innerText.includes('` + d.ada() + `')`)
			if got := tab.URL(); got != d.url+want {
				t.Errorf("return_to=%q ends at %s", to, got)
			}
		}
	})
}
