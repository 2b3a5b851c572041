package orkeytest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// TestControl steers an emulator over HTTP, one step after the other.
func TestControl(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Now: fixed, StableIDs: true})
	authorize := func(params ...string) string {
		text, err := json.Marshal(authorizeURL(s.URL, params...))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	hash := ""
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		want                     string // a pattern
	}{
		{"approve", "POST", "approve", `{"url":` + authorize() + `}`, 200, `^\{"callback_url":"http://localhost:3000/callback\?code=facade_.*","code":"facade_.*"\}$`},
		{"approve headless", "POST", "approve", `{"url":` + authorize("callback_url", "") + `,"user_id":"user_facadeBen0000000000000000","limit":3}`, 200, `^\{"code":"facade_[\w-]+"\}$`},
		{"approve what is refused", "POST", "approve", `{"url":` + authorize("callback_url", "myapp://x") + `}`, 400, `"error":"the person ends on the dashboard`},
		{"approve nothing", "POST", "approve", `{}`, 400, `"error":`},
		{"approve a field nobody knows", "POST", "approve", `{"uri":"x"}`, 400, `unknown field`},
		{"deny", "POST", "deny", `{"url":` + authorize() + `}`, 200, `^\{"callback_url":"http://localhost:3000/callback\?error=access_denied"\}$`},
		{"deny headless", "POST", "deny", `{"url":` + authorize("callback_url", "") + `}`, 204, `^$`},

		{"settings", "GET", "settings", "", 200, `^\{"behaviour":"observed","approve":"ask","quirks":\{"omit_state":false,.*"strict":false,"token_delay":"0s","users":\[\{"id":"user_facadeAda`},
		{"configure", "PATCH", "settings", `{"behaviour":"documented","quirks":{"omit_state":true},"token_delay":"10ms"}`, 200, `"behaviour":"documented","approve":"ask","quirks":\{"omit_state":true,"deny_with_state_only":false.*"token_delay":"10ms"`},
		{"configure the rest", "PATCH", "settings", `{"approve":"always","strict":true,"users":[{"id":"user_x","name":"X","credits":1}]}`, 200, `"behaviour":"documented","approve":"always".*"strict":true,"token_delay":"10ms","users":\[\{"id":"user_x","name":"X","credits":1,"hide_id":false\}\]\}$`},
		{"configure nonsense", "PATCH", "settings", `{"approve":"maybe"}`, 400, `approve must be ask or always or never`},
		{"configure users twice", "PATCH", "settings", `{"users":[{"id":"a"},{"id":"a"}]}`, 400, `twice`},
		{"nothing of that came about", "GET", "settings", "", 200, `"approve":"always".*user_x`},

		{"clock", "GET", "clock", "", 200, `^\{"now":"2027-01-31T23:00:00Z"\}$`},
		{"advance", "POST", "clock", `{"advance":"90m"}`, 200, `^\{"now":"2027-02-01T00:30:00Z"\}$`},
		{"set", "POST", "clock", `{"set":"2030-01-01T00:00:00+01:00"}`, 200, `^\{"now":"2029-12-31T23:00:00Z"\}$`},
		{"set and advance", "POST", "clock", `{"set":"2030-01-01T00:00:00Z","advance":"1s"}`, 400, `either`},
		{"neither", "POST", "clock", `{}`, 400, `either`},
		{"advance by nonsense", "POST", "clock", `{"advance":"soon"}`, 400, `duration`},

		{"inject", "POST", "faults", `{"path":"/api/v1/models","status":503,"serve":2,"delay":"1ms"}`, 200, `^\{"id":"1","served":0,"fault":\{"path":"/api/v1/models","serve":2,"status":503,"delay":"1ms"\}\}$`},
		{"inject another", "POST", "faults", `{"hang":true,"path":"/nowhere"}`, 200, `"id":"2"`},
		{"inject nothing", "POST", "faults", `{}`, 400, `it does nothing`},
		{"inject a misspelling", "POST", "faults", `{"stauts":500}`, 400, `unknown field`},
		{"faults", "GET", "faults", "", 200, `^\[\{"id":"1".*\{"id":"2".*\]$`},
		{"remove", "DELETE", "faults/2", "", 204, `^$`},
		{"remove again", "DELETE", "faults/2", "", 404, `no such thing`},
		{"remove nonsense", "DELETE", "faults/x", "", 404, `no such thing`},
		{"play", "GET", "../api/v1/models", "", 503, `No instances`},
		{"served", "GET", "faults", "", 200, `"served":1`},
		{"remove all", "DELETE", "faults", "", 204, `^$`},
		{"none", "GET", "faults", "", 200, `^\[\]$`},

		{"mint", "POST", "keys", `{"label":"Mine","limit":5,"limit_reset":"daily"}`, 200, `^\{"hash":"[0-9a-f]{64}","key":"sk-or-v1-facade[0-9a-f]{58}"\}$`},
		{"mint nonsense", "POST", "keys", `{"limit":-1}`, 400, `Limit`},
		{"keys", "GET", "keys", "", 200, `^\[\{"hash":"[0-9a-f]{64}","masked":"sk-or-v1-fac\.\.\..{3}","label":"Mine","user_id":"user_x","limit":5,"limit_reset":"daily","usage":0,"created":"2029-12-31T23:00:00Z","deleted":false\}\]$`},
		{"delete", "DELETE", "keys/HASH", "", 204, `^$`},
		{"delete again", "DELETE", "keys/HASH", "", 404, `no such thing`},
		{"deleted", "GET", "keys", "", 200, `"deleted":true`},

		{"requests", "GET", "requests", "", 200, `^\[\{"id":1,.*"method":"GET","path":"/api/v1/models","status":503,.*"note":"fault: status 503"`},
		{"reset", "POST", "reset", "", 204, `^$`},
		{"no requests", "GET", "requests", "", 200, `^\[\]$`},
		{"no keys", "GET", "keys", "", 200, `^\[\]$`},
		{"the clock is right", "GET", "clock", "", 200, `2027-01-31T23:00:00Z`},
		{"the settings stay", "GET", "settings", "", 200, `"approve":"always"`},

		{"unknown route", "GET", "nothing", "", 404, `^\{"error":"there is no such route; see .*"\}$`},
		{"unknown method", "PUT", "clock", "", 405, `^\{"error":"this route takes GET, HEAD, POST"\}$`},
		{"unknown method of the page", "DELETE", "", "", 405, `^\{"error":"this route takes GET, HEAD, POST"\}$`},
		{"two values", "POST", "keys", `{} {}`, 400, `one JSON value`},
		{"no JSON", "POST", "keys", `x`, 400, `must be JSON`},
		{"too much", "POST", "keys", `{"label":"` + strings.Repeat("x", 1<<20) + `"}`, 400, `too large`},
	} {
		path := strings.Replace(tt.path, "HASH", hash, 1)
		got := do(t, newRequest(t, tt.method, s.URL+"/_emulator/"+path, tt.body))
		if strings.HasPrefix(path, "../") {
			got = do(t, newRequest(t, tt.method, s.URL+path[2:], tt.body))
		}
		body := strings.TrimSuffix(strings.ReplaceAll(got.body, `\u0026`, "&"), "\n")
		if got.status != tt.status || !regexp.MustCompile(tt.want).MatchString(body) {
			t.Errorf("%s: %d %s\nwant %d %s", tt.name, got.status, body, tt.status, tt.want)
		}
		if found := regexp.MustCompile(`"hash":"([0-9a-f]{64})"`).FindStringSubmatch(body); found != nil {
			hash = found[1]
		}
	}
}

