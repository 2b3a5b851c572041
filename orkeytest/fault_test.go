package orkeytest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

func TestFaultSkipsServesAndIsOver(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	rule := s.Inject(orkeytest.Fault{Path: "/api/v1/models", Skip: 2, Serve: 3, Status: 503})
	var got []int
	for range 7 {
		got = append(got, get(t, s.URL+"/api/v1/models").status)
		get(t, s.URL+"/api/v1/nothing") // does not count
	}
	if want := []int{200, 200, 503, 503, 503, 200, 200}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if rule.Served() != 3 || len(s.Rules()) != 0 {
		t.Errorf("served %d, %d rules left", rule.Served(), len(s.Rules()))
	}
}

func TestFaultMatches(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	ada := newKey(t, s, orkeytest.KeySpec{Label: "Ada's"})
	cyd := newKey(t, s, orkeytest.KeySpec{UserID: "user_facadeCyd0000000000000000"})
	chat := func(model, key string) *http.Request {
		return newRequest(t, "POST", s.URL+chatPath, `{"model":"`+model+`","messages":[{"role":"user","content":"x"}]}`, bearer(key)...)
	}
	info := func(key string) *http.Request { return newRequest(t, "GET", s.URL+"/api/v1/key", "", bearer(key)...) }
	for _, tt := range []struct {
		name  string
		fault orkeytest.Fault
		req   *http.Request
		want  bool
	}{
		{"anything", orkeytest.Fault{}, info(ada), true},
		{"a page", orkeytest.Fault{Path: "/"}, newRequest(t, "GET", s.URL+"/", ""), true},
		{"method", orkeytest.Fault{Method: "get"}, info(ada), true},
		{"other method", orkeytest.Fault{Method: "POST"}, info(ada), false},
		{"path", orkeytest.Fault{Path: "/api/v1/key"}, info(ada), true},
		{"part of the path", orkeytest.Fault{Path: "/api/v1/ke"}, info(ada), false},
		{"prefix", orkeytest.Fault{Path: "/api/*"}, info(ada), true},
		{"other prefix", orkeytest.Fault{Path: "/auth*"}, info(ada), false},
		{"model", orkeytest.Fault{Model: "a/b"}, chat("a/b", ada), true},
		{"other model", orkeytest.Fault{Model: "a/b"}, chat("a/c", ada), false},
		{"label", orkeytest.Fault{KeyLabel: "Ada's"}, info(ada), true},
		{"other label", orkeytest.Fault{KeyLabel: "Ada's"}, info(cyd), false},
		{"user", orkeytest.Fault{UserID: "user_facadeCyd0000000000000000"}, info(cyd), true},
		{"other user", orkeytest.Fault{UserID: "user_facadeCyd0000000000000000"}, info(ada), false},
		{"without a key", orkeytest.Fault{KeyLabel: "Ada's"}, newRequest(t, "GET", s.URL+"/api/v1/key", ""), false},
	} {
		tt.fault.Status = http.StatusTeapot
		rule := s.Inject(tt.fault)
		if got := do(t, tt.req).status == http.StatusTeapot; got != tt.want {
			t.Errorf("%s: played %t, want %t", tt.name, got, tt.want)
		}
		rule.Remove()
	}
	// Of a sign-in: the label is known by the code.
	s.Inject(orkeytest.Fault{KeyLabel: "Mine", Path: "/api/v1/auth/keys", Status: 500})
	other := approve(t, s, authorizeURL(s.URL))
	mine := approve(t, s, authorizeURL(s.URL, "key_label", "Mine"))
	if got := exchange(t, s, other, verifier, "S256"); got.status != http.StatusOK {
		t.Errorf("other: %d", got.status)
	}
	if got := exchange(t, s, mine, verifier, "S256"); got.status != http.StatusInternalServerError {
		t.Errorf("mine: %d", got.status)
	}
	if got := exchange(t, s, mine, verifier, "S256"); got.status != http.StatusOK {
		t.Errorf("mine, again: %d", got.status)
	}
}

