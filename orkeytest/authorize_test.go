package orkeytest_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

const conflict = "Failed to create or update app while creating auth code"

// TestCallbackRules says for each callback URL where the person ends who authorizes.
func TestCallbackRules(t *testing.T) {
	t.Parallel()
	const (
		back      = iota // at the app
		dashboard        // custom scheme: dropped
		refused          // 409
		odd              // 400: no URL at all
	)
	s := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	for _, tt := range []struct {
		callback string
		ends     int
		at       string // without code
	}{
		{"https://app.example/callback", back, "https://app.example/callback?code=CODE&state=s"},
		{"https://app.example", back, "https://app.example/?code=CODE&state=s"},
		{"https://app.example:443/callback", back, "https://app.example:443/callback?code=CODE&state=s"},
		{"https://app.example:3000/callback", back, "https://app.example:3000/callback?code=CODE&state=s"},
		{"http://localhost/callback", back, "http://localhost/callback?code=CODE&state=s"},
		{"http://localhost:54321/", back, "http://localhost:54321/?code=CODE&state=s"},
		{"http://127.0.0.1:8080/cb", back, "http://127.0.0.1:8080/cb?code=CODE&state=s"},
		{"http://LOCALHOST:8080/cb", back, "http://LOCALHOST:8080/cb?code=CODE&state=s"},
		{"https://app.example/cb?a=1&b=%20x&c", back, "https://app.example/cb?a=1&b=%20x&c&code=CODE&state=s"},
		{"https://app.example/cb?code=old&state=old&a=1", back, "https://app.example/cb?a=1&code=CODE&state=s"},
		{"https://app.example/cb#fragment", back, "https://app.example/cb?code=CODE&state=s"},
		{"https://app.example/cb?a=1#/route?x=y", back, "https://app.example/cb?a=1&code=CODE&state=s"},
		{"https://app.example/cb?", back, "https://app.example/cb?code=CODE&state=s"},
		{"https://app.example/a%2Fb/ü", back, "https://app.example/a%2Fb/%C3%BC?code=CODE&state=s"},

		{"myapp://callback", dashboard, ""},
		{"com.example.app:/callback", dashboard, ""},
		{"javascript:alert(1)", dashboard, ""},
		{"data:text/html,x", dashboard, ""},
		{"file:///etc/passwd", dashboard, ""},

		{"https://app.example:8443/callback", refused, ""},
		{"https://app.example:80/", refused, ""},
		{"https://localhost:8080/", refused, ""},
		{"http://app.example/callback", refused, ""},
		{"http://192.168.1.10:3000/callback", refused, ""},
		{"http://[::1]:3000/callback", refused, ""},
		{"http://localhost.evil.example/", refused, ""},
		{"http://127.0.0.1.evil.example/", refused, ""},
		{"http://127.0.0.2:3000/", refused, ""},
		{"https://user:pass@app.example/", refused, ""},
		{"http://localhost@evil.example/", refused, ""},

		{"nonsense", odd, ""},
		{"/callback", odd, ""},
		{"//app.example/callback", odd, ""},
		{"https://", odd, ""},
		{"https:///callback", odd, ""},
		{"http://local host/", odd, ""},
		{"https://app.example:port/", odd, ""},
	} {
		target := authorizeURL(s.URL, "callback_url", tt.callback, "state", "s")
		got := get(t, target)
		location := regexp.MustCompile(`code=facade_[^&]+`).ReplaceAllString(got.header.Get("Location"), "code=CODE")
		switch tt.ends {
		case back:
			if got.status != http.StatusFound || location != tt.at {
				t.Errorf("%s: %d %s", tt.callback, got.status, location)
			}
		case dashboard:
			if got.status != http.StatusFound || !strings.HasPrefix(location, "/?dropped=") {
				t.Errorf("%s: %d %s, want the dashboard", tt.callback, got.status, location)
			}
		case refused:
			if got.status != http.StatusConflict || !strings.Contains(got.body, conflict) {
				t.Errorf("%s: %d, want 409", tt.callback, got.status)
			}
		case odd:
			if got.status != http.StatusBadRequest {
				t.Errorf("%s: %d %s, want 400", tt.callback, got.status, location)
			}
		}
		if _, err := s.Approve(target); (err == nil) != (tt.ends == back) {
			t.Errorf("%s: Approve: %v", tt.callback, err)
		}
		if _, err := s.Deny(target); (err == nil) != (tt.ends == back) {
			t.Errorf("%s: Deny: %v", tt.callback, err)
		}
	}
}

