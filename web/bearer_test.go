package web_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// Programs bring the key itself, where that is allowed. OpenRouter is asked about
// it once a minute.
func TestBearer(t *testing.T) {
	t.Parallel()
	s := newSite(t, withAPI, func(cfg *web.Config) { cfg.AcceptBearer = true })
	key, err := s.openrouter.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path string, headers ...string) answer {
		b := s.browser()
		return b.do(b.request("GET", path, "", headers...))
	}
	lookups := func() (n int) {
		for _, r := range s.openrouter.Requests() {
			if r.Path == "/api/v1/key" {
				n++
			}
		}
		return n
	}
	for _, test := range []struct {
		name, authorization string
		status              int
	}{
		{"none", "", 401},
		{"good", "Bearer " + key, 200},
		{"in lower case", "bearer " + key, 200},
		{"unknown", "Bearer sk-or-v1-" + strings.Repeat("0", 64), 401},
		{"another scheme", "Basic " + key, 401},
		{"no key", "Bearer xyz", 401},
		{"two", "Bearer " + key + " " + key, 401},
	} {
		var headers []string
		if test.authorization != "" {
			headers = []string{"Authorization", test.authorization}
		}
		if res := ask("/data", headers...); res.status != test.status {
			t.Errorf("%s: %d %s", test.name, res.status, res.body)
		}
	}
	if n := lookups(); n != 2 {
		t.Errorf("OpenRouter was asked %d times about two keys", n)
	}
	var asking sync.WaitGroup
	s.clock.advance(time.Minute)
	for range 20 {
		asking.Go(func() {
			if res := ask("/data", "Authorization", "Bearer "+key); res.body != "GET /data by "+s.ada() {
				t.Errorf("%d %s", res.status, res.body)
			}
		})
	}
	asking.Wait()
	if res := ask("/data"); !slices.Contains(res.header.Values("Www-Authenticate"), "Bearer") {
		t.Errorf("%v", res.header)
	}
	if n := lookups(); n != 3 {
		t.Errorf("and %d times in the next minute", n-2)
	}
	if res := ask("/auth/api/v1/models", "Authorization", "Bearer "+key); res.status != 200 {
		t.Errorf("%d %s", res.status, res.body)
	}

	// A key that says nothing does not hide behind a session.
	b := s.browser()
	b.signIn()
	if res := b.do(b.request("GET", "/data", "", "Authorization", "Bearer sk-or-v1-"+strings.Repeat("0", 64))); res.status != 401 {
		t.Errorf("beside a session: %d", res.status)
	}

	// The pass-through notices at once that a key is gone.
	s.openrouter.DeleteKey(key)
	for range 2 {
		b := s.browser()
		if res := b.do(b.request("POST", "/auth/api/v1/chat/completions", question, "Authorization", "Bearer "+key)); res.status != 401 {
			t.Errorf("deleted: %d %s", res.status, res.body)
		}
	}
	if res := ask("/data", "Authorization", "Bearer "+key); res.status != 401 {
		t.Errorf("deleted: %d", res.status)
	}
}

// While OpenRouter does not answer nobody can tell, which is not remembered.
func TestBearerUnavailable(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.AcceptBearer = true })
	key, err := s.openrouter.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	s.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/key", Status: 503})
	for _, status := range []int{503, 200} {
		b := s.browser()
		if res := b.do(b.request("GET", "/data", "", "Authorization", "Bearer "+key)); res.status != status {
			t.Errorf("%d %s", res.status, res.body)
		}
	}
}

// Where it is not switched on, a key opens nothing.
func TestBearerOff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key, err := s.openrouter.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	if res := b.do(b.request("GET", "/data", "", "Authorization", "Bearer "+key)); res.status != 401 {
		t.Errorf("%d %s", res.status, res.body)
	}
}
