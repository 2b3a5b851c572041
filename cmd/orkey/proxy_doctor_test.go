//go:build unix

package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/attack"
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
	if code != exitDone || strings.Contains(said, "fails") || !strings.Contains(said, "holds      its public URL is this one\n") || !strings.Contains(said, "it needs somebody who is signed in\n") {
		t.Errorf("%d\n%s", code, said)
	}
	b := p.signIn()
	var pairs []string
	for _, c := range b.client.Jar.Cookies(parse(t, p.url)) {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	session := strings.Join(pairs, "; ")
	said, code = examine(t, "Cookie: "+session+"\n", p.url, "--session-file", "-", "--echo", "/echo", "--open", "/open/", "--json")
	if code != exitDone || strings.Count(said, `"outcome":"holds"`) < 20 || strings.Contains(said, `"outcome":"fails"`) || strings.Contains(said, pairs[0]) {
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
		"no cookies":     {spoil: func(r *http.Response) error { r.Header.Del("Set-Cookie"); return nil }, says: "the proxy in front must pass on Set-Cookie"},
		"another URL":    {says: "it leads people to http://localhost:1: start it with --public-url http://127.0.0.1:"},
		"a strict one":   {spoil: rewriteCookie("SameSite=Lax", "SameSite=Strict"), says: "SameSite=Strict"},
		"another domain": {spoil: rewriteCookie("HttpOnly", "Domain=evil.example"), says: "is for evil.example"},
		"no gateway": {path: func(w http.ResponseWriter, _ *http.Request) bool { w.Write([]byte("hello")); return true },
			says: "the proxy in front must pass on /_orkey/ as it is"},
		"a loop": {path: func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/", http.StatusFound)
			}
			return r.URL.Path == "/"
		}, says: "leads to itself"},
		"who is signed in": {spoil: func(r *http.Response) error {
			if r.StatusCode == http.StatusUnauthorized {
				r.StatusCode = http.StatusOK
			}
			return nil
		}, says: "fails      nothing is served to nobody"},
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
			front = httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: listeningPattern.FindStringSubmatch(p.Said())[1]})
			front.ModifyResponse = test.spoil
			server.Start()
			said, code := examine(t, "", server.URL)
			if code != exitFailed || !strings.Contains(said, test.says) {
				t.Errorf("%d\n%s", code, said)
			}
		})
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