// TestWhatComesBack says what is in the callback, for each decision and quirk.
func TestWhatComesBack(t *testing.T) {
	t.Parallel()
	always, never := orkeytest.Always, orkeytest.Never
	for _, tt := range []struct {
		name    string
		approve orkeytest.Approve
		quirks  orkeytest.Quirks
		state   string
		want    string
	}{
		{"success", always, orkeytest.Quirks{}, "a b&c=d+é", "code=CODE&state=a+b%26c%3Dd%2B%C3%A9"},
		{"success without state", always, orkeytest.Quirks{}, "", "code=CODE"},
		{"success, state not echoed", always, orkeytest.Quirks{OmitState: true}, "s", "code=CODE"},
		{"denial", never, orkeytest.Quirks{}, "s", "error=access_denied"},
		{"denial, only state comes back", never, orkeytest.Quirks{DenyWithStateOnly: true}, "s", "state=s"},
		{"denial, only state, and none was sent", never, orkeytest.Quirks{DenyWithStateOnly: true}, "", "error=access_denied"},
	} {
		s := orkeytest.NewServer(t, orkeytest.Config{Approve: tt.approve, Quirks: tt.quirks})
		target := authorizeURL(s.URL, "state", tt.state)
		byPage := get(t, target).header.Get("Location")
		decide := s.Deny
		if tt.approve == always {
			decide = func(u string) (string, error) { return s.Approve(u) }
		}
		byCall, err := decide(target)
		if err != nil {
			t.Fatal(err)
		}
		for _, location := range []string{byPage, byCall} {
			got := regexp.MustCompile(`facade_[^&]+`).ReplaceAllString(location, "CODE")
			if got != "http://localhost:3000/callback?"+tt.want {
				t.Errorf("%s: %s", tt.name, got)
			}
		}
	}
}

// TestAuthorizeRefusals are requests that end on a page, however forgiving the emulator is.
func TestAuthorizeRefusals(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	for _, tt := range []struct {
		name   string
		params []string
		want   string
	}{
		{"headless without challenge", []string{"callback_url", "", "code_challenge", ""}, "code_challenge is required"},
		{"unknown method", []string{"code_challenge_method", "S512"}, "must be S256 or plain"},
		{"long label", []string{"key_label", strings.Repeat("ü", 101)}, "at most 100 characters"},
	} {
		if got := get(t, authorizeURL(s.URL, tt.params...)); got.status != http.StatusBadRequest || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s: %d\n%s", tt.name, got.status, got.body)
		}
		if _, err := s.Approve(authorizeURL(s.URL, tt.params...)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: Approve: %v", tt.name, err)
		}
	}
	if got := get(t, authorizeURL(s.URL, "key_label", strings.Repeat("ü", 100))); got.status != http.StatusOK {
		t.Errorf("label of 100 characters: %d", got.status)
	}
	if _, err := s.Approve(s.URL + "/callback?code=x"); err == nil {
		t.Error("Approve took another URL")
	}
	if _, err := s.Approve(authorizeURL(s.URL), orkeytest.Consent{UserID: "user_nobody"}); err == nil {
		t.Error("Approve took an unknown user")
	}
	if _, err := s.Approve(authorizeURL(s.URL), orkeytest.Consent{Limit: -1}); err == nil {
		t.Error("Approve took a negative limit")
	}
}

