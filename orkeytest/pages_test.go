package orkeytest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// consentForm is what a browser posts from the consent page, changed by pairs of name and value.
func consentForm(changes ...string) url.Values {
	form := url.Values{
		"callback_url": {"http://localhost:3000/callback"}, "state": {"s"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"},
		"user": {"user_facadeAda0000000000000000"}, "limit": {""}, "usage_limit_type": {""},
		"decision": {"authorize"},
	}
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func postForm(t *testing.T, target string, form url.Values, header ...string) answer {
	t.Helper()
	return post(t, target, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

func TestConsentForm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		changes  []string
		status   int
		location string // begins so
		body     string // holds this
	}{
		{"authorize", nil, 303, "http://localhost:3000/callback?code=facade_", ""},
		{"authorize, another user", []string{"user", "user_facadeBen0000000000000000"}, 303, "http://localhost:3000/callback?code=", ""},
		{"authorize, with a limit", []string{"limit", "2.50", "usage_limit_type", "daily"}, 303, "http://localhost:3000/callback?code=", ""},
		{"deny", []string{"decision", "deny"}, 303, "http://localhost:3000/callback?error=access_denied", ""},
		{"deny, whatever else is wrong", []string{"decision", "deny", "limit", "x", "user", "nobody"}, 303, "http://localhost:3000/callback?error=access_denied", ""},
		{"headless", []string{"callback_url", ""}, 200, "", `id="code"`},
		{"deny headless", []string{"callback_url", "", "decision", "deny"}, 303, "/", ""},
		{"limit is no amount", []string{"limit", "five"}, 400, "", "The credit limit must be an amount"},
		{"negative limit", []string{"limit", "-5"}, 400, "", "The credit limit must be an amount"},
		{"no decision", []string{"decision", ""}, 400, "", "Press Authorize or Deny"},
		{"unknown user", []string{"user", "nobody"}, 400, "", "Press Authorize or Deny"},
		{"bad port", []string{"callback_url", "https://app.example:8443/"}, 409, "", conflict},
		{"bad port, denied", []string{"callback_url", "https://app.example:8443/", "decision", "deny"}, 409, "", conflict},
		{"custom scheme", []string{"callback_url", "myapp://cb"}, 303, "/?dropped=myapp", ""},
		{"no URL", []string{"callback_url", "nonsense"}, 400, "", "must be absolute"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := orkeytest.NewServer(t)
			got := postForm(t, s.URL+"/auth", consentForm(tt.changes...))
			if got.status != tt.status || !strings.HasPrefix(got.header.Get("Location"), tt.location) || !strings.Contains(got.body, tt.body) {
				t.Errorf("%d %s\n%s", got.status, got.header.Get("Location"), got.body)
			}
		})
	}
}

func TestConsentDecidesOnTheKey(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	form := consentForm("user", "user_facadeBen0000000000000000", "limit", "$ 2.50", "usage_limit_type", "daily", "key_label", "Mine")
	back, err := url.Parse(postForm(t, s.URL+"/auth", form).header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	exchange(t, s, back.Query().Get("code"), verifier, "S256")
	k := s.Keys()[0]
	if k.UserID != "user_facadeBen0000000000000000" || k.Limit == nil || *k.Limit != 2.5 || k.LimitReset != "daily" || k.Label != "Mine" {
		t.Errorf("%+v", k)
	}
}

// TestConsentShowsWhatWasAsked: the form keeps what the person typed when it comes back, and the sign-in it belongs to.
func TestConsentShowsWhatWasAsked(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	asked := get(t, authorizeURL(s.URL, "key_label", "<b>Mine</b>", "limit", "7", "usage_limit_type", "weekly",
		"code_challenge", "", "code_challenge_method", "", "expires_at", "2099-01-01T00:00:00Z"))
	for _, want := range []string{
		"<strong>localhost:3000</strong>/callback", `value="&lt;b&gt;Mine&lt;/b&gt;"`, `name="limit" value="7"`,
		`<option value="weekly" selected>`, `name="state" value="s-t-a-t-e"`, `name="sign_in" value="1"`,
		`name="expires_at" value="2099-01-01T00:00:00Z"`, "No code_challenge",
	} {
		if !strings.Contains(asked.body, want) {
			t.Errorf("no %s in\n%s", want, asked.body)
		}
	}
	again := postForm(t, s.URL+"/auth", consentForm("limit", "lots", "usage_limit_type", "monthly", "sign_in", "1", "user", "user_facadeCyd0000000000000000"))
	for _, want := range []string{`name="limit" value="lots"`, `<option value="monthly" selected>`, `name="sign_in" value="1"`, `<option value="user_facadeCyd0000000000000000" selected>`} {
		if !strings.Contains(again.body, want) {
			t.Errorf("no %s in\n%s", want, again.body)
		}
	}
	if records := s.Requests(); records[0].SignIn != "1" || records[1].SignIn != "1" {
		t.Errorf("sign-ins %s and %s", records[0].SignIn, records[1].SignIn)
	}
}

// TestPagesAreSafe: nobody frames them or posts their forms from elsewhere, and they have no script of their own.
func TestPagesAreSafe(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	key := newKey(t, s, orkeytest.KeySpec{})
	hash := s.Keys()[0].Hash
	for _, path := range []string{"/auth?" + consentForm().Encode(), "/", "/logs", "/keys/" + hash, "/_emulator/", "/nowhere", "/auth"} {
		got := get(t, s.URL+path)
		csp := got.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") ||
			!strings.Contains(csp, "base-uri 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy: %s", path, csp)
		}
		if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Access-Control-Allow-Origin") != "" ||
			got.header.Get("Cross-Origin-Opener-Policy") != "" { // an opener is needed by the pop-up way of signing in
			t.Errorf("%s: %v", path, got.header)
		}
	}
	for _, tt := range []struct {
		name    string
		header  []string
		refused bool
	}{
		{"a program", nil, false},
		{"our page", []string{"Sec-Fetch-Site", "same-origin", "Origin", s.URL}, false},
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, true},
		{"the app", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:3000"}, true},
		{"another site, old browser", []string{"Origin", "https://evil.example"}, true},
	} {
		if got := postForm(t, s.URL+"/auth", consentForm(), tt.header...); (got.status == http.StatusForbidden) != tt.refused {
			t.Errorf("consent posted by %s: %d", tt.name, got.status)
		}
		if !tt.refused {
			continue
		}
		if got := postForm(t, s.URL+"/keys/"+hash, url.Values{"action": {"delete"}}, tt.header...); got.status != http.StatusForbidden {
			t.Errorf("deletion posted by %s: %d", tt.name, got.status)
		}
		if got := postForm(t, s.URL+"/keys/"+hash, url.Values{"action": {"limit"}, "limit": {"9"}}, tt.header...); got.status != http.StatusForbidden || s.Keys()[0].Limit != nil {
			t.Errorf("limit posted by %s: %d", tt.name, got.status)
		}
	}
	keyInfo(t, s, key) // is still there
}

func TestKeyAndLogPages(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	key := newKey(t, s, orkeytest.KeySpec{Label: "Mine"})
	spend(t, s, key)
	hash := s.Keys()[0].Hash
	for _, tt := range []struct {
		path   string
		status int
		want   string
	}{
		{"/", 200, "Mine"},
		{"/settings/credits", 200, "Mine"},
		{"/?dropped=myapp", 200, "myapp"},
		{"/keys/" + hash, 200, "Mine"},
		{"/keys/" + strings.Repeat("0", 64), 404, ""},
		{"/keys/nonsense", 404, ""},
		{"/logs", 200, "emulator/expensive"},
		{"/logs?api_key_hash=" + hash, 200, "emulator/expensive"},
		{"/logs?api_key_hash=nonsense", 404, ""},
		{"/nowhere", 404, "no such page"},
		{"/favicon.ico", 404, ""},
		{"/_emulator", 302, ""},
	} {
		if got := get(t, s.URL+tt.path); got.status != tt.status || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s: %d\n%s", tt.path, got.status, got.body)
		}
	}
	if got := postForm(t, s.URL+"/keys/"+hash, url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("nothing asked: %d", got.status)
	}
	keyInfo(t, s, key)
	got := postForm(t, s.URL+"/keys/"+hash, url.Values{"action": {"delete"}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/keys/"+hash {
		t.Errorf("delete: %d %s", got.status, got.header.Get("Location"))
	}
	if got := get(t, s.URL+"/api/v1/key", bearer(key)...); got.status != http.StatusUnauthorized {
		t.Errorf("deleted: %d", got.status)
	}
	for path, method := range map[string]string{"/": "POST", "/logs": "DELETE", "/auth": "PUT", "/nowhere": "POST"} {
		if got := do(t, newRequest(t, method, s.URL+path, "")); got.status != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: %d", method, path, got.status)
		}
	}
}

