//go:build linux

package attacks

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
)

// 8. Sign-out by GET; sign-out that leaves the stored session alive; a copied cookie
// that outlives it.
func TestAttack08SignOut(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 8)
	t.Run("with a store", func(t *testing.T) {
		t.Parallel()
		redis, place := servertest.Redis(t, "appendonly yes", "appendfsync always"), newPlace(t)
		public := "http://" + servertest.Reserve(t) // nobody's: the replicas are asked one by one
		one := place.deploy(t, "--public-url", public, "--sessions", redis.URL)
		other := place.deploy(t, "--public-url", public, "--sessions", redis.URL)
		hold(t, one, 8)
		b := one.browser().signIn()
		copied := b.cookie()
		thief := func(d *deployment) int {
			t.Helper()
			res, _ := ask(t, d.client(nil), "GET", public+"/page", "Cookie", copied)
			return res.StatusCode
		}
		if thief(one) != http.StatusOK || thief(other) != http.StatusOK || !strings.Contains(redis.Dump(), "orkey:session:") {
			t.Fatal("nobody is signed in: this is a test of nothing")
		}
		redis.Kill()
		if res, _ := b.fetch("POST", "/_orkey/logout"); res.StatusCode != http.StatusServiceUnavailable || res.Header["Set-Cookie"] != nil {
			t.Errorf("a sign-out that can't be done is answered %d %q", res.StatusCode, res.Header["Set-Cookie"])
		}
		redis.Restart()
		if got := b.status(); got != http.StatusOK {
			t.Errorf("after a sign-out that could not be done, a page is answered %d", got)
		}
		if res, _ := b.fetch("POST", "/_orkey/logout"); res.StatusCode != http.StatusNoContent {
			t.Errorf("the sign-out is answered %d", res.StatusCode)
		}
		if got := []int{thief(one), thief(other)}; got[0] != http.StatusUnauthorized || got[1] != http.StatusUnauthorized {
			t.Errorf("after the sign-out, who has copied the cookie is answered %d", got)
		}
		if dump := redis.Dump(); strings.Contains(dump, "orkey:session:") {
			t.Errorf("the store has %q", dump)
		}
	})
}

var heapPattern = regexp.MustCompile(`(?m)^# HeapAlloc = (\d+)$`)

// 12. A malformed, huge, duplicated or foreign cookie: never 2xx by mistake, never a
// crash, never unbounded memory; where one of two cookies is valid, it counts.
func TestAttack12Cookies(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 12)
	t.Run("by the thousand", func(t *testing.T) {
		t.Parallel()
		d := deploy(t, "--admin-listen", "127.0.0.1:0", "--log-level", "warn")
		admin := regexp.MustCompile(`(?m)^Metrics: +(\S+)/metrics$`).FindStringSubmatch(d.Said())
		heap := func() int {
			t.Helper()
			_, text := ask(t, http.DefaultClient, "GET", admin[1]+"/debug/pprof/heap?gc=1&debug=1")
			n, err := strconv.Atoi(heapPattern.FindStringSubmatch(text)[1])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		client := d.client(nil)
		send := func(from, to int) {
			t.Helper()
			for i := from; i < to; i++ {
				cookie := fmt.Sprintf("orkey-%s=%s%d; ", d.at[strings.LastIndex(d.at, ":")+1:], strings.Repeat("A", i%1500), i)
				for _, path := range []string{"/page", "/_orkey/verify", "/_orkey/login", "/_orkey/callback?code=x&state=" + strconv.Itoa(i)} {
					res, _ := ask(t, client, "GET", d.url+path, "Cookie", strings.Repeat(cookie, 1+i%8), "Accept", "text/html", "Sec-Fetch-Mode", "navigate")
					if res.StatusCode < 300 || res.StatusCode >= 500 {
						t.Fatalf("%s is answered %d", path, res.StatusCode)
					}
				}
			}
		}
		send(0, 300)
		before := heap()
		send(300, 1800)
		if after := heap(); after > before+1<<20 {
			t.Errorf("after 6000 requests of nobody it holds %d bytes more", after-before)
		}
	})
}

