package conformance_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A scene is an emulator with keys of every kind.
type scene struct {
	*recorder
	keys map[string]string
}

func newScene(t *testing.T, cfg orkeytest.Config) *scene {
	t.Helper()
	s := &scene{recorder: newRecorder(t, cfg)}
	users := s.Config().Users
	make := func(spec orkeytest.KeySpec) string {
		key, err := s.NewKey(spec)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	s.keys = map[string]string{
		goodKey:    make(orkeytest.KeySpec{}),
		limitedKey: make(orkeytest.KeySpec{Limit: 1, LimitReset: "weekly", ExpiresAt: time.Now().Add(time.Hour)}),
		spentKey:   make(orkeytest.KeySpec{Label: "emulator:spent-key"}),
		poorKey:    make(orkeytest.KeySpec{UserID: users[1].ID}),
		deadKey:    make(orkeytest.KeySpec{Label: "emulator:deleted-key"}),
		foreignKey: "sk-or-v1-" + strings.Repeat("0123456789abcdef", 4),
	}
	return s
}

// ask sends a request and returns it with its answer.
func (s *scene) ask(t *testing.T, line, key, body string) *exchange {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+"/api/v1"+path, strings.NewReader(s.fill(t, body)))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != noKey {
		req.Header.Set("Authorization", "Bearer "+s.keys[key])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return s.next(t)
}

// fill replaces what stands in braces: {code}, {plain}, {unchallenged}, {shy},
// {spent} and {expired} by codes of that kind, {verifier} by the one they all
// belong to, {other} by another.
func (s *scene) fill(t *testing.T, body string) string {
	t.Helper()
	verifier := orkey.NewVerifier()
	challenged := url.Values{"code_challenge": {verifier.Challenge()}, "code_challenge_method": {"S256"}}
	for name, value := range map[string]func() string{
		"code": func() string { return s.code(t, challenged) },
		"plain": func() string {
			return s.code(t, url.Values{"code_challenge": {verifier.Reveal()}, "code_challenge_method": {"plain"}})
		},
		"unchallenged": func() string { return s.code(t, url.Values{}) },
		"shy":          func() string { return s.code(t, challenged, orkeytest.Consent{UserID: s.Config().Users[2].ID}) },
		"spent": func() string {
			code := s.code(t, challenged)
			client := orkey.Client{BaseURL: s.url}
			if _, err := client.Exchange(t.Context(), code, verifier); err != nil {
				t.Fatal(err)
			}
			s.next(t)
			return code
		},
		"expired":   func() string { return s.code(t, challenged, orkeytest.Consent{KeyLabel: "emulator:expired-code"}) },
		"verifier":  verifier.Reveal,
		"other":     orkey.NewVerifier().Reveal,
		"challenge": verifier.Challenge,
		"model":     func() string { return "openai/gpt-4o-mini" },
	} {
		if hole := "{" + name + "}"; strings.Contains(body, hole) {
			body = strings.Replace(body, hole, value(), 1)
		}
	}
	return body
}

// code signs somebody in, as far as the callback.
func (s *scene) code(t *testing.T, parameters url.Values, consent ...orkeytest.Consent) string {
	t.Helper()
	parameters.Set("callback_url", "https://app.example/callback")
	callback, err := s.Approve(s.url+"/auth?"+parameters.Encode(), consent...)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil || u.Query().Get("code") == "" {
		t.Fatal(fmt.Errorf("no code came back (%w)", err))
	}
	return u.Query().Get("code")
}
