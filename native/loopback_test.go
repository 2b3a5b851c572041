package native_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestLoopback(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{
		Client: &orkey.Client{BaseURL: openrouter.URL, App: orkey.App{Title: "Tool <&>"}},
	})

	callback := s.callbackURL()
	if path := callback.Path; callback.Hostname() != "localhost" || !strings.HasPrefix(path, "/callback/") || len(path) < len("/callback/")+26 {
		t.Errorf("the callback URL is %v", callback)
	}
	back := approve(t, openrouter, s.pageURL)
	page := get(t, back)
	grant, err := s.end()
	if err != nil || grant.Key.IsZero() || grant.UserID == "" {
		t.Fatal(grant, err)
	}

	if page.status != 200 || !strings.Contains(page.body, "<h1>Signed in</h1>") || !strings.Contains(page.body, "<b>Tool &lt;&amp;&gt;</b>") {
		t.Errorf("the last page is %d %s", page.status, page.body)
	}
	if page.url.RawQuery != "" {
		t.Errorf("the last page has the address %v", page.url)
	}
	for name, want := range map[string]string{
		"Cache-Control":          "no-store",
		"Referrer-Policy":        "no-referrer",
		"X-Content-Type-Options": "nosniff",
		"Content-Type":           "text/html; charset=utf-8",
	} {
		if got := page.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if csp := page.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") || strings.Contains(csp, "unsafe") {
		t.Errorf("Content-Security-Policy: %s", csp)
	}
	if key := openrouter.Keys()[0]; key.Label != "Tool <&>" {
		t.Errorf("the key is called %q", key.Label)
	}
	free(t, callback.Port())
	for _, secret := range []string{grant.Key.Reveal(), parseURL(t, back).Query().Get("code")} {
		if strings.Contains(s.output.String()+page.body, secret) {
			t.Error("a secret was shown")
		}
	}
}

// free fails the test unless nobody listens on the port any more. The system may
// have given it to another test at once, until that has ended.
func free(t *testing.T, port string) {
	t.Helper()
	for _, host := range []string{"127.0.0.1", "::1"} {
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			conn, err := net.Dial("tcp", net.JoinHostPort(host, port))
			if err != nil {
				break
			}
			conn.Close()
			if time.Now().After(deadline) {
				t.Errorf("%s:%s is still open", host, port)
				break
			}
		}
	}
}

func TestBothFamiliesAnswer(t *testing.T) {
	t.Parallel()
	s := begin(t, orkeytest.NewServer(t), native.Config{})
	for _, host := range []string{"127.0.0.1", "[::1]", "localhost", "LocalHost"} {
		if a := get(t, "http://"+host+":"+s.callbackURL().Port()+"/"); a.status != 404 {
			t.Errorf("%s answers %d", host, a.status)
		}
	}
}

func TestDenied(t *testing.T) {
	t.Parallel()
	for _, quirks := range []orkeytest.Quirks{{}, {DenyWithStateOnly: true}} {
		openrouter := orkeytest.NewServer(t, orkeytest.Config{Quirks: quirks})
		s := begin(t, openrouter, native.Config{})
		page := get(t, deny(t, openrouter, s.pageURL))
		if _, err := s.end(); !errors.Is(err, orkey.ErrDenied) {
			t.Errorf("SignIn returns %v", err)
		}
		if !strings.Contains(page.body, "You chose not to.") || page.url.RawQuery != "" {
			t.Errorf("the browser ends on %v %s", page.url, page.body)
		}
	}
}

func TestCallbackWithoutState(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t, orkeytest.Config{Quirks: orkeytest.Quirks{OmitState: true}})
	begin(t, openrouter, native.Config{}).signedIn(openrouter)
}

