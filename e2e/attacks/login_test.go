//go:build linux

package attacks

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A login is a process of orkey login that waits for the browser.
type login struct {
	*servertest.Process
	*place
	t            *testing.T
	authorizeURL string
	callback     *url.URL // without a query
}

var authorizePattern = regexp.MustCompile(`(?m)^  (http\S+/auth\?\S+)$`)

func (p *place) login(t *testing.T) *login {
	t.Helper()
	l := &login{place: p, t: t}
	l.Process = servertest.Start(t, p.command("login", "--headless=false", "--no-browser"), func(said string) error {
		found := authorizePattern.FindStringSubmatch(said)
		if found == nil || !strings.Contains(said, "Waiting") {
			return errors.New("it says no address")
		}
		l.authorizeURL = found[1]
		return nil
	})
	u, err := url.Parse(l.authorizeURL)
	if err != nil {
		t.Fatal(err)
	}
	if l.callback, err = url.Parse(u.Query().Get("callback_url")); err != nil {
		t.Fatal(err)
	}
	return l
}

// approve is what the person does; it returns the callback.
func (l *login) approve() string {
	l.t.Helper()
	callback, err := l.openrouter.Approve(l.authorizeURL)
	if err != nil {
		l.t.Fatal(err)
	}
	return callback
}

// ends checks how it ends.
func (l *login) ends(code int, says string) {
	l.t.Helper()
	if got := l.Ended(); got != code || !strings.Contains(l.Said(), says) {
		l.t.Errorf("it ends with %d, want %d, and must say %q", got, code, says)
	}
}

