//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// OpenRouter need not heed what a login asks for, and the person can change it:
// what the key became is what is told, and what it was to be is not forgotten.
func TestLoginTellsWhatTheKeyBecame(t *testing.T) {
	t.Parallel()
	in30 := time.Now().Add(30 * 24 * time.Hour).UTC().Format(time.RFC3339)
	const link = "; its owner can change it on the settings page\n"
	for _, tc := range []struct {
		name, args string
		key        string // what OpenRouter tells
		says       []string
	}{
		{"as asked", "--limit 5 --limit-reset weekly --expires 30d", `{"limit":5,"limit_remaining":5,"limit_reset":"weekly","expires_at":"` + in30 + `"}`,
			[]string{"Limit:    $5.00 a week, $5.00 left\n"}},
		{"less than asked", "--limit 5", `{"limit":0.5,"limit_remaining":0.000001}`, []string{"Limit:    $0.50, $0.000001 left\n"}},
		{"no limit", "--limit 5", `{"limit":null}`, []string{"Limit:    none\n", "warning: the key was to have a limit of $5.00, and has another" + link}},
		{"a higher limit", "--limit 5", `{"limit":50}`, []string{"Limit:    $50.00\n", "warning: the key was to have a limit of $5.00"}},
		{"another reset", "--limit 5 --limit-reset daily", `{"limit":5,"limit_reset":"monthly"}`,
			[]string{"Limit:    $5.00 a month\n", "warning: the limit was to reset daily, and does not" + link}},
		{"a reset of nothing", "--limit-reset daily", `{"limit":null}`, []string{"Limit:    none\n", "warning: there is no limit to reset daily; --limit asks for one\n"}},
		{"a reset of another kind", "", `{"limit":5,"limit_reset":"fortnightly"}`, []string{"Limit:    $5.00, fortnightly\n"}},
		{"no expiry", "--expires 12h", `{}`, []string{"Expires:  never\n", "warning: the key was to expire at "}},
		{"a label of another's making", "", `{"label":"my \u001b[31mlaptop\nUser: eve"}`, []string{"Label:    my  [31mlaptop User: eve\n"}},
		{"a user of nobody's knowledge", "", `{"creator_user_id":null}`, []string{"Signed in.\n"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
			openrouter.Inject(orkeytest.Fault{Path: "/api/v1/key", Status: 200, Body: `{"data":` + tc.key + `}`})
			if strings.Contains(tc.key, "null}") && tc.args == "" {
				openrouter.Inject(orkeytest.Fault{Path: "/api/v1/auth/keys", Status: 200, Body: `{"key":"sk-or-v1-facade0000000000000000","user_id":null}`})
			}
			cmd := atHome(t, openrouter.URL, append([]string{"login", "--timeout", patience.String()}, strings.Fields(tc.args)...)...)
			cmd.Dir = t.TempDir()
			cmd.Env = append(cmd.Env, "BROWSER=browser")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Error(err)
			}
			for _, want := range tc.says {
				if !strings.Contains(string(out), want) {
					t.Errorf("it does not say %q", want)
				}
			}
			if warned := strings.Contains(string(out), "warning"); warned != strings.Contains(strings.Join(tc.says, ""), "warning") {
				t.Errorf("a warning: %v", warned)
			}
			if t.Failed() {
				t.Logf("%s", out)
			}
		})
	}
}