// 13. A sealed value accepted for another purpose or another host. Secrets that can't
// be rotated without signing people out. A store dump that reveals keys. Sessions
// deleted because the store was down or the client hung up.
func TestAttack13Sealing(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 13)
	t.Run("another host", func(t *testing.T) {
		t.Parallel()
		// Of one secret, and by the same names of cookies: they differ in the host.
		place, reserved := newPlace(t), servertest.Reserve(t)
		_, port, _ := strings.Cut(reserved, ":")
		one := place.deploy(t, "--public-url", "http://127.0.0.1:"+port)
		other := place.deploy(t, "--public-url", "http://localhost:"+port)
		cookie := one.browser().signIn().cookie()
		for d, want := range map[*deployment]int{one: http.StatusOK, other: http.StatusUnauthorized} {
			if res, _ := ask(t, d.client(nil), "GET", d.url+"/page", "Cookie", cookie); res.StatusCode != want {
				t.Errorf("at %s it is answered %d, want %d", d.url, res.StatusCode, want)
			}
		}
	})
	t.Run("rotation", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "secrets")
		const older, newer = "0123456789abcdefghijklmnopqrstuvwxyz\n", "zyxwvutsrqponmlkjihgfedcba9876543210\n"
		write := func(text string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write(older)
		d := deploy(t, "--secret-file", file)
		here, half := d.browser().signIn(), d.browser()
		callback := half.begin("/half") // which ends under the newer one
		for i, text := range []string{newer + older, newer} {
			write(text)
			d.Signal(syscall.SIGHUP)
			await(t, "the secrets are read", func() bool { return strings.Count(d.Said(), "secrets read again") == i+1 })
			if got := here.status(); got != http.StatusOK {
				t.Errorf("after change %d, who was signed in is answered %d", i, got)
			}
			if i == 0 {
				if res, _ := half.visit(callback); res.StatusCode != http.StatusSeeOther || half.status() != http.StatusOK {
					t.Errorf("who was signing in is answered %d", res.StatusCode)
				}
			}
		}
		if got := half.status(); got != http.StatusOK {
			t.Errorf("who has signed in meanwhile is answered %d", got)
		}
		if strings.Contains(d.Said(), strings.TrimSpace(newer)) {
			t.Error("it says a secret")
		}
	})
	t.Run("store", func(t *testing.T) {
		t.Parallel()
		redis := servertest.Redis(t, "appendonly yes", "appendfsync always")
		d := deploy(t, "--sessions", redis.URL)
		b := d.browser().signIn()
		if dump := redis.Dump(); !strings.Contains(dump, "orkey:session:") || strings.Contains(dump, "sk-or-") || strings.Contains(dump, "user_") || strings.Contains(dump, strings.SplitAfterN(b.cookie(), "=", 2)[1]) {
			t.Errorf("the store reveals %q", dump)
		}
		redis.Kill()
		for _, path := range []string{"/page", "/open/x", "/_orkey/verify", "/_orkey/session", "/_orkey/logout", "/_orkey/api/v1/key", "/_orkey/callback?code=x"} {
			if res, _ := b.visit(path); res.StatusCode < 400 && path != "/open/x" || res.Header["Set-Cookie"] != nil {
				t.Errorf("without the store, %s is answered %d %q", path, res.StatusCode, res.Header["Set-Cookie"])
			}
		}
		redis.Restart()
		cookie := b.cookie()
		for range 200 { // who leave before they are answered
			conn, err := net.Dial("tcp", d.at)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "GET /page HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", d.at, cookie)
			conn.Close()
		}
		await(t, "with the store again, a page is answered", func() bool {
			got := b.status()
			if got != http.StatusOK && got != http.StatusServiceUnavailable {
				t.Fatalf("with the store again, a page is answered %d", got)
			}
			return got == http.StatusOK
		})
	})
}

// 14. Own cookies sent on to the upstream; an upstream that sets them.
func TestAttack14OwnCookies(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 14)
	t.Run("after the body", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t)
		p.app = serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Trailer", "Set-Cookie, X-Sum")
			io.WriteString(w, "body")
			w.Header().Set("X-Sum", "42")
			w.Header().Set("Set-Cookie", "orkey=evil")
			w.Header().Set(http.TrailerPrefix+"Set-Cookie", "orkey=evil")
		}))
		b := p.deploy(t).browser().signIn()
		res, _ := b.fetch("GET", "/page")
		if got := res.Trailer.Values("Set-Cookie"); res.Trailer.Get("X-Sum") != "42" || len(got) != 0 {
			t.Errorf("after the body comes %q, of which are cookies %q", res.Trailer, got)
		}
	})
}
