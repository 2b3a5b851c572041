package orkeytest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// TestNoSecretIsShown walks every way of signing in and using a key, well and badly, and looks for the secrets in
// everything that the emulator shows afterwards.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	s := orkeytest.NewServer(t, orkeytest.Config{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	const state = "the-state-that-nobody-else-may-know"
	const plain = "a-plain-challenge-is-the-verifier-and-so-a-secret"
	secrets := []string{verifier, state, plain, "nonce-of-the-callback", "sk-or-v1-" + strings.Repeat("4", 64), "another-secret-code"}

	grant := func(a answer) string {
		var g struct{ Key string }
		if json.Unmarshal([]byte(a.body), &g) == nil && g.Key != "" {
			secrets = append(secrets, g.Key)
		}
		return g.Key
	}
	callback := []string{"callback_url", "http://localhost:3000/cb?nonce=nonce-of-the-callback", "state", state}
	form := url.Values{
		"callback_url": {"http://localhost:3000/cb?nonce=nonce-of-the-callback"}, "state": {state}, "decision": {"authorize"},
		"code_challenge": {plain}, "code_challenge_method": {"plain"},
	}
	asForm := []string{"Content-Type", "application/x-www-form-urlencoded"}

	get(t, authorizeURL(s.URL, callback...))
	get(t, authorizeURL(s.URL, "code_challenge", plain, "code_challenge_method", "plain"))
	get(t, s.URL+"/auth?"+verifier)
	back := post(t, s.URL+"/auth", form.Encode(), asForm...)
	u, err := url.Parse(back.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, u.Query().Get("code"))
	form.Del("callback_url")
	post(t, s.URL+"/auth", form.Encode(), asForm...) // shows a code
	form.Set("limit", "nonsense")
	post(t, s.URL+"/auth", form.Encode(), asForm...)

	code := approve(t, s, authorizeURL(s.URL, callback...))
	secrets = append(secrets, code)
	for _, body := range []string{
		`{"code":"` + code + `","code_verifier":"` + verifier + `","code_challenge_method":"plain"}`,
		`{"code":"` + code + `","verifier":"` + verifier + `","nested":{"a":["` + verifier + `"]}}`,
		`{"code":"another-secret-code"}`,
		`{"code":["` + code + `"],"code_challenge_method":"` + verifier + `x"}`,
		`code=` + code + `&code_verifier=` + verifier,
		`{"code":"` + code + `","code_verifier":"` + verifier,
		code,
		`["` + verifier + `"]`,
	} {
		post(t, s.URL+"/api/v1/auth/keys", body)
	}
	post(t, s.URL+"/api/v1/auth/keys", `code=`+code+`&code_verifier=`+verifier, asForm...)
	post(t, s.URL+"/api/v1/auth/keys?code="+code+"&code_verifier="+verifier, "")
	key := grant(exchange(t, s, code, verifier, "S256"))
	exchange(t, s, code, verifier, "S256")

	for _, auth := range []string{"Bearer " + key, "bearer " + key, "Basic " + key, key, "Bearer sk-or-v1-" + strings.Repeat("4", 64)} {
		get(t, s.URL+"/api/v1/key", "Authorization", auth, "X-Api-Key", key, "Cookie", "key="+key,
			"Referer", "http://localhost:3000/cb?code="+code+"&state="+state, "User-Agent", "agent "+key, "HTTP-Referer", "https://app.example/?k="+state)
		post(t, s.URL+chatPath, `{"model":"a/b","messages":[{"role":"user","content":"my key is `+key+` and my code `+code+`"}],"api_key":"`+key+`"}`, "Authorization", auth)
		post(t, s.URL+chatPath, `{"model":"a/b","stream":true,"messages":[{"role":"user","content":"`+key+`"}]}`, "Authorization", auth)
		post(t, s.URL+chatPath, `{"model":"`+key+`","messages":[{"role":"user","content":"x"}]`, "Authorization", auth)
	}
	post(t, s.URL+"/api/v1/auth/keys/code", `{"callback_url":"https://app.example/?nonce=nonce-of-the-callback","code_challenge":"`+plain+`","code_challenge_method":"plain"}`, bearer(key)...)
	get(t, s.URL+"/keys/"+key)
	get(t, s.URL+"/logs?api_key_hash="+key)
	get(t, s.URL+"/"+key+"?"+key+"="+key)
	newKey(t, s, orkeytest.KeySpec{Label: "label " + key})
	post(t, s.URL+"/_emulator/keys", `{"label":"`+key+`","nonsense":"`+key+`"}`)

	shown := map[string]string{"log": logged.String()}
	records, err := json.Marshal(s.Requests())
	if err != nil {
		t.Fatal(err)
	}
	shown["Requests"] = string(records)
	shown["Keys, Rules, Config"] = fmt.Sprintf("%+v %+v %+v", s.Keys()[1:], s.Rules(), s.Config())
	for _, path := range []string{"/", "/logs", "/keys/" + s.Keys()[1].Hash, "/_emulator/", "/_emulator/requests", "/_emulator/settings"} {
		shown[path] = get(t, s.URL+path).body
	}
	shown["/_emulator/events"] = readEvents(t, s, "", "record", len(s.Requests()))
	for where, text := range shown {
		if len(text) < 50 {
			t.Errorf("%s is empty", where)
		}
		for _, secret := range secrets {
			if secret == "" {
				t.Fatal("a secret is missing")
			}
			text = strings.ReplaceAll(text, "label "+secret, "") // a name that the test itself gave
			if i := strings.Index(text, secret); i >= 0 {
				t.Errorf("%s shows a secret: …%s…", where, text[max(0, i-200):min(len(text), i+200)])
			}
		}
	}
}

