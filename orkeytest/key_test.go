package orkeytest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// fixed is a clock that stands still on a Sunday, the last day of a month, shortly before midnight UTC.
func fixed() time.Time { return time.Date(2027, 1, 31, 23, 0, 0, 0, time.UTC) }

func bearer(key string) []string { return []string{"Authorization", "Bearer " + key} }

type keyData struct {
	Label          string   `json:"label"`
	Limit          *float64 `json:"limit"`
	LimitRemaining *float64 `json:"limit_remaining"`
	LimitReset     *string  `json:"limit_reset"`
	Usage          float64  `json:"usage"`
	UsageDaily     float64  `json:"usage_daily"`
	UsageWeekly    float64  `json:"usage_weekly"`
	UsageMonthly   float64  `json:"usage_monthly"`
	IsFreeTier     bool     `json:"is_free_tier"`
	ExpiresAt      *string  `json:"expires_at"`
}

func keyInfo(t *testing.T, s *orkeytest.Server, key string) keyData {
	t.Helper()
	got := get(t, s.URL+"/api/v1/key", bearer(key)...)
	var info struct{ Data keyData }
	if err := json.Unmarshal([]byte(got.body), &info); err != nil || got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return info.Data
}

func TestKeyInfoToTheLetter(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{StableIDs: true, Now: fixed})
	key := newKey(t, s, orkeytest.KeySpec{Label: "Mine", Limit: 5, LimitReset: "monthly", ExpiresAt: fixed().AddDate(1, 0, 0)})
	want := `{"data":{"label":"` + key[:12] + "..." + key[len(key)-3:] + `","is_management_key":false,"is_provisioning_key":false,` +
		`"limit":5,"limit_reset":"monthly","limit_remaining":5,"include_byok_in_limit":false,` +
		`"usage":0,"usage_daily":0,"usage_weekly":0,"usage_monthly":0,` +
		`"byok_usage":0,"byok_usage_daily":0,"byok_usage_weekly":0,"byok_usage_monthly":0,` +
		`"is_free_tier":false,"expires_at":"2028-01-31T23:00:00Z","creator_user_id":"user_facadeAda0000000000000000",` +
		`"organization_id":null,"workspace_id":null,"allowed_data_regions":["global"],` +
		`"free_model_daily_requests":{"limit":1000,"used":0,"remaining":1000},` +
		`"rate_limit":{"requests":-1,"interval":"10s","note":"This field is deprecated and safe to ignore."}}}`
	for _, path := range []string{"/api/v1/key", "/api/v1/auth/key"} {
		if got := get(t, s.URL+path, bearer(key)...); got.status != http.StatusOK || got.body != want {
			t.Errorf("%s: %d\ngot  %s\nwant %s", path, got.status, got.body, want)
		}
	}
	if !strings.HasPrefix(key, "sk-or-v1-facade") || len(key) != 73 {
		t.Errorf("the key has another shape: %d characters", len(key))
	}
}

func TestUnauthorized(t *testing.T) {
	t.Parallel()
	const gone = `{"error":{"message":"User not found.","code":401}}`
	missing := map[orkeytest.Behaviour]string{
		orkeytest.Observed:   `{"error":{"message":"No cookie auth credentials found","code":401}}`,
		orkeytest.Documented: `{"error":{"message":"Missing Authentication header","code":401}}`,
	}
	for behaviour, missing := range missing {
		s := orkeytest.NewServer(t, orkeytest.Config{Behaviour: behaviour})
		deleted := newKey(t, s, orkeytest.KeySpec{})
		if !s.DeleteKey(deleted) || s.DeleteKey(deleted) {
			t.Error("DeleteKey: want true, then false")
		}
		expired := newKey(t, s, orkeytest.KeySpec{ExpiresAt: s.Now().Add(time.Hour)})
		keyInfo(t, s, expired)
		s.Advance(time.Hour)
		for _, tt := range []struct{ name, header, want string }{
			{"none", "", missing},
			{"no bearer", "Basic eDp5", missing},
			{"empty bearer", "Bearer ", missing},
			{"unknown", "Bearer sk-or-v1-" + strings.Repeat("0", 64), gone},
			{"no key at all", "Bearer undefined", gone},
			{"deleted", "Bearer " + deleted, gone},
			{"expired", "Bearer " + expired, gone},
		} {
			for _, path := range []string{"/api/v1/key", "/api/v1/auth/key", "/api/v1/credits"} {
				if got := get(t, s.URL+path, "Authorization", tt.header); got.status != http.StatusUnauthorized || got.body != tt.want {
					t.Errorf("%v, %s, %s: %d %s", behaviour, tt.name, path, got.status, got.body)
				}
			}
			body := `{"model":"emulator/echo","messages":[{"role":"user","content":"x"}],"input":"x"}`
			for _, path := range []string{"/api/v1/chat/completions", "/api/v1/responses"} {
				if got := post(t, s.URL+path, body, "Authorization", tt.header); got.status != http.StatusUnauthorized || got.body != tt.want {
					t.Errorf("%v, %s, %s: %d %s", behaviour, tt.name, path, got.status, got.body)
				}
			}
		}
	}
}

