//go:build linux

package attacks

import (
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Two addresses of this machine: one that is listed as trusted, and one that is not.
var (
	front    = net.IPv4(127, 0, 0, 2)
	stranger = net.IPv4(127, 0, 0, 3)
)

// 4. X-Forwarded-For, -Host, -Proto, -Uri, -Prefix, -Port trusted from anybody;
// redirects built from them.
func TestAttack04ForwardedHeaders(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 4)
	t.Run("with a proxy in front", func(t *testing.T) {
		t.Parallel()
		d := deploy(t, "--trusted-proxy", front.String(), "--verify-listen", "127.0.0.1:0")
		for _, test := range []struct {
			from             net.IP
			claim, told, log string
		}{
			{stranger, "203.0.113.66", "127.0.0.3", "127.0.0.3"},
			{stranger, "127.0.0.2", "127.0.0.3", "127.0.0.3"},
			{front, "198.51.100.7", "198.51.100.7, 127.0.0.2", "198.51.100.7"},
			{front, "203.0.113.66, 198.51.100.7", "198.51.100.7, 127.0.0.2", "198.51.100.7"},
			{front, "203.0.113.66, 127.0.0.2", "203.0.113.66, 127.0.0.2, 127.0.0.2", "203.0.113.66"},
			{front, "nonsense", "127.0.0.2", "127.0.0.2"},
			{front, "203.0.113.66, nonsense", "127.0.0.2", "127.0.0.2"},
			{front, "", "127.0.0.2", "127.0.0.2"},
		} {
			headers := []string{"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "gopher", "X-Forwarded-Prefix", "/evil", "X-Forwarded-Port", "6666", "Forwarded", "for=203.0.113.66;host=evil.example", "Traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-00"}
			if test.claim != "" {
				headers = append(headers, "X-Forwarded-For", test.claim)
			}
			before := len(d.Said())
			_, body := ask(t, clientFrom(t, test.from, d.at, nil), "GET", d.url+"/open/echo", headers...)
			h := readTold(t, body).Header
			if got := h.Get("X-Forwarded-For"); got != test.told {
				t.Errorf("of %q from %v the app is told %q, want %q", test.claim, test.from, got, test.told)
			}
			if regexp.MustCompile(`\bevil\b|\b6666\b`).MatchString(body) || h.Get("X-Forwarded-Proto") != "http" {
				t.Errorf("the app is told %s", body)
			}
			await(t, "the request is logged", func() bool { return strings.Contains(d.Said()[before:], "client="+test.log+" ") })
		}
		// Which page is asked for is believed of the proxy in front alone, and of it
		// only if it says one thing.
		for _, test := range []struct {
			from net.IP
			uris []string
			want int
		}{
			{stranger, []string{"/open/x"}, http.StatusUnauthorized},
			{front, []string{"/open/x"}, http.StatusOK},
			{front, []string{"/closed"}, http.StatusUnauthorized},
			{front, []string{"/closed", "/open/x"}, http.StatusUnauthorized},
			{front, []string{"/open/x", "/closed"}, http.StatusUnauthorized},
			{front, nil, http.StatusUnauthorized},
		} {
			for _, name := range []string{"X-Forwarded-Uri", "X-Original-URI", "X-Original-URL"} {
				var headers []string
				for _, uri := range test.uris {
					headers = append(headers, name, uri)
				}
				for to, url := range map[string]string{d.inner: "http://" + d.inner + "/", d.at: d.url + "/_orkey/verify"} {
					if res, _ := ask(t, clientFrom(t, test.from, to, nil), "GET", url, headers...); res.StatusCode != test.want {
						t.Errorf("%s: %q from %v: %d, want %d", name, test.uris, test.from, res.StatusCode, test.want)
					}
				}
			}
		}
	})
	t.Run("to be many", func(t *testing.T) {
		t.Parallel()
		d := deploy(t, "--trusted-proxy", front.String(), "--max-sign-ins", "3")
		begin := func(from net.IP, claim string) int {
			t.Helper()
			res, _ := ask(t, clientFrom(t, from, d.at, nil), "GET", d.url+"/_orkey/login", "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "X-Forwarded-For", claim)
			return res.StatusCode
		}
		refused := 0
		for i := range 40 {
			if begin(stranger, "198.51.100."+string(rune('0'+i%10))) == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused == 0 {
			t.Error("who makes up addresses may begin any number of sign-ins")
		}
		for _, client := range []string{"198.51.100.8", "198.51.100.9", "2001:db8::1"} {
			if got := begin(front, client); got != http.StatusSeeOther {
				t.Errorf("another client of the proxy in front is answered %d", got)
			}
		}
	})
}

// 5. Host compared with case, trailing dot or port left in.
func TestAttack05Hosts(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 5)
	t.Run("of https", func(t *testing.T) {
		t.Parallel()
		d := deploy(t, "--public-url", "https://App.example", "--host", "old.example")
		client := clientFrom(t, nil, d.at, nil)
		for host, want := range map[string]int{
			"app.example": 200, "APP.EXAMPLE": 200, "app.example.": 200, "app.example:443": 200, "app.example.:443": 200, "app.example:4180": 200, "old.example": 200, "OLD.example.:1": 200,
			"localhost": 421, "127.0.0.1": 421, d.at: 421, "[::1]": 421, "evil.example": 421, "app.example.evil.example": 421, "xapp.example": 421, "app.example..": 421,
			"app.example:443:443": 421, "[app.example]": 421,
		} {
			res, body := ask(t, client, "GET", "http://x/_orkey/session", "Host", host)
			if res.StatusCode != want {
				t.Errorf("%q is answered %d, want %d", host, res.StatusCode, want)
			}
			if want == 200 && !strings.Contains(body, `"sign_in_url":"https://app.example/_orkey/login`) {
				t.Errorf("%q is told %s", host, body)
			}
		}
		// Health is asked for by whoever looks after the process, by its address.
		if res, _ := ask(t, client, "GET", "http://x/_orkey/healthz", "Host", d.at); res.StatusCode != http.StatusOK {
			t.Errorf("healthz is answered %d", res.StatusCode)
		}
	})
}
