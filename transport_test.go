package orkey_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
)

func TestTransport(t *testing.T) {
	for _, c := range []struct {
		base, url string
		keyed     bool
	}{
		{"", "https://openrouter.ai/api/v1/chat/completions", true},
		{"", "https://openrouter.ai:443/api/v1/key", true},
		{"", "https://OpenRouter.ai/api/v1/key", true},
		{"", "https://openrouter.ai/auth", false},
		{"", "https://openrouter.ai/api/v1", false},
		{"", "https://openrouter.ai/api/v1/../../auth", false},
		{"", "https://openrouter.ai/api/v1/%2e%2e/%2e%2e/auth", false},
		{"", "https://openrouter.ai/api/v1/..", false},
		{"", "http://openrouter.ai/api/v1/key", false},
		{"", "https://openrouter.ai:8443/api/v1/key", false},
		{"", "https://openrouter.ai.evil.example/api/v1/key", false},
		{"", "https://evil.example/api/v1/key", false},
		{"", "https://openrouter.ai@evil.example/api/v1/key", false},
		{"", "https://api.openrouter.ai/api/v1/key", false},
		{"http://localhost:8787/api/v1", "http://localhost:8787/api/v1/key", true},
		{"http://localhost:8787", "http://localhost:8788/api/v1/key", false},
		{"http://localhost:8787", "http://127.0.0.1:8787/api/v1/key", false},
		{"https://proxy.example/or", "https://proxy.example/or/api/v1/key", true},
		{"https://proxy.example/or", "https://proxy.example/api/v1/key", false},
	} {
		var got http.Header
		transport := &orkey.Transport{
			Key:    mustKey(t, testKey),
			Client: &orkey.Client{BaseURL: c.base, App: orkey.App{URL: "https://app.example", Title: "An app", Categories: []string{"cli-agent", "chat"}}},
			Base: roundTripper(func(r *http.Request) (*http.Response, error) {
				got = r.Header
				return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
			}),
		}
		req, err := http.NewRequest("GET", c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Own", "kept")
		if _, err := transport.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		want := http.Header{"X-Own": {"kept"}}
		if c.keyed {
			want = http.Header{"X-Own": {"kept"}, "Authorization": {"Bearer " + testKey}, "Http-Referer": {"https://app.example"}, "X-Openrouter-Title": {"An app"}, "X-Openrouter-Categories": {"cli-agent,chat"}}
		}
		if len(got) != len(want) {
			t.Errorf("%s from %q: headers %d, want %d", c.url, c.base, len(got), len(want))
		}
		for name := range want {
			if got.Get(name) != want.Get(name) {
				t.Errorf("%s from %q: %s differs", c.url, c.base, name)
			}
		}
		if len(req.Header) != 1 {
			t.Errorf("%s: the caller's request was changed", c.url)
		}
	}
}

// A redirect to another host must not take the key along.
func TestTransportAcrossARedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("X-OpenRouter-Title") != "" {
			t.Error("the other host was told the key or the app")
		}
	}))
	defer elsewhere.Close()
	here := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+testKey {
			t.Error("the key is missing")
		}
		http.Redirect(w, r, elsewhere.URL+"/api/v1/key", http.StatusTemporaryRedirect)
	}))
	defer here.Close()
	client := &http.Client{Transport: &orkey.Transport{Key: mustKey(t, testKey), Client: &orkey.Client{BaseURL: here.URL, App: orkey.App{Title: "An app"}}}}
	res, err := client.Post(here.URL+"/api/v1/key", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

func TestTransportZeroValues(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Basic own" {
			t.Error("the request did not come as it was")
		}
	}))
	defer server.Close()
	req, err := http.NewRequest("GET", server.URL+"/api/v1/key", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Basic own")
	res, err := (&orkey.Transport{}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

type closeRecorder struct {
	io.Reader
	closed bool
}

func (c *closeRecorder) Close() error { c.closed = true; return nil }

func TestTransportClosesTheBodyOnError(t *testing.T) {
	body := &closeRecorder{Reader: strings.NewReader("x")}
	req, err := http.NewRequest("POST", "https://openrouter.ai/api/v1/key", body)
	if err != nil {
		t.Fatal(err)
	}
	transport := &orkey.Transport{Client: &orkey.Client{BaseURL: "nonsense"}, Base: roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("sent") })}
	if _, err := transport.RoundTrip(req); err == nil || err.Error() == "sent" || !body.closed {
		t.Errorf("%v, closed %v", err, body.closed)
	}
}