// TestControlRefusesInJSON: whoever steers the emulator by a program can read why it does not do a thing.
func TestControlRefusesInJSON(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	for _, tt := range []struct {
		method, path string
		header       []string
		status       int
		allow        string
	}{
		{"GET", "nothere", nil, 404, ""},
		{"POST", "faults/1/2", nil, 404, ""},
		{"PUT", "reset", nil, 405, "POST"},
		{"GET", "faults/1", nil, 405, "DELETE"},
		{"POST", "reset", []string{"Sec-Fetch-Site", "cross-site"}, 403, ""},
	} {
		got := do(t, newRequest(t, tt.method, s.URL+"/_emulator/"+tt.path, "", tt.header...))
		var said struct{ Error string }
		if err := json.Unmarshal([]byte(got.body), &said); err != nil || said.Error == "" || got.status != tt.status ||
			got.header.Get("Content-Type") != "application/json" || got.header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d %v %s", tt.method, tt.path, got.status, got.header, got.body)
		}
	}
}

// TestControlIsNotForStrangers: no page of another site may steer the emulator, nor one whose name it does not know.
func TestControlIsNotForStrangers(t *testing.T) {
	t.Parallel()
	e := newEmulator(t, orkeytest.Config{Hosts: []string{"emulator", "dev.example"}})
	open := newEmulator(t, orkeytest.Config{Hosts: []string{"*"}})
	const local = "localhost:8787"
	for _, tt := range []struct {
		name, method, host string
		header             []string
		allowed            bool
	}{
		{"curl", "POST", local, nil, true},
		{"our page", "POST", local, []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:8787"}, true},
		{"our page, old browser", "POST", local, []string{"Origin", "http://localhost:8787"}, true},
		{"typed", "GET", local, []string{"Sec-Fetch-Site", "none"}, true},
		{"127.0.0.1", "POST", "127.0.0.1:8787", nil, true},
		{"127.1.2.3", "POST", "127.1.2.3", nil, true},
		{"[::1]", "POST", "[::1]:8787", nil, true},
		{"app.localhost", "POST", "app.localhost:8787", nil, true},
		{"LOCALHOST.", "POST", "LOCALHOST.:8787", nil, true},
		{"a host that was allowed", "POST", "emulator:8787", nil, true},
		{"another one", "POST", "Dev.Example", nil, true},

		{"another site", "POST", local, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"another port", "POST", local, []string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:3000"}, false},
		{"another site, old browser", "POST", local, []string{"Origin", "https://evil.example"}, false},
		{"a sandboxed frame", "POST", local, []string{"Origin", "null"}, false},
		{"another site deletes", "DELETE", local, []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"rebinding", "POST", "evil.example:8787", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://evil.example:8787"}, false},
		{"rebinding, reading", "GET", "evil.example", []string{"Sec-Fetch-Site", "same-origin"}, false},
		{"127.0.0.1.evil.example", "GET", "127.0.0.1.evil.example", nil, false},
		{"a host like an allowed one", "GET", "emulator.evil.example", nil, false},
		{"an address of the network", "GET", "192.168.1.2:8787", nil, false},
		{"no host", "GET", "", nil, false},
	} {
		for _, path := range []string{"/_emulator/faults", "/_emulator/"} {
			r := httptest.NewRequest(tt.method, path, strings.NewReader("{}"))
			r.Host = tt.host
			for i := 0; i < len(tt.header); i += 2 {
				r.Header.Set(tt.header[i], tt.header[i+1])
			}
			w := httptest.NewRecorder()
			if e.ServeHTTP(w, r); (w.Code != http.StatusForbidden) != tt.allowed {
				t.Errorf("%s %s: %d", tt.name, path, w.Code)
			}
			w = httptest.NewRecorder()
			crossSite := r.Header.Get("Origin") != "" && !tt.allowed && !strings.Contains(tt.name, "rebinding") || tt.method == "DELETE"
			if open.ServeHTTP(w, r); (w.Code == http.StatusForbidden) != crossSite {
				t.Errorf("%s %s, any host: %d", tt.name, path, w.Code)
			}
		}
	}
}

// TestLiveForms are the switches of the live page.
func TestLiveForms(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Now: fixed})
	key := newKey(t, s, orkeytest.KeySpec{})
	rule := s.Inject(orkeytest.Fault{Status: 500, Path: "/nowhere"})
	for _, tt := range []struct {
		name   string
		form   string
		status int
		done   func() bool // or, if it is refused, nil
	}{
		{"behaviour", "do=behaviour&value=documented", 303, func() bool { return s.Config().Behaviour == orkeytest.Documented }},
		{"approve", "do=approve&value=never", 303, func() bool { return s.Config().Approve == orkeytest.Never }},
		{"advance", "do=advance&value=1h", 303, func() bool { return s.Now().Equal(fixed().Add(time.Hour)) }},
		{"fault", "do=fault&kind=status&status=503&path=/x&skip=1&serve=2&delay=2s", 303, func() bool {
			f := s.Rules()[1].Fault()
			return f.Status == 503 && f.Path == "/x" && f.Skip == 1 && f.Serve == 2 && f.Delay == 2*time.Second
		}},
		{"delay", "do=fault&kind=delay&delay=2s", 303, func() bool { return s.Rules()[2].Fault().Delay == 2*time.Second }},
		{"hang", "do=fault&kind=hang&delay=2s&status=&skip=&serve=", 303, func() bool { return s.Rules()[3].Fault().Hang }},
		{"connection", "do=fault&kind=reset", 303, func() bool { return s.Rules()[4].Fault().ResetConnection }},
		{"truncate", "do=fault&kind=truncate", 303, func() bool { return s.Rules()[5].Fault().Truncate }},
		{"stream error", "do=fault&kind=stream-error", 303, func() bool { return s.Rules()[6].Fault().StreamError }},
		{"remove", "do=remove-fault&value=" + rule.ID(), 303, func() bool { return len(s.Rules()) == 6 }},
		{"delete", "do=delete-key&value=" + s.Keys()[0].Hash, 303, func() bool { return s.Keys()[0].Deleted }},
		{"reset", "do=reset", 303, func() bool { return len(s.Keys()) == 0 && len(s.Rules()) == 0 }},

		{"nothing", "", 400, nil},
		{"unknown", "do=dance", 400, nil},
		{"behaviour", "do=behaviour&value=rude", 400, nil},
		{"advance", "do=advance&value=soon", 400, nil},
		{"fault", "do=fault&kind=status&status=abc", 400, nil},
		{"fault of no kind", "do=fault&kind=odd", 400, nil},
		{"delay of nothing", "do=fault&kind=delay", 400, nil},
		{"remove", "do=remove-fault&value=77", 400, nil},
		{"delete", "do=delete-key&value=" + key, 400, nil},
	} {
		got := post(t, s.URL+"/_emulator/", tt.form, "Content-Type", "application/x-www-form-urlencoded")
		if got.status != tt.status {
			t.Errorf("%s: %d\n%s", tt.name, got.status, got.body)
		}
		switch {
		case tt.done == nil && !strings.Contains(got.body, `role="alert"`):
			t.Errorf("%s: nothing says why not", tt.name)
		case tt.done != nil && (got.header.Get("Location") != "/_emulator/" || !tt.done()):
			t.Errorf("%s: not done", tt.name)
		}
	}
}

// readEvents reads the stream of the live page until n events of a name have come.
func readEvents(t *testing.T, s *orkeytest.Server, after, name string, n int) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req := newRequest(t, "GET", s.URL+"/_emulator/events?after="+after, "").WithContext(ctx)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("%v", res.Header)
	}
	var all strings.Builder
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		all.WriteString(lines.Text() + "\n")
		if lines.Text() == "event: "+name {
			n--
		}
		if n == 0 && lines.Text() == "" {
			return all.String()
		}
	}
	t.Fatalf("no event %s: %v\n%s", name, lines.Err(), all.String())
	return ""
}

