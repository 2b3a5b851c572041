package gateway_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
)

func TestAccessLog(t *testing.T) {
	t.Parallel()
	access := new(logbook)
	var mu sync.Mutex
	var records []gateway.Record
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.AccessLog = slog.New(slog.NewJSONHandler(access, nil))
		cfg.Observe = func(r gateway.Record) {
			mu.Lock()
			defer mu.Unlock()
			records = append(records, r)
		}
	}).browser()
	b.signIn("/")
	const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	if got := b.do("POST", "/page?secret=x", strings.NewReader("x"), "Traceparent", parent, "Tracestate", "a=b").seen(t).Header; got.Get("Traceparent") != parent || got.Get("Tracestate") != "a=b" {
		t.Errorf("the app is told %v", got)
	}
	access.wait(t, `"path":"/page"`)
	var line map[string]any
	for lines := bufio.NewScanner(strings.NewReader(access.String())); lines.Scan(); {
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
	}
	id := b.openrouter.Config().Users[0].ID
	for name, want := range map[string]any{
		"level": "INFO", "msg": "request", "method": "POST", "path": "/page", "status": 200., "route": "app", "client": "127.0.0.1", "user_id": id, "trace_id": parent[3:35],
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	if line["bytes"].(float64) < 100 || line["duration"].(float64) <= 0 {
		t.Errorf("the line is %v", line)
	}
	mu.Lock()
	defer mu.Unlock()
	last := records[len(records)-1]
	if last.Route != gateway.RouteApp || last.Status != 200 || last.UserID != id || last.Err != nil || last.Client.String() != "127.0.0.1" {
		t.Errorf("the record is %+v", last)
	}
}

// No key, code, verifier or state is in anything that is written or shown.
func TestNoSecretIsPrinted(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *gateway.Config) { cfg.SignIn.AcceptBearer = true })
	b := s.browser()
	authorizeURL := b.visit("/_orkey/login").header.Get("Location")
	back, err := s.openrouter.Approve(authorizeURL)
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	for _, to := range []string{back, back, back + "x", "/page", "/" + url.PathEscape(fullKey), "/?key=" + fullKey, "/_orkey/" + fullKey, "/_orkey/callback?code=" + fullKey + "&state=x"} {
		shown.WriteString(b.visit(to).body)
		if to != "/page" && !strings.Contains(to, "callback") {
			shown.Reset() // the app shows what it was asked
		}
	}
	b.do("GET", "/page", nil, "Authorization", "Bearer "+fullKey)
	s.logged.wait(t, `"path":"/_orkey/callback"`)
	query, err := url.ParseQuery(back[strings.IndexByte(back, '?')+1:])
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{query.Get("code"), query.Get("state"), string(secret), fullKey} {
		if secret == "" || strings.Contains(s.logged.String(), secret) || strings.Contains(shown.String(), secret) {
			t.Errorf("%.12s… is printed", secret)
		}
	}
	if found := regexp.MustCompile(`sk-or-v1-[0-9a-f]{6}`).FindString(s.logged.String()); found != "" {
		t.Errorf("%s… is in the log", found)
	}
	for name := range b.cookieValues() {
		if strings.Contains(s.logged.String(), name) {
			t.Errorf("a cookie is in the log")
		}
	}
}

const fullKey = "sk-or-v1-facade0123456789abcdef0123456789abcdef0123456789abcdef0123456789"

func (b *browser) cookieValues() map[string]bool {
	values := map[string]bool{}
	for pair := range strings.SplitSeq(b.cookies(), "; ") {
		if _, value, ok := strings.Cut(pair, "="); ok {
			values[value] = true
		}
	}
	return values
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/page":                            "/page",
		"/" + fullKey + "/x":               "/sk-or-…/x",
		"a sk-or-x and " + fullKey + ", b": "a sk-or-… and sk-or-…, b",
	} {
		if got := gateway.Redact(in); got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}

// Requests that are not logged cost nothing.
func TestLogLevels(t *testing.T) {
	t.Parallel()
	access := new(logbook)
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.AccessLog = slog.New(slog.NewJSONHandler(io.MultiWriter(access), &slog.HandlerOptions{Level: slog.LevelInfo}))
	}).browser()
	b.fetch("GET", "/_orkey/healthz")
	b.fetch("GET", "/page")
	access.wait(t, `"path":"/page"`)
	if strings.Contains(access.String(), "healthz") {
		t.Errorf("healthz fills the log: %s", access)
	}
}