// TestKeyPageChangesTheLimit: a key that has spent its limit is used again when the limit is raised.
func TestKeyPageChangesTheLimit(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	key := newKey(t, s, orkeytest.KeySpec{Limit: 0.01})
	page := s.URL + "/keys/" + s.Keys()[0].Hash
	spend(t, s, key)
	if got := get(t, page); !strings.Contains(got.body, `data-level="spent"`) {
		t.Errorf("the limit is not spent:\n%s", got.body)
	}
	for _, tt := range []struct {
		limit, reset string
		status       int // of the form
		chat         int
		want         string // on the page
	}{
		{"five", "daily", 400, 402, `value="five" inputmode="decimal" placeholder="No limit" autocomplete="off" aria-describedby="limit-hint" aria-invalid="true"`},
		{"-1", "", 400, 402, "The credit limit must be an amount"},
		{"0", "", 303, 402, `data-level="spent"`},
		{"$ 2.50", "monthly", 303, 200, "$2.50 monthly"},
		{"9", "yearly", 303, 200, `name="limit" value="9"`},
		{" ", "", 303, 200, "<dd>None</dd>"},
	} {
		got := postForm(t, page, url.Values{"action": {"limit"}, "limit": {tt.limit}, "usage_limit_type": {tt.reset}})
		shown := got.body
		if got.status == http.StatusSeeOther {
			shown = get(t, s.URL+got.header.Get("Location")).body
		}
		if got.status != tt.status || !strings.Contains(shown, tt.want) {
			t.Errorf("%q %s: %d, no %s in\n%s", tt.limit, tt.reset, got.status, tt.want, shown)
		}
		if got := spend(t, s, key); got.status != tt.chat {
			t.Errorf("%q: chat %d, want %d", tt.limit, got.status, tt.chat)
		}
	}
	if k := s.Keys()[0]; k.Limit != nil || k.LimitReset != "" {
		t.Errorf("%+v", k)
	}
	gone := s.URL + "/keys/" + strings.Repeat("0", 64)
	if got := postForm(t, gone, url.Values{"action": {"limit"}, "limit": {"five"}}); got.status != http.StatusSeeOther {
		t.Errorf("no such key: %d", got.status)
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	for _, path := range []string{"/api/v1/auth/keys", "/api/v1/key", chatPath, "/api/v1/nothing"} {
		got := do(t, newRequest(t, "OPTIONS", s.URL+path, "", "Origin", "https://app.example",
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization"))
		h := got.header
		if got.status != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != "*" ||
			h.Get("Access-Control-Allow-Credentials") != "" || h.Get("Access-Control-Max-Age") != "" {
			t.Errorf("%s: %d %v", path, got.status, h)
		}
		methods := strings.Split(h.Get("Access-Control-Allow-Methods"), ",")
		for _, method := range []string{"GET", "OPTIONS", "PATCH", "DELETE", "POST", "PUT"} {
			if !contains(methods, method) {
				t.Errorf("%s: %s is not allowed", path, method)
			}
		}
		headers := strings.Split(h.Get("Access-Control-Allow-Headers"), ", ")
		for _, header := range []string{
			"Authorization", "Content-Type", "HTTP-Referer", "X-Title", "X-OpenRouter-Title", "X-OpenRouter-Categories",
			"X-OpenRouter-App-Visibility", "Idempotency-Key",
			"X-Stainless-Lang", "X-Stainless-Package-Version", "X-Stainless-OS", "X-Stainless-Arch", "X-Stainless-Runtime",
			"X-Stainless-Runtime-Version", "X-Stainless-Retry-Count", "X-Stainless-Timeout", "X-Stainless-Helper-Method",
		} {
			if !contains(headers, header) {
				t.Errorf("%s: %s is not allowed", path, header)
			}
		}
	}
	got := get(t, s.URL+"/api/v1/key", "Origin", "https://app.example")
	if got.header.Get("Access-Control-Allow-Origin") != "*" ||
		got.header.Get("Access-Control-Expose-Headers") != "X-Generation-Id, X-Provider-Name, request-id, cf-ray" {
		t.Errorf("%v", got.header)
	}
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if strings.TrimSpace(item) == s {
			return true
		}
	}
	return false
}