func TestCredits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		quirks orkeytest.Quirks
		status int
		body   string
	}{
		{orkeytest.Quirks{}, 403, `{"error":{"message":"Only management keys can perform this operation","code":403}}`},
		{orkeytest.Quirks{ZeroCredits: true}, 200, `{"data":{"total_credits":0,"total_usage":0}}`},
	} {
		s := orkeytest.NewServer(t, orkeytest.Config{Quirks: tt.quirks})
		got := get(t, s.URL+"/api/v1/credits", bearer(newKey(t, s, orkeytest.KeySpec{}))...)
		if got.status != tt.status || got.body != tt.body {
			t.Errorf("%+v: %d %s", tt.quirks, got.status, got.body)
		}
	}
}

// spend has the key pay for an answer of a few cents and returns the status.
func spend(t *testing.T, s *orkeytest.Server, key string) answer {
	t.Helper()
	return post(t, s.URL+"/api/v1/chat/completions",
		`{"model":"emulator/expensive","messages":[{"role":"user","content":"one"}]}`, bearer(key)...)
}

// A key to keep is as new after a reset; any other, and one that was deleted, is gone.
func TestKeepSurvivesReset(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{StableIDs: true, Now: fixed})
	kept := newKey(t, s, orkeytest.KeySpec{Label: "Kept", Keep: true, Limit: 5, LimitReset: "daily"})
	other := newKey(t, s, orkeytest.KeySpec{})
	deleted := newKey(t, s, orkeytest.KeySpec{Keep: true})
	s.DeleteKey(deleted)
	if got := spend(t, s, kept); got.status != http.StatusOK || keyInfo(t, s, kept).Usage == 0 {
		t.Fatalf("nothing is spent: %d %s", got.status, got.body)
	}
	for range 2 {
		s.Reset()
		if got := keyInfo(t, s, kept); got.Usage != 0 || got.UsageDaily != 0 || *got.LimitRemaining != 5 {
			t.Errorf("kept: %+v", got)
		}
		for name, key := range map[string]string{"other": other, "deleted": deleted} {
			if got := get(t, s.URL+"/api/v1/key", bearer(key)...); got.status != http.StatusUnauthorized {
				t.Errorf("%s: %d", name, got.status)
			}
		}
		if n := len(s.Keys()); n != 1 {
			t.Errorf("%d keys", n)
		}
	}
	// Identifiers begin anew, but no key is the one that was kept.
	if again := newKey(t, s, orkeytest.KeySpec{}); again == kept || len(s.Keys()) != 2 {
		t.Errorf("%d keys", len(s.Keys()))
	}
}

func TestLimitsAreSpentAndStartAfresh(t *testing.T) {
	t.Parallel()
	const eachCosts = 0.04 // one token in, three out: "You said: one"
	day, week, month := time.Hour, time.Hour, time.Hour
	for _, tt := range []struct {
		reset  string
		afresh time.Duration // from fixed
	}{
		{"", 0},
		{"daily", day},
		{"weekly", week}, // it is Sunday
		{"monthly", month},
	} {
		t.Run("reset "+tt.reset, func(t *testing.T) {
			t.Parallel()
			s := orkeytest.NewServer(t, orkeytest.Config{Now: fixed})
			key := newKey(t, s, orkeytest.KeySpec{Limit: 0.08, LimitReset: tt.reset})
			for range 2 {
				if got := spend(t, s, key); got.status != http.StatusOK {
					t.Fatalf("%d %s", got.status, got.body)
				}
			}
			info := keyInfo(t, s, key)
			if info.Usage != 2*eachCosts || info.UsageDaily != info.Usage || info.UsageWeekly != info.Usage || info.UsageMonthly != info.Usage || *info.LimitRemaining != 0 {
				t.Errorf("spent: %+v", info)
			}
			const want = `{"error":{"message":"Key limit exceeded. Manage it using https://openrouter.ai/settings/keys","code":402,"metadata":{"limit_source":"openrouter_key_limit"}}}`
			if got := spend(t, s, key); got.status != http.StatusPaymentRequired || got.body != want {
				t.Errorf("%d %s", got.status, got.body)
			}
			free := post(t, s.URL+"/api/v1/chat/completions", `{"model":"x/y:free","messages":[{"role":"user","content":"x"}]}`, bearer(key)...)
			if free.status != http.StatusOK {
				t.Errorf("a free model: %d", free.status)
			}
			if tt.afresh == 0 {
				s.Advance(1000 * time.Hour)
				if got := spend(t, s, key); got.status != http.StatusPaymentRequired {
					t.Errorf("much later: %d", got.status)
				}
				return
			}
			s.Advance(tt.afresh - time.Nanosecond)
			if got := spend(t, s, key); got.status != http.StatusPaymentRequired {
				t.Errorf("just before: %d", got.status)
			}
			s.Advance(time.Nanosecond)
			info = keyInfo(t, s, key)
			if info.Usage != 2*eachCosts || *info.LimitRemaining != 0.08 || info.UsageDaily != 0 || info.UsageWeekly != 0 || info.UsageMonthly != 0 {
				t.Errorf("afresh: %+v", info)
			}
			if got := spend(t, s, key); got.status != http.StatusOK {
				t.Errorf("afresh: %d %s", got.status, got.body)
			}
		})
	}
}