func TestLiveEvents(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always, MaxRequests: 5})
	names := func(stream string) string {
		var names []string
		for _, found := range regexp.MustCompile(`(?m)^event: (.*)$`).FindAllStringSubmatch(stream, -1) {
			names = append(names, found[1])
		}
		return strings.Join(names, " ")
	}
	last := func(stream string) string {
		ids := regexp.MustCompile(`(?m)^id: (.*)$`).FindAllStringSubmatch(stream, -1)
		for i := 1; i < len(ids); i++ {
			a, _ := strconv.Atoi(ids[i-1][1])
			b, _ := strconv.Atoi(ids[i][1])
			if b <= a {
				t.Errorf("ids do not grow: %v", ids)
			}
		}
		return ids[len(ids)-1][1]
	}
	back := get(t, authorizeURL(s.URL)).header.Get("Location")
	u, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	first := readEvents(t, s, "0", "record", 1)
	if got := names(first); got != "state sign-in record" {
		t.Errorf("at first: %s", got)
	}
	exchange(t, s, u.Query().Get("code"), verifier, "S256")
	second := readEvents(t, s, last(first), "record", 1)
	if got := names(second); got != "sign-in state record" || !strings.Contains(second, `"step":"exchanged"`) {
		t.Errorf("then: %s\n%s", got, second)
	}
	for range 6 {
		get(t, s.URL+"/api/v1/models")
	}
	third := readEvents(t, s, last(first), "record", 5) // behind what is remembered
	if got := names(third); !strings.HasPrefix(got, "reset ") || strings.Count(got, "record") != 5 {
		t.Errorf("too late: %s", got)
	}
	s.Reset()
	if got := names(readEvents(t, s, last(second), "state", 1)); got != "reset state" {
		t.Errorf("after Reset: %s", got)
	}
	if got := names(readEvents(t, s, "99999", "state", 1)); got != "reset state" {
		t.Errorf("from another run: %s", got)
	}
}
