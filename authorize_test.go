package orkey_test

import (
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
)

func TestAuthorizeURL(t *testing.T) {
	const start = "https://openrouter.ai/auth?callback_url=https%3A%2F%2Fapp.example%2Fcb&code_challenge=" + rfcChallenge + "&code_challenge_method=S256"
	const callback = "https://app.example/cb"
	expires := time.Date(2030, 1, 2, 3, 4, 5, 678, time.FixedZone("", 3600))
	for _, c := range []struct {
		name string
		req  orkey.Request
		want string
	}{
		{"least", orkey.Request{CallbackURL: callback}, start},
		{"headless", orkey.Request{}, "https://openrouter.ai/auth?code_challenge=" + rfcChallenge + "&code_challenge_method=S256"},
		{"headless has no state", orkey.Request{State: "abc"}, "https://openrouter.ai/auth?code_challenge=" + rfcChallenge + "&code_challenge_method=S256"},
		{"state", orkey.Request{CallbackURL: callback, State: "a-b._~9"}, start + "&state=a-b._~9"},
		{"label", orkey.Request{CallbackURL: callback, KeyLabel: "Ada's app & co"}, start + "&key_label=Ada%27s+app+%26+co"},
		{"limit", orkey.Request{CallbackURL: callback, Limit: 2.5}, start + "&limit=2.5"},
		{"small limit", orkey.Request{CallbackURL: callback, Limit: 0.0000001}, start + "&limit=0.0000001"},
		{"large limit", orkey.Request{CallbackURL: callback, Limit: 1e7}, start + "&limit=10000000"},
		{"reset", orkey.Request{CallbackURL: callback, LimitReset: "weekly"}, start + "&usage_limit_type=weekly"},
		{"expiry in UTC with seconds", orkey.Request{CallbackURL: callback, ExpiresAt: expires}, start + "&expires_at=2030-01-02T02%3A04%3A05Z"},
		{"workspaces", orkey.Request{CallbackURL: callback, Workspace: "w1", RequiredWorkspace: "w2"}, start + "&workspace_id=w1&required_workspace_id=w2"},
		{"extra", orkey.Request{CallbackURL: callback, Extra: url.Values{"b": {"2"}, "a": {"1", "&"}}}, start + "&a=1&a=%26&b=2"},
	} {
		got, err := (&orkey.Client{}).AuthorizeURL(c.req, rfcChallenge)
		if err != nil || got != c.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

func TestAuthorizeURLRefuses(t *testing.T) {
	const callback = "https://app.example/cb"
	for _, c := range []struct {
		name      string
		req       orkey.Request
		challenge string
		want      string
	}{
		{"no challenge", orkey.Request{CallbackURL: callback}, "", "challenge"},
		{"the verifier of another length as challenge", orkey.Request{CallbackURL: callback}, strings.Repeat("a", 64), "challenge"},
		{"padded challenge", orkey.Request{CallbackURL: callback}, rfcChallenge[:42] + "=", "challenge"},
		{"state with a space", orkey.Request{CallbackURL: callback, State: "a b"}, rfcChallenge, "State"},
		{"huge state", orkey.Request{CallbackURL: callback, State: strings.Repeat("a", 513)}, rfcChallenge, "State"},
		{"label of 101", orkey.Request{CallbackURL: callback, KeyLabel: strings.Repeat("é", 101)}, rfcChallenge, "100 characters; it has 101"},
		{"label not UTF-8", orkey.Request{CallbackURL: callback, KeyLabel: "\xff"}, rfcChallenge, "KeyLabel"},
		{"negative limit", orkey.Request{CallbackURL: callback, Limit: -1}, rfcChallenge, "Limit"},
		{"limit that is no number", orkey.Request{CallbackURL: callback, Limit: math.NaN()}, rfcChallenge, "Limit"},
		{"endless limit", orkey.Request{CallbackURL: callback, Limit: math.Inf(1)}, rfcChallenge, "Limit"},
		{"unknown reset", orkey.Request{CallbackURL: callback, LimitReset: "yearly"}, rfcChallenge, "LimitReset"},
		{"expired", orkey.Request{CallbackURL: callback, ExpiresAt: time.Unix(1, 0)}, rfcChallenge, "ExpiresAt"},
		{"extra replaces", orkey.Request{CallbackURL: callback, Extra: url.Values{"callback_url": {"https://evil.example"}}}, rfcChallenge, `"callback_url"`},
		{"callback", orkey.Request{CallbackURL: "myapp://cb"}, rfcChallenge, `"myapp"`},
	} {
		got, err := (&orkey.Client{}).AuthorizeURL(c.req, c.challenge)
		if err == nil || got != "" || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q, %v; want one problem with %q", c.name, got, err, c.want)
		}
	}
}

func TestRequestReportsEveryProblem(t *testing.T) {
	_, _, err := (&orkey.Client{BaseURL: "ftp://x"}).Begin(orkey.Request{
		CallbackURL: "http://app.example:80/#f?code=1", KeyLabel: strings.Repeat("x", 101), Limit: -1, LimitReset: "never",
	})
	for _, want := range []string{"base URL", "plain http", "fragment", "KeyLabel", "Limit must", "LimitReset"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error says nothing of %q: %v", want, err)
		}
	}
}