func TestUsageByPeriods(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Now: fixed})
	key := newKey(t, s, orkeytest.KeySpec{})
	s.SetTime(time.Date(2027, 2, 3, 12, 0, 0, 0, time.UTC)) // a Wednesday
	spend(t, s, key)
	for _, tt := range []struct {
		at                     time.Time
		daily, weekly, monthly float64
	}{
		{time.Date(2027, 2, 3, 23, 59, 59, 0, time.UTC), 0.04, 0.04, 0.04},
		{time.Date(2027, 2, 4, 0, 0, 0, 0, time.UTC), 0, 0.04, 0.04},
		{time.Date(2027, 2, 7, 23, 59, 59, 0, time.UTC), 0, 0.04, 0.04},
		{time.Date(2027, 2, 8, 0, 0, 0, 0, time.UTC), 0, 0, 0.04},
		{time.Date(2027, 2, 28, 23, 59, 59, 0, time.UTC), 0, 0, 0.04},
		{time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), 0, 0, 0},
		{time.Date(2028, 2, 3, 12, 0, 0, 0, time.UTC), 0, 0, 0},
	} {
		s.SetTime(tt.at)
		info := keyInfo(t, s, key)
		if info.Usage != 0.04 || info.UsageDaily != tt.daily || info.UsageWeekly != tt.weekly || info.UsageMonthly != tt.monthly {
			t.Errorf("%v: %+v", tt.at, info)
		}
	}
}

func TestAccountWithoutCredits(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{Users: []orkeytest.User{{ID: "user_rich", Credits: 0.06}, {ID: "user_poor"}}})
	const want = `{"error":{"message":"Insufficient credits. Add more using https://openrouter.ai/settings/credits","code":402,"metadata":{"limit_source":"openrouter_credits"}}}`
	poor := newKey(t, s, orkeytest.KeySpec{UserID: "user_poor"})
	if got := spend(t, s, poor); got.status != http.StatusPaymentRequired || got.body != want {
		t.Errorf("no credits: %d %s", got.status, got.body)
	}
	if !keyInfo(t, s, poor).IsFreeTier {
		t.Error("who has no credits is on the free tier")
	}
	for i, status := range []int{200, 200, 402} { // two keys, one purse
		key := newKey(t, s, orkeytest.KeySpec{UserID: "user_rich"})
		if got := spend(t, s, key); got.status != status {
			t.Errorf("answer %d: %d", i, got.status)
		}
	}
}

func TestKeysAreForgottenTheUnusedFirst(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{MaxKeys: 2})
	first, second := newKey(t, s, orkeytest.KeySpec{}), newKey(t, s, orkeytest.KeySpec{})
	keyInfo(t, s, first)
	third := newKey(t, s, orkeytest.KeySpec{})
	keyInfo(t, s, first)
	keyInfo(t, s, third)
	if got := get(t, s.URL+"/api/v1/key", bearer(second)...); got.status != http.StatusUnauthorized {
		t.Errorf("the key unused longest: %d", got.status)
	}
	if n := len(s.Keys()); n != 2 {
		t.Errorf("%d keys", n)
	}
}

func TestNewKeyRefusals(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	_, err := s.NewKey(orkeytest.KeySpec{UserID: "user_nobody", Limit: -1, LimitReset: "hourly", Label: strings.Repeat("x", 101)})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("want four problems: %v", err)
	}
}
