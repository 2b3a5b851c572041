package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// No script reads the key, and nothing that is logged, shown, sent to a page or
// left in an address holds a key, code, verifier, state or secret.
func TestPitfallSecrets(t *testing.T) {
	t.Parallel()
	for _, store := range []web.Store{nil, new(memory)} {
		var shown bytes.Buffer // all that anybody sees
		s := newSite(t, func(cfg *web.Config) {
			cfg.Store, cfg.API = store, &web.API{}
		})
		see := func(res answer) answer {
			for _, line := range res.header["Set-Cookie"] {
				if !strings.Contains(line, "; HttpOnly") {
					t.Errorf("a script can read %s", line)
				}
			}
			res.header.Del("Set-Cookie")
			shown.WriteString(res.text())
			return res
		}
		b := s.browser()
		authorizeURL := b.begin("/a")
		back := s.approve(authorizeURL)
		callback, err := url.Parse(back)
		if err != nil {
			t.Fatal(err)
		}
		code, state := callback.Query().Get("code"), callback.Query().Get("state")
		for _, path := range []string{
			"/auth/callback?code=" + code, // two attempts would be needed
			"/auth/callback?code=" + code + "&state=x",
			"/auth/callback?code=" + code + "&state=" + state + "&state=" + state,
			"/auth/callback?error=%3Cscript%3Ealert(1)&error_description=%3Cscript%3E&code=" + code,
			"/auth/callback?%zz" + code,
		} {
			if path == "/auth/callback?code="+code {
				b.begin("/b")
			}
			see(b.visit(path))
		}
		see(b.visit(back)).lands(t, "/a")
		key := b.key()
		for _, path := range []string{"/", "/auth/session", "/auth/login", "/auth/logout", "/auth/api/v1/key", "/auth/api/v1/models", "/auth/api/v1/auth/keys", "/auth/nothing"} {
			res := b.fetch("GET", path, "")
			see(res)
			if path != "/auth/login" {
				see(b.visit(path))
			}
		}
		s.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", Status: 500, ContentType: "application/json",
			Body: `{"error":{"message":"bad key ` + key + `"}}`})
		see(b.fetch("POST", "/auth/api/v1/chat/completions", `{}`))
		see(b.visit(back))
		see(b.fetch("POST", "/auth/logout", ""))
		see(b.visit(back))

		// What a program may print of what it holds.
		b.signIn()
		req := httptest.NewRequest("GET", "/", nil)
		for name, value := range b.cookies() {
			req.Header.Add("Cookie", name+"="+value)
		}
		session, err := s.signIn.Session(req)
		if err != nil {
			t.Fatal(err)
		}
		cfg := web.Config{PublicURL: publicURL, Secrets: []web.Secret{secret}}
		for _, v := range []any{session, &session, cfg, &cfg, secret, s.signIn} {
			fmt.Fprintf(&shown, "%v %+v %#v %s %q %x %d", v, v, v, v, v, v, v)
		}
		for _, v := range []any{session, secret} {
			text, err := json.Marshal(v)
			if err != nil {
				t.Error(err)
			}
			shown.Write(text)
			slog.New(slog.NewJSONHandler(&shown, nil)).Info("x", "v", v)
		}

		all := shown.String() + s.logged.String()
		for name, secret := range map[string]string{
			"the first key": key, "its digits": key[9:], "the second key": session.Key.Reveal(), "the code": code, "the state": state,
			"the secret": string(secret), "markup": "<script>",
		} {
			if i := strings.Index(all, secret); i >= 0 {
				t.Errorf("%s is shown: …%s…", name, all[max(0, i-200):i+20])
			}
		}
		if !strings.Contains(s.logged.String(), "signed in") {
			t.Error("nothing is logged")
		}
	}
}

// Pages and redirects of the sign-in leave no trace of an address that held a
// code, are kept nowhere, and load nothing.
func TestPitfallReferer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	back := s.approve(b.begin("/a"))
	for _, path := range []string{"/auth/login", back, back, "/auth/callback?error=access_denied", "/auth/callback?code=x&state=y", "/auth/logout"} {
		res := b.visit(path)
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := res.header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if csp := res.header.Get("Content-Security-Policy"); res.status != 303 && !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") {
			t.Errorf("%s: Content-Security-Policy is %q", path, csp)
		}
	}
}