// Whatever else comes in before the callback is answered and changes nothing.
func TestStrays(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{})
	callback := s.callbackURL()
	genuine := parseURL(t, approve(t, openrouter, s.pageURL))
	with := func(query string) string { return callback.Path + "?" + query }
	state := "state=" + genuine.Query().Get("state")

	for _, test := range []struct {
		method, path, host string
		want               int
	}{
		{"GET", "/", "", 404},
		{"GET", "/favicon.ico", "", 404},
		{"GET", "/robots.txt", "", 404},
		{"GET", "/callback", "", 404},
		{"GET", "/callback/", "", 404},
		{"GET", "/callback/AAAAAAAAAAAAAAAAAAAAAAAAAA?code=x&" + state, "", 404},
		{"GET", "/callback/../etc/passwd", "", 404},
		{"GET", callback.Path + "/", "", 404},
		{"GET", callback.Path + "/done", "", 404},
		{"GET", strings.ToLower(callback.Path) + "?" + genuine.RawQuery, "", 404},
		{"HEAD", with(genuine.RawQuery), "", 405},
		{"POST", with(genuine.RawQuery), "", 405},
		{"OPTIONS", with(genuine.RawQuery), "", 405},
		{"PUT", with(genuine.RawQuery), "", 405},
		{"PROPFIND", with(genuine.RawQuery), "", 405},
		{"GET", with(genuine.RawQuery), "evil.example", 421},
		{"GET", with(genuine.RawQuery), "evil.example:" + callback.Port(), 421},
		{"GET", with(genuine.RawQuery), "localhost", 421},
		{"GET", with(genuine.RawQuery), "localhost:1", 421},
		{"GET", with(genuine.RawQuery), "localhost.evil.example:" + callback.Port(), 421},
		{"GET", with(genuine.RawQuery), "127.0.0.1.nip.example:" + callback.Port(), 421},
		{"GET", with(""), "", 400},
		{"GET", with("code=x&state=wrong"), "", 400},
		{"GET", with("code=x&state="), "", 400},
		{"GET", with("code=x&code=y&" + state), "", 400},
		{"GET", with(genuine.RawQuery + "&" + state), "", 400},
		{"GET", with("error=access_denied&state=wrong"), "", 400},
		{"GET", with("error=access_denied&error=x"), "", 400},
		{"GET", with("code=%zz&" + state), "", 400},
		{"GET", with("code=x;state=y"), "", 400},
		{"GET", with("utm_source=x"), "", 400},
		{"GET", with("code=a%20b&" + state), "", 400},
		{"GET", with("code=" + strings.Repeat("x", 3000) + "&" + state), "", 400},
		{"GET", with("code=" + strings.Repeat("x", 64<<10) + "&" + state), "", 431},
	} {
		req := request(t, test.method, s.at(test.path))
		req.Host = test.host
		a := do(t, req)
		if a.status != test.want {
			t.Errorf("%s %.80s as %q: %d, want %d", test.method, test.path, test.host, a.status, test.want)
		}
		if test.want != 431 && (a.header.Get("Cache-Control") != "no-store" || a.header.Get("Referrer-Policy") != "no-referrer" ||
			!strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'") || a.header.Get("Access-Control-Allow-Origin") != "") {
			t.Errorf("%s %.80s: headers %v", test.method, test.path, a.header)
		}
		if strings.Contains(a.body, genuine.Query().Get("code")) {
			t.Errorf("%s %.80s: the answer has the code", test.method, test.path)
		}
		s.waits()
	}
	if n := exchanges(openrouter); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
	s.signedIn(openrouter)
	if n := exchanges(openrouter); n != 1 {
		t.Errorf("%d codes were sent", n)
	}
}