// 17. Loopback listeners on all interfaces, ended by a favicon request, without a Host
// check (DNS rebinding), without a time-out; a denial taken for a missing code; a
// single-use code sent twice by a retrying HTTP client.
func TestAttack17Loopback(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 17) // where a denial is one, too
	t.Run("interfaces", func(t *testing.T) {
		t.Parallel()
		l := newPlace(t).login(t)
		all, err := net.InterfaceAddrs()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &net.IPNet{IP: front}, &net.IPNet{IP: stranger}) // which are this machine's, too
		for _, at := range all {
			ip := at.(*net.IPNet).IP
			if ip.IsLinkLocalUnicast() {
				continue // it has no address without its zone
			}
			conn, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: ip, Port: port(t, l.callback)})
			if err == nil {
				conn.Close()
			}
			if own := ip.Equal(net.IPv4(127, 0, 0, 1)) || ip.Equal(net.IPv6loopback); own != (err == nil) {
				t.Errorf("at %v: %v", ip, err)
			}
		}
	})
	t.Run("strangers", func(t *testing.T) {
		t.Parallel()
		l := newPlace(t).login(t)
		silent, err := net.Dial("tcp", "127.0.0.1:"+l.callback.Port())
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		if _, err := silent.Write([]byte("GET " + l.callback.Path + "?code=")); err != nil { // and no more
			t.Fatal(err)
		}
		callback := l.approve()
		query := callback[strings.Index(callback, "?"):]
		origin, client := "http://"+l.callback.Host, clientFrom(t, nil, "127.0.0.1:"+l.callback.Port(), nil)
		for _, test := range []struct {
			method, target, host string
			want                 int
		}{
			{"GET", "/favicon.ico", "", 404}, {"GET", "/", "", 404}, {"GET", "/callback" + query, "", 404}, {"GET", "/callback/" + query, "", 404},
			{"GET", strings.ToLower(l.callback.Path) + query, "", 404}, {"GET", l.callback.Path + "/" + query, "", 404}, {"GET", l.callback.Path + "/done", "", 404},
			{"HEAD", l.callback.Path + query, "", 405}, {"POST", l.callback.Path + query, "", 405}, {"OPTIONS", l.callback.Path, "", 405},
			{"GET", l.callback.Path + query, "evil.example", 421}, {"GET", l.callback.Path + query, "evil.example:" + l.callback.Port(), 421},
			{"GET", l.callback.Path + query, "localhost.evil.example:" + l.callback.Port(), 421}, {"GET", l.callback.Path + query, "localhost:1", 421},
			{"GET", l.callback.Path + "?code=evil&state=evil", "", 400}, {"GET", l.callback.Path, "", 400},
			{"GET", l.callback.Path + query + "&state=evil", "", 400}, {"GET", l.callback.Path + query + "&code=evil", "", 400}, {"GET", l.callback.Path + "?state=evil&error=access_denied", "", 400},
			{"GET", l.callback.Path + "?%zz", "", 400},
		} {
			var headers []string
			if test.host != "" {
				headers = []string{"Host", test.host}
			}
			if res, _ := ask(t, client, test.method, origin+test.target, headers...); res.StatusCode != test.want || res.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s of %q is answered %d, want %d", test.method, test.target, test.host, res.StatusCode, test.want)
			}
		}
		if sent, _ := l.exchanges(); sent != 0 {
			t.Errorf("%d codes were sent to OpenRouter", sent)
		}
		res, _ := ask(t, client, "GET", callback)
		if res.StatusCode != http.StatusSeeOther || strings.Contains(res.Header.Get("Location"), "code") {
			t.Errorf("the callback is answered %d %s", res.StatusCode, res.Header.Get("Location"))
		}
		if _, page := ask(t, client, "GET", origin+res.Header.Get("Location")); !strings.Contains(page, "Signed in") {
			t.Errorf("the page says %s", page)
		}
		l.ends(0, "Signed in as "+l.ada())
		if conn, err := net.Dial("tcp", "127.0.0.1:"+l.callback.Port()); err == nil {
			conn.Close()
			t.Error("it still listens")
		}
	})
	t.Run("nobody", func(t *testing.T) {
		t.Parallel()
		said, code := newPlace(t).run(t, nil, "login", "--headless=false", "--no-browser", "--timeout", "50ms")
		if code != 1 || !strings.Contains(said, "nobody finished the sign-in within 50ms") {
			t.Errorf("it ends with %d:\n%s", code, said)
		}
	})
	t.Run("denial", func(t *testing.T) {
		t.Parallel()
		l := newPlace(t).login(t)
		callback, err := l.openrouter.Deny(l.authorizeURL)
		if err != nil {
			t.Fatal(err)
		}
		client := clientFrom(t, nil, "127.0.0.1:"+l.callback.Port(), nil)
		res, _ := ask(t, client, "GET", callback)
		if _, page := ask(t, client, "GET", "http://"+l.callback.Host+res.Header.Get("Location")); !strings.Contains(page, "You chose not to") {
			t.Errorf("the page says %s", page)
		}
		l.ends(4, "the sign-in was denied")
	})
	t.Run("a code that is sent once", func(t *testing.T) {
		t.Parallel()
		for name, fault := range map[string]orkeytest.Fault{
			"reset": {ResetConnection: true}, "cut": {Truncate: true}, "unavailable": {Status: http.StatusServiceUnavailable, Header: map[string]string{"Retry-After": "0"}},
			"redirected": {Status: http.StatusTemporaryRedirect, Header: map[string]string{"Location": "/api/v1/auth/keys"}},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				fault.Path, fault.Serve = "/api/v1/auth/keys", -1
				l := newPlace(t).login(t)
				l.openrouter.Inject(fault)
				ask(t, clientFrom(t, nil, "127.0.0.1:"+l.callback.Port(), nil), "GET", l.approve())
				l.ends(1, "orkey: ")
				if sent, _ := l.exchanges(); sent != 1 {
					t.Errorf("login has sent the code %d times", sent)
				}
				// The proxy has a connection that was good for another exchange.
				d := l.deploy(t)
				rule := l.openrouter.Rules()[0]
				rule.Remove()
				d.browser().signIn()
				l.openrouter.Inject(fault)
				before, _ := d.exchanges()
				b := d.browser()
				callback := b.begin("/")
				for range 3 { // by somebody who loads it again
					if res, _ := b.visit(callback); res.StatusCode < 400 || b.status() != http.StatusUnauthorized {
						t.Errorf("the proxy's callback is answered %d", res.StatusCode)
					}
				}
				if sent, _ := d.exchanges(); sent != before+1 {
					t.Errorf("the proxy has sent the code %d times", sent-before)
				}
			})
		}
	})
}

func port(t *testing.T, u *url.URL) int {
	t.Helper()
	p, err := net.LookupPort("tcp", u.Port())
	if err != nil {
		t.Fatal(err)
	}
	return p
}