func TestFaultAnswers(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	for _, tt := range []struct {
		name        string
		fault       orkeytest.Fault
		status      int
		contentType string
		body        string
	}{
		{"status", orkeytest.Fault{Status: 503}, 503, "application/json", `{"error":{"message":"No instances available","code":503}}`},
		{"out of credits", orkeytest.Fault{Status: 402}, 402, "application/json", `{"error":{"message":"Insufficient credits. Add more using https://openrouter.ai/settings/credits","code":402,"metadata":{"limit_source":"openrouter_credits"}}}`},
		{"in flight", orkeytest.Fault{Status: 402, LimitSource: "openrouter_in_flight_budget"}, 402, "application/json", `{"error":{"message":"Too many requests in flight for your balance. Wait for some of them and try again.","code":402,"metadata":{"limit_source":"openrouter_in_flight_budget"}}}`},
		{"body", orkeytest.Fault{Status: 200, Body: `{"key":""}`}, 200, "application/json", `{"key":""}`},
		{"HTML", orkeytest.Fault{Status: 502, Body: "<p>", ContentType: "text/html"}, 502, "text/html", "<p>"},
		{"empty body", orkeytest.Fault{Status: 200, ContentType: "application/json"}, 200, "application/json", ""},
		{"redirect", orkeytest.Fault{Status: 307, Header: map[string]string{"Location": "https://evil.example/"}}, 307, "application/json", `{"error":{"message":"Temporary Redirect","code":307}}`},
	} {
		s.Inject(tt.fault)
		got := post(t, s.URL+"/api/v1/auth/keys", `{`)
		if got.status != tt.status || got.header.Get("Content-Type") != tt.contentType || got.body != tt.body {
			t.Errorf("%s: %d %s %s", tt.name, got.status, got.header.Get("Content-Type"), got.body)
		}
		if got.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: no CORS", tt.name)
		}
	}
	s.Inject(orkeytest.Fault{Header: map[string]string{"Access-Control-Allow-Origin": "", "X-Extra": "yes"}})
	got := get(t, s.URL+"/api/v1/models")
	if got.status != http.StatusOK || got.header.Get("X-Extra") != "yes" || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("header: %d %v", got.status, got.header)
	}
}

func TestFaultsOfTheConnection(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)

	s.Inject(orkeytest.Fault{Path: "/api/v1/models", ResetConnection: true})
	_, err := client.Do(newRequest(t, "GET", s.URL+"/api/v1/models", ""))
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("reset: %v", err)
	}

	s.Inject(orkeytest.Fault{Path: "/api/v1/models", Truncate: true})
	res, err := client.Do(newRequest(t, "GET", s.URL+"/api/v1/models", ""))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if !errors.Is(err, io.ErrUnexpectedEOF) || len(body) == 0 {
		t.Errorf("truncated: %d bytes, %v", len(body), err)
	}

	rule := s.Inject(orkeytest.Fault{Path: "/api/v1/models", Hang: true})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := client.Do(newRequest(t, "GET", s.URL+"/api/v1/models", "").WithContext(ctx))
		done <- err
	}()
	if err := rule.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("hang: %v", err)
	}
}

// TestCloseEndsWhatHangs: a server with a request that hangs closes at once.
func TestCloseEndsWhatHangs(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	rule := s.Inject(orkeytest.Fault{Hang: true})
	done := make(chan error, 1)
	go func() {
		_, err := http.Get(s.URL + "/api/v1/models")
		done <- err
	}()
	if err := rule.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := <-done; err == nil {
		t.Error("the request was answered")
	}
}

// serve calls the handler and tells whether it cut the connection.
func serve(e http.Handler, r *http.Request) (w *httptest.ResponseRecorder, aborted bool) {
	w = httptest.NewRecorder()
	defer func() {
		if v := recover(); v != nil {
			if v != http.ErrAbortHandler {
				panic(v)
			}
			aborted = true
		}
	}()
	e.ServeHTTP(w, r)
	return w, false
}