// Neither a port scan nor a client that never finishes holds anything up.
func TestPortScan(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{})
	address := s.callbackURL().Host
	dial := func() net.Conn {
		conn, err := dialLocalhost(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	for range 50 {
		dial().Close()
	}
	dial()                                                                            // says nothing
	io.WriteString(dial(), "GET / HT")                                                // and no more
	io.WriteString(dial(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n") // and no body
	io.WriteString(dial(), "\x16\x03\x01\x02\x00\x01\x00")                            // a piece of TLS
	io.WriteString(dial(), "\x00\xff\xfe\r\n\r\n")
	io.WriteString(dial(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	io.WriteString(dial(), "OPTIONS * HTTP/1.1\r\nHost: "+address+"\r\n\r\n")
	io.WriteString(dial(), "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n")
	io.WriteString(dial(), "GET http://evil.example/ HTTP/1.1\r\nHost: "+address+"\r\n\r\n")
	if err := tls.Client(dial(), &tls.Config{InsecureSkipVerify: true}).Handshake(); err == nil {
		t.Error("it speaks TLS")
	}
	s.waits()
	s.signedIn(openrouter)
	free(t, s.callbackURL().Port())
}

// A page that is loaded twice, as by a reload, exchanges once, and both loads
// end on the same word.
func TestCallbackTwice(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	rule := openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Delay: 200 * time.Millisecond, Serve: -1})
	s := begin(t, openrouter, native.Config{})
	back := approve(t, openrouter, s.pageURL)

	var loads sync.WaitGroup
	pages := make([]answer, 4)
	load := func(i int) {
		loads.Go(func() {
			// One that comes only when all is over finds nobody, as a reload then does.
			pages[i], _ = try(request(t, "GET", back))
		})
	}
	load(0)
	until(t, "the exchange is under way", func() bool { return rule.Served() == 1 })
	for i := 1; i < len(pages); i++ {
		load(i)
	}
	loads.Wait()
	if _, err := s.end(); err != nil {
		t.Fatal(err)
	}
	if n := exchanges(openrouter); n != 1 {
		t.Errorf("%d codes were sent", n)
	}
	if !strings.Contains(pages[0].body, "<h1>Signed in</h1>") {
		t.Errorf("the first load ends on %d %s", pages[0].status, pages[0].body)
	}
	for _, page := range pages[1:] {
		if page.status != 0 && !strings.Contains(page.body, "<h1>Signed in</h1>") {
			t.Errorf("another load ends on %d %s", page.status, page.body)
		}
	}
}

// The browser may take another connection for the last page.
func TestLastPageOnAnotherConnection(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"HTTP/1.1", "HTTP/1.0"} {
		openrouter := orkeytest.NewServer(t)
		s := begin(t, openrouter, native.Config{})
		host := s.callbackURL().Host
		load := func(target string) *http.Response {
			conn, err := dialLocalhost(t.Context(), "tcp", host)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "GET %s %s\r\nHost: %s\r\nConnection: close\r\n\r\n", target, version, host)
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			res.Body = io.NopCloser(strings.NewReader(string(body)))
			return res
		}
		first := load(parseURL(t, approve(t, openrouter, s.pageURL)).RequestURI())
		if first.StatusCode != 303 {
			t.Fatal(first.Status)
		}
		last := load(first.Header.Get("Location"))
		body, _ := io.ReadAll(last.Body)
		if !strings.Contains(string(body), "<h1>Signed in</h1>") {
			t.Errorf("the last page is %s", body)
		}
		if _, err := s.end(); err != nil {
			t.Error(err)
		}
	}
}

// A browser that goes away in the middle takes nothing with it.
func TestBrowserLeaves(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	rule := openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Delay: 100 * time.Millisecond})
	s := begin(t, openrouter, native.Config{})
	conn, err := dialLocalhost(t.Context(), "tcp", s.callbackURL().Host)
	if err != nil {
		t.Fatal(err)
	}
	back := parseURL(t, approve(t, openrouter, s.pageURL))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", back.RequestURI(), back.Host)
	until(t, "the exchange is under way", func() bool { return rule.Served() == 1 })
	conn.Close()
	if grant, err := s.end(); err != nil || grant.Key.IsZero() {
		t.Error(grant, err)
	}
}

