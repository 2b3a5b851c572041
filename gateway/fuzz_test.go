package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

func newPlain(t testing.TB) *gateway.Gateway {
	t.Helper()
	g, err := gateway.New(gateway.Config{SignIn: web.Config{PublicURL: "https://app.example", Secrets: []web.Secret{secret}}, Upstream: "http://127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// No cookie of ours is left in what the app gets, however the line is cut.
func FuzzCookie(f *testing.F) {
	g := newPlain(f)
	for _, seed := range []string{"__Host-orkey=x", "a=b; __Host-orkey=x; c=d", " __Host-orkey =x", `a="; __Host-orkey=x"`, ";;=;", "__Host-orkey", "__Host-orkey-attempt-x=1;a=b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		rest := g.WithoutOurs(line)
		for _, c := range (&http.Request{Header: http.Header{"Cookie": {rest}}}).Cookies() {
			if g.SignIn().OwnsCookie(c.Name) {
				t.Errorf("%q leaves %q", line, rest)
			}
		}
		if again := g.WithoutOurs(rest); again != rest {
			t.Errorf("%q leaves %q, and that %q", line, rest, again)
		}
	})
}

// What package net/http reads as a cookie of ours is not passed on.
func FuzzSetCookie(f *testing.F) {
	g := newPlain(f)
	for _, seed := range []string{"__Host-orkey=x", "=__Host-orkey=x", " __Host-orkey\t=x; Path=/", "a=__Host-orkey=x", "__Host-orkey"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, err := http.ParseSetCookie(line)
		if err == nil && g.SignIn().OwnsCookie(c.Name) && !g.SetsOurs(line) {
			t.Errorf("%q sets %s", line, c.Name)
		}
	})
}

// A header that something like CGI would take for a reserved one is one.
func FuzzReserved(f *testing.F) {
	for _, seed := range []string{"X-OpenRouter-User", "x_openrouter_user", "X.OpenRouter.Key", "X-Forwarded-Whatever", "Forwarded", "Proxy", "X-OpenRouter-Title", "Accept"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		cgi := strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
				return r
			}
			return '_'
		}, strings.ToUpper(name))
		want := false
		switch cgi {
		case "X_OPENROUTER_USER", "X_OPENROUTER_KEY", "FORWARDED", "X_REAL_IP", "PROXY":
			want = true
		}
		if want = want || strings.HasPrefix(cgi, "X_FORWARDED_") && len(name) <= 32; want && isASCII(name) && !gateway.IsReserved(name) {
			t.Errorf("%q is not reserved", name)
		}
	})
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
}

// Whatever a client sends, the id in the log is one, and the header for the app
// has it.
func FuzzTrace(f *testing.F) {
	for _, seed := range []string{"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-holds", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		id, fresh := gateway.Trace(http.Header{"Traceparent": {value}})
		if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || strings.Trim(id, "0") == "" {
			t.Errorf("%q gives the id %q", value, id)
		}
		if fresh == "" && !strings.HasPrefix(value[3:], id) || fresh != "" && fresh[3:35] != id {
			t.Errorf("%q gives the id %q and the header %q", value, id, fresh)
		}
	})
}

func FuzzUsers(f *testing.F) {
	for _, seed := range []string{"user_2yZT0tVqkUvKpTKjdrJZkBfCfdg\n", "# nobody\n", "user_a # Ada\r\nuser_b", "a@example.com", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		ids, err := gateway.ParseUsers(text)
		if err == nil && (len(ids) == 0 || ids[""]) {
			t.Errorf("%q names %v", text, ids)
		}
		for id := range ids {
			if !strings.HasPrefix(id, "user_") || strings.ContainsAny(id, " #\n") {
				t.Errorf("%q names %q", text, id)
			}
		}
	})
}
