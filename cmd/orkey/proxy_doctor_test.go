//go:build unix

package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// examine runs the doctor.
func examine(t *testing.T, input string, args ...string) (said string, code int) {
	t.Helper()
	cmd := command(t, append([]string{"proxy", "doctor"}, args...)...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--skip", "/open/**", "--max-sign-ins", "10000")
	said, code := examine(t, "", p.url)
	if code != exitDone || strings.Contains(said, "fails") || !strings.Contains(said, "holds      its public URL is this one\n") || strings.Contains(said, "not tried  ") ||
		!strings.Contains(said, "more can be tried with --session-file, --echo, --open: orkey proxy doctor --help says how.\n") {
		t.Errorf("%d\n%s", code, said)
	}
	said, code = examine(t, "", p.url, "--open", "/open/", "--echo", "/headers", "--verbose")
	if code != exitDone || !strings.Contains(said, "it needs somebody who is signed in\n") || !strings.Contains(said, "more can be tried with --session-file, an --echo below --open: ") {
		t.Errorf("%d\n%s", code, said)
	}
	session := p.signIn().cookies()
	// A browser has the cookies of sites on other ports beside.
	said, code = examine(t, "Cookie: orkey-1=their; orkey-1-attempt-x=their; "+session+"; orkey-65535=their\n", p.url, "--session-file", "-", "--echo", "/echo", "--open", "/open/", "--json")
	if code != exitDone || strings.Count(said, `"outcome":"holds"`) < 20 || strings.Contains(said, `"outcome":"fails"`) || strings.Contains(said, session[:40]) {
		t.Errorf("%d\n%s", code, said)
	}
}

// What the manual of the gateway shows, of a deployment at the address that it has there.
func TestDoctorOfTheManual(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, certFile, keyFile, 1)
	const public = "https://app.example"
	openrouter := orkeytest.NewServer(t)
	p := startProxy(t, openrouter, "--public-url", public, "--tls-cert", certFile, "--tls-key", keyFile, "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--skip", "/public/**", "--max-sign-ins", "10000")
	b := newPerson(t, public)
	b.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DialContext: dialInstead(p.listens())}
	session := filepath.Join(dir, "cookie.txt")
	if err := os.WriteFile(session, []byte(b.signIn(openrouter).cookies()), 0o600); err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`(?m)^orkey proxy doctor (https.*--connect.*)$`).FindStringSubmatch(readText(t, "../../docs/gateway.md"))
	if shown == nil {
		t.Fatal("the manual shows none")
	}
	args := strings.NewReplacer("cookie.txt", session, "127.0.0.1:443", p.listens()).Replace(shown[1]) + " --ca " + certFile
	said, code := examine(t, "", strings.Fields(args)...)
	if code != exitDone || !strings.Contains(said, "26 checks hold, 0 fail, ") || !strings.Contains(said, "\n1 more can be tried with an --echo below --open: ") {
		t.Errorf("%d\n%s", code, said)
	}
}

// A proxy in front that spoils something is found out.
func TestDoctorFinds(t *testing.T) {
	t.Parallel()
	openrouter, app := orkeytest.NewServer(t), newApp(t, attack.App())
	for name, test := range map[string]struct {
		spoil func(*http.Response) error
		path  func(w http.ResponseWriter, r *http.Request) bool // answers itself
		says  string
	}{
		"no cookies":     {spoil: func(r *http.Response) error { r.Header.Del("Set-Cookie"); return nil }, says: "the proxy in front must pass on Set-Cookie as it is"},
		"another URL":    {says: "it leads people to http://localhost:1\n           -> start it with --public-url http://127.0.0.1:"},
		"a strict one":   {spoil: rewriteCookie("SameSite=Lax", "SameSite=Strict"), says: "SameSite=Strict"},
		"another domain": {spoil: rewriteCookie("HttpOnly", "Domain=evil.example"), says: "is for evil.example"},
		"no gateway": {path: func(w http.ResponseWriter, _ *http.Request) bool { w.Write([]byte("hello")); return true },
			says: "the proxy in front must pass on /_orkey/ to orkey proxy as it is"},
		"a loop at the home page": {path: func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/", http.StatusFound)
			}
			return r.URL.Path == "/"
		}, says: "leads to itself"},
		"a loop everywhere": {path: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.RequestURI(), http.StatusMovedPermanently)
			return true
		}, says: "a proxy in front ends https and speaks http to one that leads to https"},
		"another sign-in": {path: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/oauth2/start", http.StatusFound)
			return true
		}, says: "without a sign-in of its own"},
		"another scheme": {path: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusMovedPermanently)
			return true
		}, says: "give the URL at which people end up, https://"},
		"nobody": {path: func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusBadGateway); return true },
			says: "/_orkey/readyz says whether its sessions are there\n\n0 checks hold, 1 fails.\n"},
		"cookies on the way in": {path: func(_ http.ResponseWriter, r *http.Request) bool { r.Header.Del("Cookie"); return false },
			says: "the cookie of a sign-in is not there when people come back\n           -> the proxy in front must pass on Cookie"},
		"a path of cookies": {spoil: rewriteCookie("Path=/", "Path=/app"), says: "is for /app alone"},
		"who is signed in": {spoil: func(r *http.Response) error {
			if r.StatusCode == http.StatusUnauthorized {
				r.StatusCode = http.StatusOK
			}
			return nil
		}, says: "fails      nothing is served without a sign-in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var front *httputil.ReverseProxy
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if test.path == nil || !test.path(w, r) {
					front.ServeHTTP(w, r)
				}
			}))
			t.Cleanup(server.Close)
			public := "http://" + server.Listener.Addr().String()
			if name == "another URL" {
				public = "http://localhost:1"
			}
			p := startProxy(t, openrouter, "--public-url", public, "--listen", "127.0.0.1:0", "--upstream", app, "--max-sign-ins", "10000")
			front = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: p.listens()})
			front.ModifyResponse = test.spoil
			server.Start()
			said, code := examine(t, "", server.URL)
			if code != exitFailed || !strings.Contains(said, test.says) {
				t.Errorf("%d\n%s", code, said)
			}
		})
	}
}

// Replicas of different secrets, and a cache, are found out.
func TestDoctorFindsWhatIsBetween(t *testing.T) {
	t.Parallel()
	openrouter, app := orkeytest.NewServer(t), newApp(t, attack.App())
	for name, test := range map[string]struct {
		replicas int
		cached   bool
		says     string
	}{
		"two secrets": {2, false, "is known to 3 of 6 that were asked\n           -> give all replicas the same --secret-file\n"},
		"a cache":     {1, true, "fails      no cache keeps its answers: a cache in front answers one person with the sign-in of another\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := servertest.Listen(t)
			front := "http://" + l.Addr().String()
			var servers string
			for range test.replicas {
				p := startProxy(t, openrouter, "--public-url", front, "--listen", "127.0.0.1:0", "--upstream", app, "--max-sign-ins", "10000")
				servers += "server " + listeningPattern.FindStringSubmatch(p.Said())[1] + ";\n"
			}
			var cache, keeps string
			if test.cached {
				dir := t.TempDir()
				for _, dir := range []string{dir, filepath.Dir(dir)} { // nginx's workers are nobody's
					if err := os.Chmod(dir, 0o777); err != nil {
						t.Fatal(err)
					}
				}
				cache = "proxy_cache_path " + dir + " keys_zone=all:1m;\n"
				keeps = "proxy_cache all; proxy_cache_valid any 1m; proxy_ignore_headers Cache-Control Set-Cookie Vary;"
			}
			servertest.Nginx(t, l, cache+"upstream orkey {\n"+servers+"}\nserver {\nlisten "+l.Addr().String()+";\nlocation / { proxy_pass http://orkey; proxy_set_header Host $http_host; "+keeps+" }\n}\n")
			said, code := examine(t, "", front)
			if code != exitFailed || !strings.Contains(said, test.says) {
				t.Errorf("%d\n%s", code, said)
			}
		})
	}
}

// Behind an nginx that ends https, what its configuration lacks is explained.
func TestDoctorExplainsNginx(t *testing.T) {
	t.Parallel()
	openrouter, app, dir := orkeytest.NewServer(t), newApp(t, attack.App()), t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, certFile, keyFile, 1)
	const public = "https://app.example"
	for name, test := range map[string]struct {
		config func(*proxied) string // of the server
		args   []string
		says   string // "" where all holds
	}{
		"good": {func(p *proxied) string {
			return "location / { proxy_pass http://" + p.listens() + "; proxy_set_header Host $http_host; }"
		}, []string{"--ca", certFile}, ""},
		"no Host": {func(p *proxied) string { return "location / { proxy_pass http://" + p.listens() + "; }" },
			[]string{"--ca", certFile}, "have the proxy in front pass on the Host header (nginx: proxy_set_header Host $http_host)"},
		"an authority of its own": {func(*proxied) string { return "return 404;" }, nil, "its certificate is by an authority that is not trusted here\n           -> if it is an authority of your own, name it with --ca"},
		"headers with underscores": {func(p *proxied) string {
			config := printSnippet(t, "nginx", "--public-url", public, "--upstream", app, "--listen", p.listens(), "--verify-listen", askAtPattern.FindStringSubmatch(p.Said())[1])
			return strings.Replace(config, "underscores_in_headers off", "underscores_in_headers on", 1)
		}, []string{"--ca", certFile, "--open", "/open/", "--echo", "/open/echo"}, `fails      on an open path, too, no header can claim an identity: with ["X_OpenRouter_User: user_evil"] the app is told that ["user_evil"] are signed in`},
		"as it is printed": {func(p *proxied) string {
			return printSnippet(t, "nginx", "--public-url", public, "--upstream", app, "--listen", p.listens(), "--verify-listen", askAtPattern.FindStringSubmatch(p.Said())[1])
		}, []string{"--ca", certFile, "--open", "/open/", "--echo", "/open/echo"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startProxy(t, openrouter, "--public-url", public, "--listen", "127.0.0.1:0", "--verify-listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1", "--skip", "/open/**", "--max-sign-ins", "10000")
			if !strings.Contains(name, "with") && name != "as it is printed" {
				p = startProxy(t, openrouter, "--public-url", public, "--listen", "127.0.0.1:0", "--upstream", app, "--max-sign-ins", "10000")
			}
			l := servertest.Listen(t)
			servertest.Nginx(t, l, "server {\nlisten "+l.Addr().String()+" ssl;\nserver_name app.example;\nssl_certificate "+certFile+";\nssl_certificate_key "+keyFile+";\n"+test.config(p)+"\n}\n")
			said, code := examine(t, "", append([]string{public, "--connect", l.Addr().String()}, test.args...)...)
			if (code == exitFailed) != (test.says != "") || !strings.Contains(said, test.says) {
				t.Errorf("%d\n%s", code, said)
			}
		})
	}
}

// An app that is told another scheme than people open leads them round in circles,
// once they are signed in.
func TestDoctorFindsALoopOfTheApp(t *testing.T) {
	t.Parallel()
	var front *httputil.ReverseProxy
	app := attack.App()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { front.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	p := startProxy(t, orkeytest.NewServer(t), "--public-url", server.URL, "--listen", "127.0.0.1:0", "--max-sign-ins", "10000", "--upstream", newApp(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("X-Forwarded-Proto", "gopher") // as another proxy between might
		if r.URL.Path != "/echo" {
			http.Redirect(w, r, "http://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
			return
		}
		app.ServeHTTP(w, r)
	})))
	front = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: p.listens()})
	front.Transport = &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, p.listens())
	}}
	said, code := examine(t, p.signIn().cookies(), server.URL, "--session-file", "-", "--echo", "/echo")
	for _, want := range []string{"for who is signed in, " + server.URL + "/ leads to itself, by 1 redirects", "the app is told X-Forwarded-Proto: gopher, and the public URL is http://"} {
		if code != exitFailed || !strings.Contains(said, want) {
			t.Errorf("%d, and it does not say %q\n%s", code, want, said)
		}
	}
}

// What is not reached, and what is no URL.
func TestDoctorIsNotAnswered(t *testing.T) {
	t.Parallel()
	plain := newApp(t, attack.App())
	secured := httptest.NewTLSServer(attack.App())
	t.Cleanup(secured.Close)
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"http://" + servertest.Reserve(t)}, exitFailed, "see whether the proxy in front, or orkey proxy, runs and listens there"},
		{[]string{"https://no-such-host.invalid"}, exitFailed, "there is no address of no-such-host.invalid\n"},
		{[]string{strings.Replace(plain, "http:", "https:", 1)}, exitFailed, "it speaks no https\n"},
		{[]string{strings.Replace(secured.URL, "https:", "http:", 1)}, exitFailed, "give the https URL"},
		{[]string{plain}, exitFailed, "is answered 200 by something else"},
		{[]string{plain, "--json"}, exitFailed, `{"name":"it is reached","outcome":"fails","why":"/_orkey/session is answered`},
		{nil, exitMisused, "it takes one URL"},
		{[]string{"app.example"}, exitMisused, "it looks like https://app.example"},
		{[]string{plain + "?x"}, exitMisused, "is not the URL of a deployment"},
		{[]string{plain, "--open", "open"}, exitMisused, "--open begins and ends with a slash"},
		{[]string{plain, "--connect", "localhost"}, exitMisused, "it looks like 127.0.0.1:443"},
		{[]string{plain, "--session-file", "no-such-file"}, exitFailed, "no-such-file"},
		{[]string{plain, "--ca", "no-such-file"}, exitFailed, "no-such-file"},
	} {
		said, code := examine(t, "", test.args...)
		if code != test.code || !strings.Contains(said, test.says) {
			t.Errorf("%q: %d\n%s", test.args, code, said)
		}
	}
}

func rewriteCookie(from, to string) func(*http.Response) error {
	return func(r *http.Response) error {
		for i, line := range r.Header["Set-Cookie"] {
			r.Header["Set-Cookie"][i] = strings.Replace(line, from, to, 1)
		}
		return nil
	}
}