func newEmulator(t *testing.T, cfg orkeytest.Config) *orkeytest.Emulator {
	t.Helper()
	e, err := orkeytest.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func chatRequest(t *testing.T, e *orkeytest.Emulator, path, model, extra string) *http.Request {
	t.Helper()
	key, err := e.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	body := `{"model":"` + model + `","messages":[{"role":"user","content":"a b c d"}],"input":"a b c d"` + extra + `}`
	r := httptest.NewRequestWithContext(t.Context(), "POST", path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	return r
}

// TestDelaysAreReal: they pass in the time of the bubble, which the emulator's clock is not.
func TestDelaysAreReal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEmulator(t, orkeytest.Config{Now: fixed, TokenDelay: time.Second})
		took := func(r *http.Request) time.Duration {
			start := time.Now()
			serve(e, r)
			return time.Since(start)
		}
		models := httptest.NewRequest("GET", "/api/v1/models", nil)
		if d := took(models); d != 0 {
			t.Errorf("no delay: %v", d)
		}
		e.Inject(orkeytest.Fault{Delay: 3 * time.Second})
		if d := took(models); d != 3*time.Second {
			t.Errorf("delay: %v", d)
		}
		const tokens = 6 // "You said: a b c d"
		if d := took(chatRequest(t, e, chatPath, "a/b", `,"stream":true`)); d != tokens*time.Second {
			t.Errorf("stream: %v", d)
		}
		if d := took(chatRequest(t, e, chatPath, "a/b", "")); d != time.Second {
			t.Errorf("not streamed: %v", d)
		}
		if d := took(chatRequest(t, e, chatPath, "emulator/slow", `,"stream":true`)); d != 2*time.Second+tokens*250*time.Millisecond {
			t.Errorf("slow: %v", d)
		}
		e.Inject(orkeytest.Fault{Model: "a/b", TokenDelay: time.Minute})
		if d := took(chatRequest(t, e, responsesPath, "a/b", `,"stream":true`)); d != tokens*time.Minute {
			t.Errorf("slow tokens: %v", d)
		}
		if !e.Now().Equal(fixed()) {
			t.Errorf("the emulator's clock moved: %v", e.Now())
		}
	})
}

func TestHangEndsWithTheClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEmulator(t, orkeytest.Config{})
		e.Inject(orkeytest.Fault{Hang: true})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		w, aborted := serve(e, httptest.NewRequestWithContext(ctx, "GET", "/api/v1/models", nil))
		if !aborted || time.Since(start) != time.Hour || w.Body.Len() != 0 {
			t.Errorf("aborted %t after %v", aborted, time.Since(start))
		}
	})
}

// TestFaultsOfStreams says what comes of a stream "You said: a b c d", and whether it is cut.
func TestFaultsOfStreams(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		fault    orkeytest.Fault
		said     string
		aborted  bool
		contains string // in the last data
	}{
		{"truncated in half", orkeytest.Fault{Truncate: true}, "You said: a", true, ""},
		{"truncated at once", orkeytest.Fault{Truncate: true, AfterTokens: 1}, "You", true, ""},
		{"truncated late", orkeytest.Fault{Truncate: true, AfterTokens: 100}, "You said: a b c", true, ""},
		{"error in half", orkeytest.Fault{StreamError: true}, "You said: a", false, "Provider disconnected unexpectedly"},
		{"error late", orkeytest.Fault{StreamError: true, AfterTokens: 4}, "You said: a b", false, "Provider disconnected unexpectedly"},
		{"no [DONE]", orkeytest.Fault{NoDone: true}, "You said: a b c d", false, `"usage"`},
	} {
		for _, path := range []string{chatPath, responsesPath} {
			e := newEmulator(t, orkeytest.Config{})
			r := chatRequest(t, e, path, "emulator/expensive", `,"stream":true`)
			e.Inject(tt.fault)
			w, aborted := serve(e, r)
			if aborted != tt.aborted || w.Code != http.StatusOK {
				t.Errorf("%s %s: %d, aborted %t", path, tt.name, w.Code, aborted)
			}
			whole, rest := w.Body.String(), ""
			if i := strings.LastIndex(whole, "\n\n"); i >= 0 {
				whole, rest = whole[:i+2], whole[i+2:]
			}
			if tt.aborted && rest == "" {
				t.Errorf("%s %s: not cut inside of an event", path, tt.name)
			}
			data := events(t, whole)
			if said := readStream(t, data); said != tt.said {
				t.Errorf("%s %s: said %q", path, tt.name, said)
			}
			if last := data[len(data)-1]; last == "[DONE]" || !strings.Contains(last, tt.contains) {
				t.Errorf("%s %s: last %s", path, tt.name, last)
			}
			tokens := float64(4 + len(strings.Fields(tt.said))) // what was said is paid for
			if usage := e.Keys()[0].Usage; usage != tokens/100 {
				t.Errorf("%s %s: charged %v, want %v", path, tt.name, usage, tokens/100)
			}
		}
	}
}

func TestStreamStopsWithTheClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEmulator(t, orkeytest.Config{TokenDelay: time.Second})
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		w, _ := serve(e, chatRequest(t, e, chatPath, "emulator/expensive", `,"stream":true`).WithContext(ctx))
		if said := readStream(t, events(t, w.Body.String())); said != "You said:" {
			t.Errorf("said %q", said)
		}
		if usage := e.Keys()[0].Usage; usage != 0.06 {
			t.Errorf("charged %v", usage)
		}
		if r := e.Requests()[0]; !strings.Contains(r.Note, "the client went away") || !r.Done {
			t.Errorf("%+v", r)
		}
	})
}

// TestNamedFaults are those that a person provokes by hand.
func TestNamedFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string // of the fault
		status  int
		aborted bool
		body    string // part of it
	}{
		{"error-400", 400, false, `"code":400`},
		{"error-599", 599, false, `"code":599`},
		{"reset", 200, true, ""},
		{"truncate", 200, true, ""},
		{"html", 502, false, "<html>"},
		{"empty", 200, false, "{}"},
		{"credits", 402, false, "openrouter_credits"},
		{"key-limit", 402, false, "openrouter_key_limit"},
		{"in-flight-budget", 402, false, "openrouter_in_flight_budget"},
	} {
		e := newEmulator(t, orkeytest.Config{})
		check := func(how string, r *http.Request) {
			t.Helper()
			w, aborted := serve(e, r)
			if w.Code != tt.status || aborted != tt.aborted || !strings.Contains(w.Body.String(), tt.body) {
				t.Errorf("%s by %s: %d, aborted %t: %s", tt.name, how, w.Code, aborted, w.Body)
			}
		}
		for _, path := range []string{chatPath, responsesPath} {
			check("model", chatRequest(t, e, path, "emulator/"+tt.name, ""))
		}
		back, err := e.Approve(authorizeURL("", "key_label", "emulator:exchange-"+tt.name, "callback_url", ""))
		if err != nil {
			t.Fatal(err)
		}
		check("label, at the exchange", httptest.NewRequest("POST", "/api/v1/auth/keys", strings.NewReader(`{"code":"`+back+`","code_verifier":"`+verifier+`","code_challenge_method":"S256"}`)))
		for _, use := range []struct{ name, method, path, body string }{
			{"key", "GET", "/api/v1/key", ""},
			{"key", "GET", "/api/v1/auth/key", ""},
			{"chat", "POST", chatPath, `{"model":"a/b","messages":[{"role":"user","content":"x"}]}`},
			{"chat", "POST", responsesPath, `{"model":"a/b","input":"x"}`},
		} {
			key, err := e.NewKey(orkeytest.KeySpec{Label: "emulator:" + use.name + "-" + tt.name})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(use.method, use.path, strings.NewReader(use.body))
			r.Header.Set("Authorization", "Bearer "+key)
			check("label, at "+use.path, r)
		}
	}
}

