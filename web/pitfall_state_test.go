package web_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// A callback that belongs to no sign-in of this browser sends nothing to
// OpenRouter and signs nobody in: not with a state that was made up, nor with one
// that is somebody else's.
func TestPitfallForeignState(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		bend func(mine, theirs url.Values) url.Values // what the victim loads
	}{
		{"theirs whole", func(mine, theirs url.Values) url.Values { return theirs }},
		{"their code, my state", func(mine, theirs url.Values) url.Values {
			mine.Set("state", mine.Get("state")+"x")
			mine.Set("code", theirs.Get("code"))
			return mine
		}},
		{"made up", func(mine, theirs url.Values) url.Values {
			theirs.Set("state", "0123456789ABCDEFGHIJKLMNOP")
			return theirs
		}},
		{"empty", func(mine, theirs url.Values) url.Values {
			theirs.Set("state", "")
			return theirs
		}},
		{"both states", func(mine, theirs url.Values) url.Values {
			theirs.Add("state", mine.Get("state"))
			return theirs
		}},
		{"mine and theirs", func(mine, theirs url.Values) url.Values {
			mine.Add("state", theirs.Get("state"))
			return mine
		}},
		{"two codes", func(mine, theirs url.Values) url.Values {
			mine.Add("code", theirs.Get("code"))
			return mine
		}},
		{"huge", func(mine, theirs url.Values) url.Values {
			theirs.Set("state", strings.Repeat("A", 1<<16))
			return theirs
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			victim, attacker := s.browser(), s.browser()
			query := func(b *browser, user string) url.Values {
				u, err := url.Parse(s.approve(b.begin("/"), orkeytest.Consent{UserID: user}))
				if err != nil {
					t.Fatal(err)
				}
				return u.Query()
			}
			users := s.openrouter.Config().Users
			mine, theirs := query(victim, users[0].ID), query(attacker, users[1].ID)
			genuine := "/auth/callback?" + mine.Encode()
			res := victim.visit("/auth/callback?" + test.bend(mine, theirs).Encode())
			if res.status != http.StatusBadRequest {
				t.Errorf("%d %s", res.status, res.location())
			}
			if n := s.exchanges(); n != 0 {
				t.Errorf("%d codes were sent", n)
			}
			victim.signedOut()
			victim.visit(genuine).lands(t, "/") // it has done no harm
			victim.signedIn(users[0].ID)
		})
	}
}

// Who is signed in stays who they are, whatever callback they are led to.
func TestPitfallLoginCSRF(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	victim := s.browser()
	victim.signIn()
	users := s.openrouter.Config().Users
	res := victim.visit(s.approve(s.browser().begin("/"), orkeytest.Consent{UserID: users[1].ID}))
	if res.header.Get("Set-Cookie") != "" || s.exchanges() != 1 {
		t.Errorf("%d %v after %d exchanges", res.status, res.header, s.exchanges())
	}
	victim.signedIn(users[0].ID)

	// Nor do pages of other sites begin a sign-in by a form.
	req := victim.request("POST", "/auth/login", "return_to=/", slices.Concat(submitting, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"})...)
	if res := victim.do(req); res.status != http.StatusForbidden {
		t.Errorf("a form of another site: %d %s", res.status, res.location())
	}
}

// Each sign-in has a session of its own: a cookie planted before, or copied from
// the session before, is worth nothing after.
func TestPitfallFixation(t *testing.T) {
	t.Parallel()
	store := new(memory)
	s := newSite(t, func(cfg *web.Config) { cfg.Store = store })
	b := s.browser()
	b.signIn()
	before, token := b.cookies()[cookie], store.tokens()
	b.signIn(orkeytest.Consent{UserID: s.openrouter.Config().Users[1].ID})
	after := store.tokens()
	if len(token) != 1 || len(after) != 1 || token[0] == after[0] {
		t.Errorf("the store has %d sessions, and then %d", len(token), len(after))
	}
	req := b.request("GET", "/", "")
	req.Header.Set("Cookie", cookie+"="+before)
	if session, err := s.signIn.Session(req); err == nil {
		t.Errorf("the cookie of before is %v", session)
	}
	b.signedIn(s.openrouter.Config().Users[1].ID)
}

// The state carries where the person wants to go, and shows and takes nothing of
// that.
func TestStateIsSealed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	u, err := url.Parse(b.begin("/secret-place"))
	if err != nil {
		t.Fatal(err)
	}
	state := u.Query().Get("state")
	if raw, err := base64.RawURLEncoding.DecodeString(state); err != nil || strings.Contains(string(raw), "secret-place") {
		t.Errorf("the state is %s, %v", state, err)
	}
	elsewhere := s.browser() // where the cookie is not
	for i := range state {
		bent := []byte(state)
		bent[i] = map[bool]byte{true: 'A', false: 'B'}[bent[i] != 'A']
		if res := elsewhere.visit("/auth/callback?code=x&state=" + string(bent)); strings.Contains(res.body, "secret-place") {
			t.Errorf("bent at %d it still leads somewhere", i)
		}
	}
	if res := elsewhere.visit("/auth/callback?code=x&state=" + state); res.status != http.StatusBadRequest || !strings.Contains(tryAgain(t, res), "return_to=%2Fsecret-place") {
		t.Errorf("%d, and the way is lost", res.status)
	}
}

// Keys may be asked to end, each at its time.
func TestKeyLifetime(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.KeyLifetime = 24 * time.Hour })
	for range 2 {
		u, err := url.Parse(s.browser().begin("/"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := u.Query().Get("expires_at"), s.clock.now().Add(24*time.Hour).UTC().Format(time.RFC3339); got != want {
			t.Errorf("expires_at is %s, not %s", got, want)
		}
		s.clock.advance(time.Hour)
	}
}
