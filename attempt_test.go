package orkey_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
)

func sha256Hex(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func TestBegin(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 500, time.UTC)
	client := &orkey.Client{Now: func() time.Time { return now }}
	attempt, authorizeURL, err := client.Begin(orkey.Request{CallbackURL: "https://app.example/cb"})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(authorizeURL)
	if err != nil {
		t.Fatal(err)
	}
	state := u.Query().Get("state")
	if len(state) != 26 || !attempt.MatchesState(state) || attempt.MatchesState(state+"x") || attempt.MatchesState("") {
		t.Errorf("the attempt does not know its state of %d characters", len(state))
	}
	if attempt.Headless() || !attempt.Began().Equal(now.Truncate(time.Second)) {
		t.Errorf("headless %v, began %v", attempt.Headless(), attempt.Began())
	}
	_, second, err := client.Begin(orkey.Request{CallbackURL: "https://app.example/cb"})
	if err != nil || second == authorizeURL {
		t.Errorf("two attempts are the same, or %v", err)
	}
}

func TestBeginHeadless(t *testing.T) {
	attempt, authorizeURL, err := (&orkey.Client{}).Begin(orkey.Request{State: "unused"})
	if err != nil || !attempt.Headless() || attempt.MatchesState("") || attempt.MatchesState("unused") || strings.Contains(authorizeURL, "state") {
		t.Errorf("headless %v, %s, %v", attempt.Headless(), authorizeURL, err)
	}
}

func TestAttemptIsStored(t *testing.T) {
	for _, req := range []orkey.Request{
		{},
		{OtherBinding: true},
		{CallbackURL: "https://app.example/cb"},
		{CallbackURL: "https://app.example/cb", OtherBinding: true},
		{CallbackURL: "https://app.example/cb", State: "with.dots.in-it_~"},
		{CallbackURL: "https://app.example/cb", State: strings.Repeat("s", 512)},
	} {
		attempt, _, err := (&orkey.Client{}).Begin(req)
		if err != nil {
			t.Fatal(err)
		}
		text, err := attempt.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var again orkey.Attempt
		if err := again.UnmarshalText(text); err != nil {
			t.Fatalf("%+v: %v", req, err)
		}
		if text2, err := again.MarshalText(); err != nil || !bytes.Equal(text, text2) || !again.Began().Equal(attempt.Began()) || again.Headless() != attempt.Headless() {
			t.Errorf("%+v: comes back changed, %v", req, err)
		}
	}
	if _, err := (orkey.Attempt{}).MarshalText(); err == nil {
		t.Error("the zero attempt can be stored")
	}
}

func TestUnmarshalAttemptRefuses(t *testing.T) {
	for _, c := range []struct{ name, in string }{
		{"empty", ""},
		{"another version", "2.-.t8q0g0." + rfcVerifier + ".state"},
		{"unknown binding", "1.x.t8q0g0." + rfcVerifier + ".state"},
		{"no time", "1.-.." + rfcVerifier + ".state"},
		{"time written otherwise", "1.-.+T8Q." + rfcVerifier + ".state"},
		{"no verifier", "1.-.t8q0g0..state"},
		{"verifier of another length", "1.-.t8q0g0." + rfcVerifier + "a.state"},
		{"state with a space", "1.-.t8q0g0." + rfcVerifier + ".sta te"},
		{"too few fields", "1.-.t8q0g0." + rfcVerifier},
		{"too long", "1.-.t8q0g0." + rfcVerifier + "." + strings.Repeat("s", 600)},
	} {
		attempt := orkey.Attempt{}
		if err := attempt.UnmarshalText([]byte(c.in)); err == nil || strings.Contains(err.Error(), rfcVerifier) || !attempt.Began().IsZero() {
			t.Errorf("%s: taken, or its text in %v", c.name, err)
		}
	}
}

func FuzzAttempt(f *testing.F) {
	f.Add([]byte("1.b.t8q0g0." + rfcVerifier + ".st.ate"))
	f.Add([]byte("1.-.t8q0g0." + rfcVerifier + "."))
	f.Add([]byte("1.-.-1." + rfcVerifier + ".s"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		var attempt orkey.Attempt
		if attempt.UnmarshalText(text) != nil {
			return
		}
		again, err := attempt.MarshalText()
		if err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q was taken and stored as %q, %v", text, again, err)
		}
		if printed := fmt.Sprintf("%v %+v %#v %s", attempt, attempt, attempt, attempt); strings.Contains(printed, strings.Split(string(text), ".")[3]) {
			t.Errorf("prints its verifier: %s", printed)
		}
	})
}