func TestLabelOf100CharactersOfSeveralBytes(t *testing.T) {
	if _, err := (&orkey.Client{}).AuthorizeURL(orkey.Request{KeyLabel: strings.Repeat("界", 100)}, rfcChallenge); err != nil {
		t.Error(err)
	}
}

func TestCheckCallbackURL(t *testing.T) {
	for _, c := range []struct{ in, problem string }{
		{"https://app.example/callback", ""},
		{"https://app.example", ""},
		{"https://app.example:443/cb?tab=2", ""},
		{"https://app.example:3000/cb", ""},
		{"http://localhost:51234/callback/abc", ""},
		{"http://localhost/cb", ""},
		{"http://127.0.0.1:8080/cb", ""},
		{"https://app.example:8443/cb", "not 8443"},
		{"https://localhost:8080/cb", "not 8080"},
		{"http://app.example/cb", "use https"},
		{"http://192.168.1.10:3000/cb", "use https"},
		{"http://[::1]:8080/cb", "write localhost"},
		{"http://127.0.0.2:8080/cb", "write localhost"},
		{"http://app.localhost:8080/cb", "write localhost"},
		{"myapp://callback", `drops the scheme "myapp"`},
		{"urn:ietf:wg:oauth:2.0:oob", "drops the scheme"},
		{"javascript:alert(1)", "drops the scheme"},
		{"/callback", "absolute"},
		{"//app.example/cb", "absolute"},
		{"https:///cb", "absolute"},
		{"", "absolute"},
		{"https://user:pw@app.example/cb", "user name"},
		{"https://app.example/cb#top", "fragment"},
		{"https://app.example/cb#", "fragment"},
		{"https://app.example/cb?code=1", `"code"`},
		{"https://app.example/cb?state=1", `"state"`},
		{"https://app.example/cb?error=1", `"error"`},
		{"https://app.example/cb?a=%zz", "query can't be parsed"},
		{"https://app.example/%zz", "can't be parsed"},
	} {
		err := orkey.CheckCallbackURL(c.in)
		if c.problem == "" && err != nil || c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)) {
			t.Errorf("%s: %v, want %q", c.in, err, c.problem)
		}
	}
}

func TestUncheckedCallbackURL(t *testing.T) {
	_, authorizeURL, err := (&orkey.Client{}).Begin(orkey.Request{CallbackURL: "myapp://cb", UncheckedCallbackURL: true})
	if err != nil || !strings.Contains(authorizeURL, "callback_url=myapp%3A%2F%2Fcb") {
		t.Errorf("%s, %v", authorizeURL, err)
	}
}

func TestBaseURL(t *testing.T) {
	for _, c := range []struct {
		base     string
		insecure bool
		want     string // "" for an error
	}{
		{"", false, "https://openrouter.ai/auth?"},
		{"https://openrouter.ai", false, "https://openrouter.ai/auth?"},
		{"https://openrouter.ai/", false, "https://openrouter.ai/auth?"},
		{"https://openrouter.ai/api/v1", false, "https://openrouter.ai/auth?"},
		{"https://openrouter.ai/api/v1/", false, "https://openrouter.ai/auth?"},
		{"https://proxy.example/or/api/v1", false, "https://proxy.example/or/auth?"},
		{"http://localhost:8787", false, "http://localhost:8787/auth?"},
		{"http://127.0.0.1:8787/api/v1", false, "http://127.0.0.1:8787/auth?"},
		{"http://[::1]:8787", false, "http://[::1]:8787/auth?"},
		{"http://emulator:8787", false, ""},
		{"http://emulator:8787", true, "http://emulator:8787/auth?"},
		{"openrouter.ai", false, ""},
		{"ftp://openrouter.ai", false, ""},
		{"https://", false, ""},
		{"https://user:pw@openrouter.ai", false, ""},
		{"https://openrouter.ai?x=1", false, ""},
		{"https://openrouter.ai#x", false, ""},
		{"https://openrouter.ai/%zz", false, ""},
	} {
		client := &orkey.Client{BaseURL: c.base, InsecureHTTP: c.insecure}
		got, err := client.AuthorizeURL(orkey.Request{}, rfcChallenge)
		if c.want == "" {
			if err == nil || strings.Contains(err.Error(), "pw") {
				t.Errorf("%q: %q, %v; want a refusal without the URL", c.base, got, err)
			}
		} else if err != nil || !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: %q, %v", c.base, got, err)
		}
		api, err := client.APIURL()
		if want := strings.Replace(c.want, "/auth?", "/api/v1", 1); api != want || (err == nil) != (want != "") {
			t.Errorf("%q: API %q, %v; want %q", c.base, api, err, want)
		}
	}
}

func TestOwnersLinks(t *testing.T) {
	key := mustKey(t, testKey)
	client := &orkey.Client{BaseURL: "http://localhost:1/api/v1"}
	if got, want := client.LogsURL(key), "http://localhost:1/logs?api_key_hash="+sha256Hex(testKey); got != want {
		t.Errorf("logs: %s, want %s", got, want)
	}
	if got, want := client.SettingsURL(key), "http://localhost:1/keys/"+sha256Hex(testKey); got != want {
		t.Errorf("settings: %s, want %s", got, want)
	}
	if got := (&orkey.Client{BaseURL: "nonsense"}).SettingsURL(key); got != "" {
		t.Errorf("a bad base URL gives %q", got)
	}
}