// What goes wrong in the exchange is told in the browser and by the error.
func TestExchangeFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault orkeytest.Fault
		want  error
	}{
		{"500", orkeytest.Fault{Status: 500}, orkey.ErrUnavailable},
		{"HTML", orkeytest.Fault{Status: 502, Body: "<h1>Bad gateway</h1>", ContentType: "text/html"}, orkey.ErrUnavailable},
		{"reset", orkeytest.Fault{ResetConnection: true}, orkey.ErrUnavailable},
		{"rejected", orkeytest.Fault{Status: 400, Body: `{"error":{"message":"Invalid code","code":400}}`}, orkey.ErrCodeRejected},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t)
			test.fault.Path = "/api/v1/auth/keys"
			openrouter.Inject(test.fault)
			s := begin(t, openrouter, native.Config{})
			back := approve(t, openrouter, s.pageURL)
			page := get(t, back)
			_, err := s.end()
			if !errors.Is(err, test.want) {
				t.Errorf("SignIn returns %v, want %v", err, test.want)
			}
			if !strings.Contains(page.body, "Something went wrong") || page.url.RawQuery != "" {
				t.Errorf("the browser ends on %v %s", page.url, page.body)
			}
			if code := parseURL(t, back).Query().Get("code"); strings.Contains(err.Error(), code) {
				t.Errorf("the error has the code: %v", err)
			}
			if n := exchanges(openrouter); n != 1 {
				t.Errorf("%d codes were sent", n)
			}
		})
	}
}

func TestTwoSignInsAtOnce(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	first := begin(t, openrouter, native.Config{})
	second := begin(t, openrouter, native.Config{})

	// The callback of one is nothing to the other.
	crossed := parseURL(t, approve(t, openrouter, first.pageURL))
	crossed.Host = second.callbackURL().Host
	if a := get(t, crossed.String()); a.status != 404 {
		t.Errorf("another sign-in's path: %d", a.status)
	}
	crossed.Path = second.callbackURL().Path
	if a := get(t, crossed.String()); a.status != 400 || !strings.Contains(a.body, "Not this sign-in") {
		t.Errorf("another sign-in's state: %d %s", a.status, a.body)
	}
	a, b := second.signedIn(openrouter), first.signedIn(openrouter)
	if a.Key.Equal(b.Key) {
		t.Error("both have one key")
	}
}

func TestPageOfTheCaller(t *testing.T) {
	t.Parallel()
	home := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(home.Close)
	for _, test := range []struct {
		name string
		page func(http.ResponseWriter, *http.Request, error)
		want string
	}{
		{"text", func(w http.ResponseWriter, r *http.Request, err error) { fmt.Fprintf(w, "done: %v", err) }, "done: <nil>"},
		{"language", func(w http.ResponseWriter, r *http.Request, err error) {
			io.WriteString(w, r.Header.Get("Accept-Language"))
		}, "de"},
		{"redirect", func(w http.ResponseWriter, r *http.Request, err error) {
			http.Redirect(w, r, home.URL, http.StatusSeeOther)
		}, "404 page not found\n"},
		{"large", func(w http.ResponseWriter, r *http.Request, err error) {
			io.WriteString(w, strings.Repeat("x", 1<<20))
		}, strings.Repeat("x", 1<<20)},
	} {
		t.Run(test.name, func(t *testing.T) {
			openrouter := orkeytest.NewServer(t)
			s := begin(t, openrouter, native.Config{Page: test.page})
			req := request(t, "GET", approve(t, openrouter, s.pageURL))
			req.Header.Set("Accept-Language", "de")
			if a := do(t, req); a.body != test.want {
				t.Errorf("the browser ends on %.80q", a.body)
			}
			if _, err := s.end(); err != nil {
				t.Error(err)
			}
		})
	}
}

// What a caller's page does wrong must not cost the grant.
func TestPageOfTheCallerPanics(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{Page: func(http.ResponseWriter, *http.Request, error) { panic("oh") }})
	if _, err := try(request(t, "GET", approve(t, openrouter, s.pageURL))); err == nil {
		t.Error("there is a page")
	}
	if grant, err := s.end(); err != nil || grant.Key.IsZero() {
		t.Error(grant, err)
	}
}
