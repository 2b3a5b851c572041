package orkey_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/orkey-dev/orkey"
)

// exchanger is a server that answers every request alike and counts them.
type exchanger struct {
	*httptest.Server
	calls atomic.Int64
	body  atomic.Value // of the last request
}

func newExchanger(t *testing.T, status int, contentType, body string) *exchanger {
	e := &exchanger{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.calls.Add(1)
		b, _ := io.ReadAll(r.Body)
		e.body.Store(r.Method + " " + r.URL.String() + " " + r.Header.Get("Content-Type") + " " + string(b))
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *exchanger) client() *orkey.Client { return &orkey.Client{BaseURL: e.URL} }

const goodAnswer = `{"key":"` + testKey + `","user_id":"user_2abc"}`

func TestFinish(t *testing.T) {
	const right = secretState
	for _, c := range []struct {
		name     string
		headless bool
		binding  bool
		callback string
		want     error // nil: exchanged
	}{
		{"code and state", false, false, "code=abc&state=" + right, nil},
		{"its own query is there too", false, false, "tab=2&code=abc&state=" + right + "&tab=3", nil},
		{"code without state", false, false, "code=abc", orkey.ErrStateMismatch},
		{"code without state, bound otherwise", false, true, "code=abc", nil},
		{"another state", false, false, "code=abc&state=other", orkey.ErrStateMismatch},
		{"another state, bound otherwise", false, true, "code=abc&state=other", orkey.ErrStateMismatch},
		{"empty state", false, false, "code=abc&state=", orkey.ErrStateMismatch},
		{"empty state, bound otherwise", false, true, "code=abc&state=", orkey.ErrStateMismatch},
		{"state with more behind it", false, false, "code=abc&state=" + right + "x", orkey.ErrStateMismatch},
		{"denied without state", false, false, "error=access_denied", orkey.ErrDenied},
		{"denied with a description", false, false, "error=access_denied&error_description=no", orkey.ErrDenied},
		{"denied with the right state", false, false, "error=access_denied&state=" + right, orkey.ErrDenied},
		{"denied with another state", false, false, "error=access_denied&state=other", orkey.ErrStateMismatch},
		{"denied beside a code", false, false, "error=access_denied&code=abc&state=" + right, orkey.ErrDenied},
		{"state alone is a denial", false, false, "state=" + right, orkey.ErrDenied},
		{"state and an empty code is a denial", false, false, "code=&state=" + right, orkey.ErrDenied},
		{"an empty error is none", false, false, "error=&code=abc&state=" + right, nil},
		{"server error", false, false, "error=server_error", orkey.ErrUnavailable},
		{"overloaded", false, false, "error=temporarily_unavailable&state=" + right, orkey.ErrUnavailable},
		{"nothing", false, false, "", orkey.ErrStateMismatch},
		{"nothing, bound otherwise", false, true, "", orkey.ErrInvalidCallback},
		{"code twice", false, false, "code=abc&code=abc&state=" + right, orkey.ErrInvalidCallback},
		{"state twice", false, false, "code=abc&state=" + right + "&state=" + right, orkey.ErrInvalidCallback},
		{"error twice", false, false, "error=access_denied&error=access_denied", orkey.ErrInvalidCallback},
		{"description twice", false, false, "error=access_denied&error_description=a&error_description=b", orkey.ErrInvalidCallback},
		{"huge code", false, false, "code=" + strings.Repeat("a", 3000) + "&state=" + right, orkey.ErrInvalidCallback},
		{"code with a line break inside", false, false, "code=ab%0Ac&state=" + right, orkey.ErrInvalidCallback},
		{"headless", true, false, "code=abc", nil},
		{"headless, pasted with spaces", true, false, "code=+abc%0A", nil},
		{"headless with a state", true, false, "code=abc&state=x", orkey.ErrStateMismatch},
		{"headless without code", true, false, "", orkey.ErrInvalidCallback},
	} {
		server := newExchanger(t, 200, "application/json", goodAnswer)
		req := orkey.Request{CallbackURL: "http://localhost:3000/cb", State: secretState, OtherBinding: c.binding}
		if c.headless {
			req = orkey.Request{}
		}
		attempt, _, err := server.client().Begin(req)
		if err != nil {
			t.Fatal(err)
		}
		query, err := url.ParseQuery(c.callback)
		if err != nil {
			t.Fatal(err)
		}
		grant, err := server.client().Finish(t.Context(), attempt, query)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		sent := int64(0)
		if c.want == nil {
			sent = 1
			if grant.Key.Reveal() != testKey || grant.UserID != "user_2abc" {
				t.Errorf("%s: grant is %v", c.name, grant)
			}
		} else if !grant.Key.IsZero() || strings.Contains(err.Error(), "abc") || strings.Contains(err.Error(), secretState) {
			t.Errorf("%s: error %q shows a secret, or a grant came with it", c.name, err)
		}
		if n := server.calls.Load(); n != sent {
			t.Errorf("%s: %d requests were sent, want %d", c.name, n, sent)
		}
	}
}

func TestFinishWithAnUnknownError(t *testing.T) {
	attempt, _, err := (&orkey.Client{}).Begin(orkey.Request{CallbackURL: "http://localhost/cb"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"invalid_request":                 `orkey: OpenRouter answered "invalid_request"; begin again`,
		"<script>alert(1)</script>\x1b[2": `orkey: OpenRouter answered "an error of an unknown name"; begin again`,
	} {
		_, err := (&orkey.Client{}).Finish(t.Context(), attempt, url.Values{"error": {name}, "error_description": {"call 555-1234"}})
		if e, ok := errors.AsType[*orkey.APIError](err); !ok || e.Status != 0 || err.Error() != want {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}

func TestFinishWithoutAttempt(t *testing.T) {
	_, err := (&orkey.Client{}).Finish(t.Context(), orkey.Attempt{}, url.Values{"code": {"abc"}})
	if !errors.Is(err, orkey.ErrStateMismatch) {
		t.Error(err)
	}
}

// An attempt that was stored and taken back is finished like the first one,
// and the exchange carries the verifier whose challenge was in the URL.
func TestFinishAfterStorage(t *testing.T) {
	server := newExchanger(t, 200, "application/json", goodAnswer)
	attempt, authorizeURL, err := server.client().Begin(orkey.Request{CallbackURL: "http://localhost:3000/cb", State: secretState})
	if err != nil {
		t.Fatal(err)
	}
	text, err := attempt.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var again orkey.Attempt
	if err := again.UnmarshalText(text); err != nil {
		t.Fatal(err)
	}
	if _, err := server.client().Finish(t.Context(), again, url.Values{"code": {"abc"}, "state": {secretState}}); err != nil {
		t.Fatal(err)
	}
	start, sent, _ := strings.Cut(server.body.Load().(string), "{")
	if start != "POST /api/v1/auth/keys application/json " {
		t.Errorf("the exchange was %q", start)
	}
	var body map[string]string
	if err := json.Unmarshal([]byte("{"+sent), &body); err != nil {
		t.Fatal(err)
	}
	verifier, err := orkey.ParseVerifier(body["code_verifier"])
	if err != nil || !strings.Contains(authorizeURL, "code_challenge="+verifier.Challenge()+"&") {
		t.Errorf("the verifier sent is not that of the challenge: %v", err)
	}
	if len(body) != 3 || body["code"] != "abc" || body["code_challenge_method"] != "S256" {
		t.Errorf("the body has %d members, method %q", len(body), body["code_challenge_method"])
	}
}

func FuzzCallback(f *testing.F) {
	for _, seed := range []string{
		"code=abc&state=" + secretState, "error=access_denied", "state=" + secretState, "code=a&code=b", "code=%00", "error=x&state=y", "",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	const canary = "sk-or-v1-sent"
	f.Fuzz(func(t *testing.T, rawQuery string, binding bool) {
		query, err := url.ParseQuery(rawQuery)
		if err != nil {
			return
		}
		sent := 0
		client := &orkey.Client{HTTPClient: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent++
			return nil, errors.New(canary)
		})}}
		attempt, _, err := client.Begin(orkey.Request{CallbackURL: "https://app.example/cb", State: secretState, OtherBinding: binding})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Finish(context.Background(), attempt, query)
		if err == nil || strings.Contains(err.Error(), canary) {
			t.Fatalf("no error, or one that shows what the network said: %v", err)
		}
		// What is sent must have a right state or, where bound otherwise, none.
		states, has := query["state"]
		right := has && len(states) == 1 && states[0] == secretState || !has && binding
		if sent > 1 || sent == 1 && (!right || query.Get("error") != "" || len(query["code"]) != 1) {
			t.Errorf("%d requests were sent for %q", sent, rawQuery)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