// TestRequestsTellEnough: what is covered is covered, and the rest is there.
func TestRequestsTellEnough(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always, Now: fixed})
	back, err := url.Parse(get(t, authorizeURL(s.URL, "key_label", "Mine", "callback_url", "http://localhost:3000/cb?a=b")).header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	grant := exchange(t, s, back.Query().Get("code"), verifier, "S256")
	var g struct{ Key string }
	if err := json.Unmarshal([]byte(grant.body), &g); err != nil {
		t.Fatal(err)
	}
	post(t, s.URL+chatPath, `{"model":"a/b","messages":[{"role":"user","content":"Hello"}]}`, bearer(g.Key)...)
	exchange(t, s, "unknown", verifier, "S256")

	records := settled(s)
	if len(records) != 4 {
		t.Fatalf("%d records", len(records))
	}
	hash := s.Keys()[0].Hash
	for i, want := range []struct {
		signIn, path, note, request, answer, label, hash, model string
		status                                                  int
	}{
		{signIn: "1", path: "/auth?callback_url=http://localhost:3000/cb?a=…&code_challenge=…&code_challenge_method=S256&key_label=Mine&state=…", status: 302, label: "Mine"},
		{signIn: "1", path: "/api/v1/auth/keys", status: 200, label: "Mine", hash: hash,
			request: `{"code":"…","code_challenge_method":"S256","code_verifier":"…"}`,
			answer:  `{"key":"…","user_id":"user_facadeAda0000000000000000"}`},
		{signIn: "1", path: chatPath, status: 200, label: "Mine", hash: hash, model: "a/b",
			request: `{"model":"a/b","messages":[{"role":"user","content":"Hello"}]}`, answer: `"content":"You said: Hello"`},
		{path: "/api/v1/auth/keys", status: 400, note: "no such code; Invalid code",
			answer: `{"error":{"message":"Invalid code","code":400}}`},
	} {
		r := records[i]
		if r.SignIn != want.signIn || r.Path != want.path || r.Status != want.status || r.Note != want.note || !r.Done ||
			r.KeyLabel != want.label || r.KeyHash != want.hash || r.Model != want.model || !r.Time.Equal(fixed()) ||
			want.request != "" && r.Request.Body != want.request || !strings.Contains(r.Answer.Body, want.answer) {
			t.Errorf("record %d: %+v", i, r)
		}
	}
	if h := records[2].Request.Header; h.Get("Authorization") != "Bearer …" || h.Get("Content-Type") != "application/json" {
		t.Errorf("header: %v", h)
	}
	if h := records[0].Answer.Header; h.Get("Location") != "http://localhost:3000/cb?a=…&code=…&state=…" {
		t.Errorf("header: %v", h)
	}
}

// settled returns the log once every answer in it is complete, which is noted a moment after the client has it.
func settled(s *orkeytest.Server) []orkeytest.Record {
	for {
		records := s.Requests()
		if !slices.ContainsFunc(records, func(r orkeytest.Record) bool { return !r.Done }) {
			return records
		}
		runtime.Gosched()
	}
}

func TestTheLogIsBounded(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{MaxRequests: 3})
	for range 5 {
		get(t, s.URL+"/api/v1/models")
	}
	post(t, s.URL+chatPath, `{"messages":[{"role":"user","content":"`+strings.Repeat("x", 100_000)+`"}]}`, bearer(newKey(t, s, orkeytest.KeySpec{}))...)
	records := settled(s)
	if len(records) != 3 || records[0].ID != 4 || records[2].ID != 6 {
		t.Errorf("%d records, the first is %d", len(records), records[0].ID)
	}
	if r := records[2]; !r.Request.Cut || !r.Answer.Cut || len(r.Request.Body) > 20_000 || len(r.Answer.Body) > 20_000 {
		t.Errorf("bodies of %d and %d bytes", len(r.Request.Body), len(r.Answer.Body))
	}
	s.Reset()
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d records after Reset", n)
	}
	get(t, s.URL+"/api/v1/models")
	if records := settled(s); len(records) != 1 || records[0].Status != http.StatusOK {
		t.Errorf("after Reset: %+v", records)
	}
}

func TestRequestUnderWayIsShown(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	rule := s.Inject(orkeytest.Fault{Hang: true, KeyLabel: "Mine"})
	key := newKey(t, s, orkeytest.KeySpec{Label: "Mine"})
	ctx, cancel := context.WithCancel(t.Context())
	req := newRequest(t, "GET", s.URL+"/api/v1/key", "", bearer(key)...).WithContext(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
		}
	}()
	if err := rule.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown := readEvents(t, s, "", "record", 1)
	for !strings.Contains(shown, "fault: hang") { // the record is told a moment after the rule
		shown = readEvents(t, s, "", "record", 1)
	}
	if r := s.Requests()[0]; r.Done || r.Status != 0 || r.KeyLabel != "Mine" || r.Note != "fault: hang" {
		t.Errorf("%+v", r)
	}
	cancel()
	<-ended
}