// TestStrictAuthorize are requests that only the strict emulator refuses.
func TestStrictAuthorize(t *testing.T) {
	t.Parallel()
	lenient := orkeytest.NewServer(t)
	strict := orkeytest.NewServer(t, orkeytest.Config{Strict: true})
	for _, tt := range []struct {
		name   string
		params []string
	}{
		{"unknown parameter", []string{"scope", "all"}},
		{"challenge without method", []string{"code_challenge_method", ""}},
		{"method without challenge", []string{"code_challenge", ""}},
		{"padded challenge", []string{"code_challenge", challenge + "="}},
		{"challenge in base64, not base64url", []string{"code_challenge", strings.Replace(challenge, "-", "+", 1)}},
		{"short plain challenge", []string{"code_challenge", "short", "code_challenge_method", "plain"}},
		{"limit is no amount", []string{"limit", "five"}},
		{"negative limit", []string{"limit", "-1"}},
		{"unknown reset", []string{"usage_limit_type", "hourly"}},
		{"expiry without seconds", []string{"expires_at", "2099-01-01T00:00Z"}},
		{"expiry in the past", []string{"expires_at", "2020-01-01T00:00:00Z"}},
		{"workspace is no UUID", []string{"workspace_id", "mine"}},
	} {
		if got := get(t, authorizeURL(lenient.URL, tt.params...)); got.status != http.StatusOK {
			t.Errorf("%s: lenient: %d", tt.name, got.status)
		}
		if got := get(t, authorizeURL(strict.URL, tt.params...)); got.status != http.StatusBadRequest {
			t.Errorf("%s: strict: %d", tt.name, got.status)
		}
	}
	if got := get(t, authorizeURL(strict.URL)+"&state=twice"); got.status != http.StatusBadRequest {
		t.Errorf("repeated parameter: %d", got.status)
	}
	everything := authorizeURL(strict.URL, "key_label", "Mine", "limit", "2.5", "usage_limit_type", "weekly",
		"expires_at", "2099-01-01T00:00:00Z", "workspace_id", "0df9e665-d932-5740-b2c7-b52af166bc11")
	if got := get(t, everything); got.status != http.StatusOK {
		t.Errorf("everything: %d\n%s", got.status, got.body)
	}
}

func TestWhatTheURLAsksForTheKeyGets(t *testing.T) {
	t.Parallel()
	params := []string{"key_label", "Mine", "limit", "2.5", "usage_limit_type", "weekly", "expires_at", "2099-01-01T00:00:00Z"}
	s := orkeytest.NewServer(t)
	exchange(t, s, approve(t, s, authorizeURL(s.URL, params...)), verifier, "S256")
	k := s.Keys()[0]
	if k.Label != "Mine" || k.App != "localhost:3000" || k.Limit == nil || *k.Limit != 2.5 || k.LimitReset != "weekly" || k.ExpiresAt.Year() != 2099 {
		t.Errorf("as asked: %+v", k)
	}

	exchange(t, s, approve(t, s, authorizeURL(s.URL, params...), orkeytest.Consent{KeyLabel: "Other", Limit: 1, LimitReset: "daily"}), verifier, "S256")
	if k := s.Keys()[0]; k.Label != "Other" || *k.Limit != 1 || k.LimitReset != "daily" {
		t.Errorf("as decided: %+v", k)
	}

	if err := s.Configure(func(c *orkeytest.Config) { c.Quirks.IgnoreLimits = true }); err != nil {
		t.Fatal(err)
	}
	exchange(t, s, approve(t, s, authorizeURL(s.URL, params...)), verifier, "S256")
	if k := s.Keys()[0]; k.Label != "Mine" || k.Limit != nil || k.LimitReset != "" || !k.ExpiresAt.IsZero() {
		t.Errorf("limits ignored: %+v", k)
	}

	exchange(t, s, approve(t, s, authorizeURL(s.URL)), verifier, "S256")
	if k := s.Keys()[0]; k.Label != "localhost:3000" {
		t.Errorf("default label: %q", k.Label)
	}
}

func TestHeadless(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	target := authorizeURL(s.URL, "callback_url", "", "state", "")
	shown := get(t, target)
	code := regexp.MustCompile(`id="code"[^>]*>(facade_[\w-]+)<`).FindStringSubmatch(shown.body)
	if shown.status != http.StatusOK || code == nil {
		t.Fatalf("%d\n%s", shown.status, shown.body)
	}
	if got := exchange(t, s, code[1], verifier, "S256"); got.status != http.StatusOK {
		t.Errorf("the code shown: %d %s", got.status, got.body)
	}
	byCall, err := s.Approve(target)
	if err != nil || !strings.HasPrefix(byCall, "facade_") {
		t.Errorf("Approve: %q, %v", byCall, err)
	}
	if back, err := s.Deny(target); err != nil || back != "" {
		t.Errorf("Deny: %q, %v", back, err)
	}
}

func TestSecretsOfTheCallbackStayInIt(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	got := get(t, authorizeURL(s.URL))
	u, err := url.Parse(got.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	if got.body != "" {
		t.Errorf("the redirect has a body: %q", got.body)
	}
	if got.header.Get("Referrer-Policy") != "no-referrer" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers of the redirect: %v", got.header)
	}
	if !u.Query().Has("code") {
		t.Error("no code")
	}
}