// A label denies before anybody is asked, whatever the emulator would decide, and
// when it is typed on the consent page.
func TestLabelDenies(t *testing.T) {
	t.Parallel()
	for _, cfg := range []orkeytest.Config{{}, {Approve: orkeytest.Always}, {Quirks: orkeytest.Quirks{DenyWithStateOnly: true}}} {
		s := orkeytest.NewServer(t, cfg)
		asked := authorizeURL(s.URL, "key_label", "emulator:denied", "state", "s")
		want := "http://localhost:3000/callback?error=access_denied"
		if cfg.Quirks.DenyWithStateOnly {
			want = "http://localhost:3000/callback?state=s"
		}
		if got := get(t, asked); got.header.Get("Location") != want {
			t.Errorf("%+v: %d to %q, want %q", cfg, got.status, got.header.Get("Location"), want)
		}
		typed := strings.TrimPrefix(asked, s.URL+"/auth?") + "&decision=authorize&user=" + s.Config().Users[0].ID
		if got := post(t, s.URL+"/auth", typed, "Content-Type", "application/x-www-form-urlencoded"); got.header.Get("Location") != want {
			t.Errorf("%+v, typed: %d to %q, want %q", cfg, got.status, got.header.Get("Location"), want)
		}
	}
}

func TestLabelsOfCodesAndKeys(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Behaviour: orkeytest.Documented})
	code := approve(t, s, authorizeURL(s.URL, "key_label", "emulator:expired-code"))
	if got := exchange(t, s, code, verifier, "S256"); got.status != 403 || !strings.Contains(got.body, "Authorization code expired") {
		t.Errorf("expired code: %d %s", got.status, got.body)
	}
	for label, status := range map[string]int{"emulator:deleted-key": 401, "emulator:spent-key": 402, "emulator:nonsense": 200} {
		key := newKey(t, s, orkeytest.KeySpec{Label: label})
		if got := spend(t, s, key); got.status != status {
			t.Errorf("%s: %d", label, got.status)
		}
	}
	if got := get(t, s.URL+"/api/v1/key", bearer(newKey(t, s, orkeytest.KeySpec{Label: "emulator:spent-key"}))...); !strings.Contains(got.body, `"limit":1,"limit_reset":null,"limit_remaining":0,`) {
		t.Errorf("spent key: %s", got.body)
	}
}

func TestInjectRefusesContradictions(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]orkeytest.Fault{
		"nothing":          {},
		"only a match":     {Path: "/api/v1/key", Serve: 3},
		"two answers":      {Hang: true, Status: 500},
		"hang and delay":   {Hang: true, Delay: time.Second},
		"two ends":         {Truncate: true, StreamError: true},
		"negative skip":    {Status: 500, Skip: -1},
		"negative delay":   {Delay: -1},
		"no status":        {Status: 99},
		"body for nothing": {Body: "x", Delay: time.Second},
		"relative path":    {Status: 500, Path: "api"},
		"control route":    {Status: 500, Path: "/_emulator/faults"},
		"header":           {Header: map[string]string{"a b": "c"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			newEmulator(t, orkeytest.Config{}).Inject(f)
		}()
	}
}

func TestFaultAsJSON(t *testing.T) {
	t.Parallel()
	f := orkeytest.Fault{Path: "/api/*", Serve: -1, Delay: 1500 * time.Millisecond, TokenDelay: time.Second, Truncate: true}
	const want = `{"path":"/api/*","serve":-1,"truncate":true,"delay":"1.5s","token_delay":"1s"}`
	text, err := json.Marshal(f)
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
	var back orkeytest.Fault
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, f) {
		t.Errorf("%+v, %v", back, err)
	}
	for _, bad := range []string{`{"delay":"soon"}`, `{"delay":5}`, `{"stauts":500}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}
