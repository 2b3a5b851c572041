package orkey_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
)

const (
	testKey  = "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"
	redacted = "sk-or-v1-0e6…c96"
)

func mustKey(t testing.TB, s string) orkey.Key {
	t.Helper()
	key, err := orkey.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestParseKey(t *testing.T) {
	for _, c := range []struct {
		name, in string
		ok       bool
	}{
		{"as minted", testKey, true},
		{"another version", "sk-or-v2-0123456789abcdef", true},
		{"without a version", "sk-or-0123456789abcdefg_", true},
		{"empty", "", false},
		{"undefined", "undefined", false},
		{"null", "null", false},
		{"prefix alone", "sk-or-v1-", false},
		{"another provider's", "sk-ant-REDACTED", false},
		{"too long", "sk-or-v1-" + strings.Repeat("a", 300), false},
		{"a line break", testKey + "\n", false},
		{"a space inside", "sk-or-v1-0e6f44a4 7a05f1dad2ad7e88", false},
		{"a header smuggled in", "sk-or-v1-0123456789abcdef\r\nX: y", false},
		{"not ASCII", "sk-or-v1-0123456789abcdeé", false},
		{"redacted", redacted, false},
	} {
		key, err := orkey.ParseKey(c.in)
		if (err == nil) != c.ok {
			t.Errorf("%s: error %v", c.name, err)
		}
		if c.ok && (key.Reveal() != c.in || key.IsZero()) {
			t.Errorf("%s: comes back changed", c.name)
		}
		if !c.ok && (!key.IsZero() || len(c.in) > 9 && strings.Contains(err.Error(), c.in)) {
			t.Errorf("%s: a key came back, or its text in %q", c.name, err)
		}
	}
}

func TestKeyString(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{testKey, redacted},
		{"sk-or-0123456789abcdef0123456789abcdef", "sk-or-012…def"},
		{"sk-or-v1-0123456789abcdef", "sk-or-v1-…"}, // too short to show six characters of
	} {
		if got := mustKey(t, c.in).String(); got != c.want {
			t.Errorf("redacted to %q, want %q", got, c.want)
		}
	}
	if got := (orkey.Key{}).String(); got != "" {
		t.Errorf("the zero key prints %q", got)
	}
	if (orkey.Key{}).Reveal() != "" || !(orkey.Key{}).IsZero() {
		t.Error("the zero key is something")
	}
}

func TestKeyHash(t *testing.T) {
	// printf %s "$KEY" | sha256sum
	const want = "bf5883afeb1d6d80da112459d4da5a75f9d2b4abab6ddd328f2571ad934c2b2a"
	if got := mustKey(t, testKey).Hash(); got != want {
		t.Errorf("hash is %s, want %s", got, want)
	}
}

func TestKeysCompare(t *testing.T) {
	a, b, c := mustKey(t, testKey), mustKey(t, testKey), mustKey(t, testKey+"0")
	if !a.Equal(b) || a.Equal(c) || a.Equal(orkey.Key{}) || !reflect.DeepEqual(a, b) {
		t.Error("keys do not compare by their text")
	}
}

// Everything that holds a secret, in every position from which printers take
// different ways to it.
func holders(t *testing.T) map[string]any {
	key := mustKey(t, testKey)
	verifier, err := orkey.ParseVerifier(rfcVerifier)
	if err != nil {
		t.Fatal(err)
	}
	attempt, _, err := (&orkey.Client{}).Begin(orkey.Request{CallbackURL: "https://app.example/cb", State: secretState})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"key": key, "pointer to key": &key, "keys": []orkey.Key{key}, "map": map[string]orkey.Key{"a": key},
		"grant":            orkey.Grant{Key: key, UserID: "user_1"},
		"exported field":   struct{ Key orkey.Key }{key},
		"unexported field": struct{ key orkey.Key }{key},
		"unexported grant": struct{ g *orkey.Grant }{&orkey.Grant{Key: key}},
		"transport":        &orkey.Transport{Key: key},
		"verifier":         verifier, "unexported verifier": struct{ v orkey.Verifier }{verifier},
		"attempt": attempt, "pointer to attempt": &attempt, "unexported attempt": struct{ a orkey.Attempt }{attempt},
	}
}

const secretState = "state-that-nobody-may-see"

func checkNoSecret(t *testing.T, where, text string) {
	t.Helper()
	for name, secret := range map[string]string{"key": testKey, "middle of the key": testKey[20:40], "verifier": rfcVerifier, "state": secretState} {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) || strings.Contains(text, fmt.Sprintf("%v", []byte(secret))) {
			t.Errorf("%s shows the %s: %s", where, name, text)
		}
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	for name, holder := range holders(t) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%40s", "%-40v", "%.80s", "%t", "%p", "%U"} {
			checkNoSecret(t, name+" under "+verb, fmt.Sprintf(verb, holder))
		}
		checkNoSecret(t, name+" in an error", fmt.Errorf("failed with %v", holder).Error())
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("text", "x", holder)
		checkNoSecret(t, name+" in slog's text", log.String())
		if strings.Contains(name, "attempt") {
			continue // its MarshalText is for storage and says so
		}
		slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "x", holder)
		checkNoSecret(t, name+" in slog's JSON", log.String())
		if b, err := json.Marshal(holder); err == nil {
			checkNoSecret(t, name+" in JSON", string(b))
		}
		if b, err := xml.Marshal(holder); err == nil {
			checkNoSecret(t, name+" in XML", string(b))
		}
	}
}

func TestKeyPrintsRedacted(t *testing.T) {
	key := mustKey(t, testKey)
	for _, c := range []struct{ format, want string }{
		{"%v", redacted},
		{"%s", redacted},
		{"%+v", redacted},
		{"%q", `"` + redacted + `"`},
		{"%x", redacted},
		{"%#v", `orkey.Key("` + redacted + `")`},
		{"%20s|", "    " + redacted + "|"},
		{"%-20s|", redacted + "    |"},
	} {
		if got := fmt.Sprintf(c.format, key); got != c.want {
			t.Errorf("%s gives %q, want %q", c.format, got, c.want)
		}
	}
	if b, err := json.Marshal(orkey.Grant{Key: key, UserID: "user_1"}); err != nil || string(b) != `{"key":"`+redacted+`","user_id":"user_1"}` {
		t.Errorf("JSON is %s, %v", b, err)
	}
	if got := slog.AnyValue(key).Resolve().String(); got != redacted {
		t.Errorf("slog gives %q", got)
	}
}

// A panic prints a named string as it is; a Key must not be one.
func TestPanicShowsNoKey(t *testing.T) {
	if os.Getenv("ORKEY_TEST_PANIC") != "" {
		panic(mustKey(t, testKey))
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestPanicShowsNoKey$")
	cmd.Env = append(os.Environ(), "ORKEY_TEST_PANIC=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "panic:") {
		t.Fatalf("the program did not panic: %s", out)
	}
	checkNoSecret(t, "a panic", string(out))
}
