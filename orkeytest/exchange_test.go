package orkeytest_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// zod is the body of a ZodError with issues that are indented as Zod does.
func zod(t *testing.T, issues string) string {
	t.Helper()
	message, err := json.Marshal(issues)
	if err != nil {
		t.Fatal(err)
	}
	return `{"success":false,"error":{"name":"ZodError","message":` + string(message) + `}}`
}

const (
	noCode = `[
  {
    "expected": "string",
    "code": "invalid_type",
    "path": [
      "code"
    ],
    "message": "Invalid input: expected string, received undefined"
  }
]`
	badMethodValue = `[
  {
    "code": "invalid_value",
    "values": [
      "S256",
      "plain"
    ],
    "path": [
      "code_challenge_method"
    ],
    "message": "Invalid option: expected one of \"S256\"|\"plain\""
  }
]`
)

// TestExchangeRefusals is the table of what is known about the exchange, cell by cell and to the letter.
func TestExchangeRefusals(t *testing.T) {
	t.Parallel()
	const (
		asJSON = "application/json"
		asText = "text/plain; charset=UTF-8"
	)
	good := func(code string) string {
		return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"S256"}`
	}
	type want struct {
		status      int
		contentType string
		body        string
	}
	invalidParameters := want{400, asJSON, `{"error":{"message":"Invalid request parameters","code":400}}`}
	badCode := [2]want{
		{400, asJSON, `{"error":{"message":"Invalid code","code":400}}`},
		{403, asJSON, `{"error":{"message":"Invalid code or code_verifier","code":403}}`},
	}
	for _, tt := range []struct {
		name string
		body func(code string) string
		prep func(*orkeytest.Server, string)
		want [2]want // observed, documented
	}{
		{name: "unknown code", body: func(string) string { return good("no-such-code") }, want: badCode},
		{name: "empty code", body: func(string) string { return good("") }, want: badCode},
		{name: "spent code", body: good, want: badCode, prep: func(s *orkeytest.Server, code string) {
			exchange(t, s, code, verifier, "S256")
		}},
		{name: "wrong verifier", want: badCode, body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"wrong","code_challenge_method":"S256"}`
		}},
		{name: "no verifier", want: badCode, body: func(code string) string {
			return `{"code":"` + code + `","code_challenge_method":"S256"}`
		}},
		{name: "wrong verifier under the other name", want: badCode, body: func(code string) string {
			return `{"code":"` + code + `","Code_Verifier":"` + verifier + `","code_challenge_method":"S256"}`
		}},
		{name: "expired code", body: good, want: [2]want{
			badCode[0], {403, asJSON, `{"error":{"message":"Authorization code expired","code":403}}`},
		}, prep: func(s *orkeytest.Server, _ string) { s.Advance(10 * time.Minute) }},
		{name: "long expired code", body: good, want: badCode, prep: func(s *orkeytest.Server, _ string) {
			s.Advance(time.Hour)
			approve(t, s, authorizeURL(s.URL)) // the emulator tidies up when a code is issued
		}},
		{name: "other method", body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"plain"}`
		}, want: [2]want{
			{400, asJSON, `{"error":{"message":"Invalid code_challenge_method","code":400}}`},
			{400, asJSON, `{"error":{"message":"Invalid code_challenge_method","code":400}}`},
		}},
		{name: "no method", body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `"}`
		}, want: [2]want{
			{400, asJSON, `{"error":{"message":"Invalid code_challenge_method","code":400}}`},
			{400, asJSON, `{"error":{"message":"Invalid code_challenge_method","code":400}}`},
		}},
		{name: "unknown code and other method: the code is checked first", want: badCode, body: func(string) string {
			return `{"code":"x","code_verifier":"` + verifier + `","code_challenge_method":"plain"}`
		}},
		{name: "no code", body: func(string) string { return `{"code_verifier":"` + verifier + `"}` },
			want: [2]want{{400, asJSON, zod(t, noCode)}, invalidParameters}},
		{name: "bad value of the method", body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"s256"}`
		}, want: [2]want{{400, asJSON, zod(t, badMethodValue)}, invalidParameters}},
		{name: "malformed JSON", body: func(string) string { return `{"code":` }, want: [2]want{
			{400, asText, "Malformed JSON in request body"},
			{400, asJSON, `{"error":{"message":"Malformed JSON in request body","code":400}}`},
		}},
		{name: "no body", body: func(string) string { return "" }, want: [2]want{
			{400, asText, "Malformed JSON in request body"},
			{400, asJSON, `{"error":{"message":"Malformed JSON in request body","code":400}}`},
		}},
	} {
		for i, behaviour := range []orkeytest.Behaviour{orkeytest.Observed, orkeytest.Documented} {
			t.Run(tt.name+"/"+behaviour.String(), func(t *testing.T) {
				t.Parallel()
				s := orkeytest.NewServer(t, orkeytest.Config{Behaviour: behaviour})
				code := approve(t, s, authorizeURL(s.URL))
				if tt.prep != nil {
					tt.prep(s, code)
				}
				got := post(t, s.URL+"/api/v1/auth/keys", tt.body(code))
				want := tt.want[i]
				if got.status != want.status || got.body != want.body || got.header.Get("Content-Type") != want.contentType {
					t.Errorf("got  %d %s %s\nwant %d %s %s", got.status, got.header.Get("Content-Type"), got.body,
						want.status, want.contentType, want.body)
				}
				if got.header.Get("Access-Control-Allow-Origin") != "*" {
					t.Error("no CORS headers on an error")
				}
			})
		}
	}
}

func TestExchangeMethodNotAllowed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		behaviour orkeytest.Behaviour
		status    int
		allow     string
	}{
		{orkeytest.Observed, http.StatusNotFound, ""},
		{orkeytest.Documented, http.StatusMethodNotAllowed, "POST"},
	} {
		s := orkeytest.NewServer(t, orkeytest.Config{Behaviour: tt.behaviour})
		for _, method := range []string{"GET", "PUT", "DELETE", "PATCH"} {
			got := do(t, newRequest(t, method, s.URL+"/api/v1/auth/keys", ""))
			if got.status != tt.status || got.header.Get("Allow") != tt.allow {
				t.Errorf("%v: %s: %d, Allow %q", tt.behaviour, method, got.status, got.header.Get("Allow"))
			}
		}
	}
}

func TestExchangeGrants(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`^\{"key":"sk-or-v1-facade[0-9a-f]{58}","user_id":("user_[0-9A-Za-z]+"|null)\}$`)
	for _, tt := range []struct {
		name   string
		params []string // of the authorize URL
		body   func(code string) string
		user   string // ID of who consents
		userID string // as JSON
	}{
		{name: "S256", body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"S256"}`
		}},
		{name: "S256 in headless mode", params: []string{"callback_url", ""}, body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"S256"}`
		}},
		{name: "plain", params: []string{"code_challenge", verifier, "code_challenge_method", "plain"}, body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"plain"}`
		}},
		{name: "plain, unsaid", params: []string{"code_challenge", verifier, "code_challenge_method", ""}, body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `"}`
		}},
		{name: "no challenge", params: []string{"code_challenge", "", "code_challenge_method", ""}, body: func(code string) string {
			return `{"code":"` + code + `"}`
		}},
		{name: "no challenge, null method", params: []string{"code_challenge", "", "code_challenge_method", ""}, body: func(code string) string {
			return `{"code":"` + code + `","code_challenge_method":null}`
		}},
		{name: "fields that nobody asked for", body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"S256","grant_type":"authorization_code"}`
		}},
		{name: "a user whose ID is not told", user: "user_facadeCyd0000000000000000", userID: "null", body: func(code string) string {
			return `{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"S256"}`
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := orkeytest.NewServer(t)
			code := approve(t, s, authorizeURL(s.URL, tt.params...), orkeytest.Consent{UserID: tt.user})
			got := post(t, s.URL+"/api/v1/auth/keys", tt.body(code))
			found := key.FindStringSubmatch(got.body)
			if got.status != http.StatusOK || found == nil {
				t.Fatalf("%d %s", got.status, got.body)
			}
			if tt.userID != "" && found[1] != tt.userID {
				t.Errorf("user_id %s, want %s", found[1], tt.userID)
			}
		})
	}
}

func TestRefusedExchangeDoesNotSpendTheCode(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	code := approve(t, s, authorizeURL(s.URL))
	if got := exchange(t, s, code, "wrong", "S256"); got.status != http.StatusBadRequest {
		t.Fatalf("wrong verifier: %d", got.status)
	}
	if got := exchange(t, s, code, verifier, "plain"); got.status != http.StatusBadRequest {
		t.Fatalf("wrong method: %d", got.status)
	}
	s.Advance(10*time.Minute - time.Second)
	if got := exchange(t, s, code, verifier, "S256"); got.status != http.StatusOK {
		t.Errorf("after that, in time: %d %s", got.status, got.body)
	}
}

func TestExchangeBoundsItsBody(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	got := post(t, s.URL+"/api/v1/auth/keys", `{"code":"`+strings.Repeat("x", 64<<10)+`"}`)
	if got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", got.status)
	}
}

func TestCreateCode(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	key := newKey(t, s, orkeytest.KeySpec{})
	for _, tt := range []struct {
		name, auth, body string
		status           int
		want             string // in the body
	}{
		{"good", key, `{"callback_url":"https://app.example/cb","code_challenge":"` + challenge + `","code_challenge_method":"S256","limit":5,"usage_limit_type":"daily","key_label":"Mine"}`,
			200, `"app_id":`},
		{"no callback", key, `{}`, 400, `expected string, received undefined`},
		{"no URL", key, `{"callback_url":"nonsense"}`, 400, `Invalid URL`},
		{"bad port", key, `{"callback_url":"https://app.example:8443/"}`, 409, `Failed to create or update app while creating auth code`},
		{"custom scheme", key, `{"callback_url":"myapp://cb"}`, 409, `Failed to create or update app while creating auth code`},
		{"long label", key, `{"callback_url":"https://app.example/","key_label":"` + strings.Repeat("x", 101) + `"}`, 400, `<=100 characters`},
		{"no key", "", `{"callback_url":"https://app.example/"}`, 401, `No cookie auth credentials found`},
		{"bad key", "sk-or-v1-x", `{"callback_url":"https://app.example/"}`, 401, `User not found.`},
	} {
		got := post(t, s.URL+"/api/v1/auth/keys/code", tt.body, "Authorization", "Bearer "+tt.auth)
		if got.status != tt.status || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s: %d %s", tt.name, got.status, got.body)
		}
		if tt.status != http.StatusOK {
			continue
		}
		var code struct{ Data struct{ ID string } }
		if err := json.Unmarshal([]byte(got.body), &code); err != nil {
			t.Fatal(err)
		}
		if grant := exchange(t, s, code.Data.ID, verifier, "S256"); grant.status != http.StatusOK {
			t.Errorf("exchange: %d %s", grant.status, grant.body)
		}
		if k := s.Keys()[0]; k.Label != "Mine" || k.Limit == nil || *k.Limit != 5 || k.LimitReset != "daily" {
			t.Errorf("key: %+v", k)
		}
	}
}

// TestStrictExchange are bodies that only the strict emulator refuses, whatever the code.
func TestStrictExchange(t *testing.T) {
	t.Parallel()
	strict := orkeytest.NewServer(t, orkeytest.Config{Strict: true})
	for _, tt := range []struct{ name, body, says string }{
		{"unknown field", `{"code":"x","grant_type":"authorization_code"}`, `Unrecognized key: \\\"grant_type\\\"`},
		{"two unknown fields", `{"code":"x","b":1,"a":2}`, `Unrecognized keys: \\\"a\\\", \\\"b\\\"`},
		{"short verifier", `{"code":"x","code_verifier":"short"}`, "Invalid code_verifier"},
		{"long verifier", `{"code":"x","code_verifier":"` + strings.Repeat("x", 129) + `"}`, "Invalid code_verifier"},
		{"verifier in base64", `{"code":"x","code_verifier":"` + strings.Repeat("+", 43) + `"}`, "Invalid code_verifier"},
		{"null verifier", `{"code":"x","code_verifier":null}`, "expected string, received null"},
	} {
		got := post(t, strict.URL+"/api/v1/auth/keys", tt.body)
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, "ZodError") || !strings.Contains(got.body, tt.says) {
			t.Errorf("%s: %d %s", tt.name, got.status, got.body)
		}
	}
	code := approve(t, strict, authorizeURL(strict.URL))
	if got := exchange(t, strict, code, verifier, "S256"); got.status != http.StatusOK {
		t.Errorf("a good one: %d %s", got.status, got.body)
	}
}
