package orkeytest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// FuzzCallbackURL: whatever an app gives, nobody is sent anywhere but to that very host, with a code that works.
func FuzzCallbackURL(f *testing.F) {
	for _, seed := range []string{
		"https://app.example/cb?a=1#x", "http://localhost:3000", "myapp://x", "https://a@b/", "//x", "https:x", "http://[::1]/",
		"https://app.example/\\evil.example", "https://app.example/?code=1&code=%zz;&", "https://a\t.example/", "https://ü.example/ü",
		"http://localhost#@evil.example/", "http://localhost?@evil.example/", "https://app.example:3000\r\nX: y",
	} {
		f.Add(seed)
	}
	e, err := orkeytest.New(orkeytest.Config{Approve: orkeytest.Always})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, callback string) {
		w := httptest.NewRecorder()
		q := url.Values{"callback_url": {callback}, "state": {"s"}}
		e.ServeHTTP(w, httptest.NewRequest("GET", "/auth?"+q.Encode(), nil))
		location := w.Header().Get("Location")
		if w.Code != http.StatusFound || strings.HasPrefix(location, "/?dropped=") {
			return
		}
		asked, err1 := url.Parse(callback)
		sent, err2 := url.Parse(location)
		if err1 != nil || err2 != nil || sent.Scheme != asked.Scheme || sent.Host != asked.Host || sent.User != nil || sent.Fragment != "" {
			t.Fatalf("%q leads to %q", callback, location)
		}
		if strings.ContainsFunc(location, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Fatalf("%q leads to a Location that is no header: %q", callback, location)
		}
		got := sent.Query()
		if len(got["code"]) != 1 || len(got["state"]) != 1 || got.Get("state") != "s" {
			t.Fatalf("%q leads to %q", callback, location)
		}
	})
}

// FuzzExchange: no body brings a key, and what is answered is one of the known shapes.
func FuzzExchange(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `{}`, `null`, `[]`, `"x"`, `1`, `{"code":null}`, `{"code":"x","code_verifier":1}`, `{"code":"x","code_challenge_method":"S256"}`,
		`{"code":"x","code":{}}`, `{"code":"` + strings.Repeat("x", 1000) + `"}`, "\xff", `{"code":"\ud800"}`,
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	observed, err := orkeytest.New(orkeytest.Config{MaxRequests: 10})
	if err != nil {
		f.Fatal(err)
	}
	documented, err := orkeytest.New(orkeytest.Config{Behaviour: orkeytest.Documented, Strict: true, MaxRequests: 10})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, strict bool) {
		e := observed
		if strict {
			e = documented
		}
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest("POST", "/api/v1/auth/keys", strings.NewReader(body)))
		switch w.Code {
		case 400, 403, 413:
		default:
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w.Header().Get("Content-Type") == "application/json" && !json.Valid(w.Body.Bytes()) {
			t.Fatalf("no JSON: %s", w.Body)
		}
		e.Requests()
	})
}

// FuzzInference: every body is answered, with JSON or a stream of JSON, and never with a server error.
func FuzzInference(f *testing.F) {
	for _, seed := range []string{
		`{"model":"a/b","messages":[{"role":"user","content":"x"}]}`, `{"input":[{"role":"user","content":[{"text":"x"}]}]}`,
		`{"messages":[{"role":"assistant","tool_calls":[{}]}],"tools":[1]}`, `{"stream":true,"prompt":"\u0000","stop":[""]}`,
		`{"max_tokens":1e300,"messages":[[]]}`, `{"model":{},"models":[null],"messages":7}`, `{"stream":true,"input":"a","tools":[{"type":"function"}],"metadata":{"a":1}}`,
	} {
		f.Add(seed, false, true)
		f.Add(seed, true, false)
	}
	lenient, err := orkeytest.New(orkeytest.Config{})
	if err != nil {
		f.Fatal(err)
	}
	strict, err := orkeytest.New(orkeytest.Config{Strict: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, isStrict, chat bool) {
		e, path := lenient, responsesPath
		if isStrict {
			e = strict
		}
		if chat {
			path = chatPath
		}
		if strings.Contains(body, "emulator") {
			return // a fault would be played
		}
		key, err := e.NewKey(orkeytest.KeySpec{})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), "POST", path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+key)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		switch w.Header().Get("Content-Type") {
		case "application/json":
			if !json.Valid(w.Body.Bytes()) {
				t.Fatalf("no JSON: %s", w.Body)
			}
		case "text/event-stream":
			for _, data := range events(t, w.Body.String()) {
				if data != "[DONE]" && !json.Valid([]byte(data)) {
					t.Fatalf("no JSON: %s", data)
				}
			}
		}
	})
}

// FuzzControl: no body that a control route takes brings the emulator down or makes it hang.
func FuzzControl(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"url":"/auth?callback_url=https://x/"}`, `{"advance":"1h"}`, `{"set":"2027-01-31T12:00:00Z"}`, `{"status":500,"path":"/x*"}`,
		`{"header":{"":""},"serve":-1,"status":200,"path":"/x"}`, `{"label":"x","limit":1e308}`, `{"users":[{}],"quirks":null}`, `{"token_delay":"-1s"}`,
		`{"behaviour":"documented","hosts":["x"]}`, `do=fault&kind=status&status=500`, `do=advance&value=-1h`,
	} {
		f.Add("faults", seed)
		f.Add("settings", seed)
		f.Add("", seed)
	}
	f.Fuzz(func(t *testing.T, route, body string) {
		e := newEmulator(t, orkeytest.Config{})
		for _, method := range []string{"POST", "PATCH"} {
			u := url.URL{Path: "/_emulator/" + route}
			r := httptest.NewRequest(method, u.String(), strings.NewReader(body))
			r.Host = "localhost"
			if strings.HasPrefix(body, "do=") {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			w := httptest.NewRecorder()
			if e.ServeHTTP(w, r); w.Code >= 500 {
				t.Fatalf("%s %s: %d %s", method, route, w.Code, w.Body)
			}
		}
		w := httptest.NewRecorder()
		if e.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/_emulator/", nil)); w.Code != http.StatusOK {
			t.Fatalf("the live page: %d", w.Code)
		}
	})
}
