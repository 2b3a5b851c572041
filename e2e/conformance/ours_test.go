package conformance_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

// The requests that package orkey sends.
func TestRequests(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{})
	client := &orkey.Client{BaseURL: s.url, App: orkey.App{URL: "https://app.example", Title: "App", Categories: []string{"cli-agent"}}}

	verifier := orkey.NewVerifier()
	code := s.code(t, url.Values{"code_challenge": {verifier.Challenge()}, "code_challenge_method": {"S256"}})
	grant, err := client.Exchange(t.Context(), code, verifier)
	if err != nil {
		t.Fatal(err)
	}
	exchanged := s.next(t)
	requested(t, doc, exchanged, "POST /auth/keys")
	if exchanged.header.Get("Authorization") != "" {
		t.Error("the exchange is sent with a key, which nobody has yet")
	}
	if _, err := client.KeyInfo(t.Context(), grant.Key); err != nil {
		t.Fatal(err)
	}
	requested(t, doc, s.next(t), "GET /key")

	// Transport adds headers to whatever is sent.
	through := http.Client{Transport: &orkey.Transport{Key: grant.Key, Client: client}}
	res, err := through.Post(s.url+"/api/v1/chat/completions", "application/json", strings.NewReader(s.fill(t, chatBody)))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	requested(t, doc, s.next(t), "POST /chat/completions")
}

// The parameters of the authorize page are not in the document, but those of the
// request that the page then makes are, and they are the same.
func TestAuthorizeParameters(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	const workspace = "0b5e6dd8-3d39-4cde-9ab7-6f7b7f0c9a10"
	_, target, err := (&orkey.Client{}).Begin(orkey.Request{
		CallbackURL: "https://app.example/callback", KeyLabel: strings.Repeat("é", 100), Limit: 12.5, LimitReset: "monthly",
		ExpiresAt: time.Now().Add(time.Hour), Workspace: workspace, RequiredWorkspace: workspace,
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	if n := asCreateCode(t, doc, u.Query()); n != 8 {
		t.Errorf("%d parameters checked, want 8: %s", n, target)
	}
}

// asCreateCode checks the parameters of the authorize page as those of the
// request for a code, and returns how many there were.
func asCreateCode(t *testing.T, doc *document, query url.Values) int {
	t.Helper()
	body := map[string]any{}
	for name, values := range query {
		if !slices.Contains([]string{"state", "required_workspace_id"}, name) { // which only the page takes
			body[name] = values[0]
		}
	}
	if text, _ := body["limit"].(string); text != "" {
		body["limit"] = json.Number(text)
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	x := request("POST /auth/keys/code", string(text))
	requested(t, doc, x, "POST /auth/keys/code")
	return len(body)
}

// Requests, too, must be refused where they are wrong.
func TestWrongRequestsAreRefused(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	for name, x := range map[string]*exchange{
		"another method":       {method: "PUT", path: "/key"},
		"another path":         {method: "GET", path: "/keys/of/mine"},
		"no body":              {method: "POST", path: "/auth/keys"},
		"another media type":   {method: "POST", path: "/auth/keys", header: http.Header{"Content-Type": {"text/plain"}}, body: []byte(`{"code": "a"}`)},
		"no JSON":              request("POST /auth/keys", `{"code"`),
		"no code":              request("POST /auth/keys", `{}`),
		"another type":         request("POST /auth/keys", `{"code": 1}`),
		"another method name":  request("POST /auth/keys", `{"code": "a", "code_challenge_method": "s256"}`),
		"one more member":      request("POST /auth/keys", `{"code": "a", "state": "b"}`),
		"a label too long":     request("POST /auth/keys/code", `{"callback_url": "https://app.example", "key_label": "`+strings.Repeat("a", 101)+`"}`),
		"no date":              request("POST /auth/keys/code", `{"callback_url": "https://app.example", "expires_at": "tomorrow"}`),
		"no URL":               request("POST /auth/keys/code", `{"callback_url": "app"}`),
		"a role unheard of":    request("POST /chat/completions", `{"model": "a", "messages": [{"role": "boss", "content": "a"}]}`),
		"a member misspelled":  request("POST /chat/completions", `{"model": "a", "messages": [{"role": "user", "content": "a"}], "streem": true}`),
		"a parameter too many": {method: "GET", path: "/key", query: url.Values{"verbose": {"1"}}},
		"a parameter beyond":   {method: "GET", path: "/models", query: url.Values{"limit": {"1001"}}},
		"a parameter missing":  {method: "GET", path: "/generation"},
	} {
		if len(doc.checkRequest(x)) == 0 {
			t.Errorf("%s passes", name)
		}
	}
}

func request(line, body string) *exchange {
	method, path, _ := strings.Cut(line, " ")
	return &exchange{method: method, path: path, header: http.Header{"Content-Type": {"application/json"}}, body: []byte(body)}
}

// requested checks that a request is the one expected, and as documented.
func requested(t *testing.T, doc *document, x *exchange, line string) {
	t.Helper()
	if got := x.method + " " + x.path; got != line {
		t.Errorf("%s was asked, want %s", got, line)
	}
	for _, problem := range doc.checkRequest(x) {
		t.Errorf("%s: %s\n%s", line, problem, x.body)
	}
}
