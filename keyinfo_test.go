package orkey_test

import (
	"errors"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
)

func TestKeyInfo(t *testing.T) {
	server := newExchanger(t, 200, "application/json", `{"data":{"label":"sk-or-v1-0e6...c96","limit":10,"limit_remaining":7.5,"limit_reset":"monthly",
		"usage":25.5,"usage_daily":0.25,"usage_weekly":1,"usage_monthly":2.5,"byok_usage":1,"byok_usage_daily":2,"byok_usage_weekly":3,"byok_usage_monthly":4,
		"include_byok_in_limit":true,"is_free_tier":true,"is_management_key":false,"creator_user_id":"user_2abc","expires_at":"2030-01-02T03:04:05Z","organization_id":null}}`)
	info, err := server.client().KeyInfo(t.Context(), mustKey(t, testKey))
	if err != nil {
		t.Fatal(err)
	}
	if info.Label != "sk-or-v1-0e6...c96" || *info.Limit != 10 || *info.LimitRemaining != 7.5 || info.LimitReset != "monthly" ||
		info.Usage != 25.5 || info.UsageDaily != .25 || info.UsageWeekly != 1 || info.UsageMonthly != 2.5 ||
		info.BYOKUsage != 1 || info.BYOKUsageDaily != 2 || info.BYOKUsageWeekly != 3 || info.BYOKUsageMonthly != 4 ||
		!info.IncludeBYOKInLimit || !info.IsFreeTier || info.IsManagementKey || info.CreatorUserID != "user_2abc" ||
		!info.ExpiresAt.Equal(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("%+v", info)
	}
	if got := server.body.Load(); got != "GET /api/v1/key  " {
		t.Errorf("the request was %q", got)
	}
}

func TestKeyInfoWithoutLimit(t *testing.T) {
	server := newExchanger(t, 200, "application/json", `{"data":{"label":"x","limit":null,"limit_remaining":null,"limit_reset":null,"creator_user_id":null,"expires_at":null}}`)
	info, err := server.client().KeyInfo(t.Context(), mustKey(t, testKey))
	if err != nil || info.Limit != nil || info.LimitRemaining != nil || info.LimitReset != "" || !info.ExpiresAt.IsZero() {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestKeyInfoErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   error // nil: an *APIError without a sentinel
	}{
		{"deleted", 401, `{"error":{"message":"User not found.","code":401}}`, orkey.ErrKeyRejected},
		{"no header", 401, `{"error":{"message":"No cookie auth credentials found","code":401}}`, orkey.ErrKeyRejected},
		{"401 of a proxy", 401, `<html>`, orkey.ErrKeyRejected},
		{"forbidden", 403, `{"error":{"message":"Forbidden","code":403}}`, nil},
		{"not there", 404, `<html>`, nil},
		{"overloaded", 503, ``, orkey.ErrUnavailable},
		{"too many", 429, ``, orkey.ErrUnavailable},
		{"no data", 200, `{}`, orkey.ErrUnavailable},
		{"not JSON", 200, `<html>`, orkey.ErrUnavailable},
		{"echoes the key", 400, `{"error":{"message":"bad ` + testKey + `"}}`, nil},
	} {
		_, err := newExchanger(t, c.status, "application/json", c.body).client().KeyInfo(t.Context(), mustKey(t, testKey))
		if e, ok := errors.AsType[*orkey.APIError](err); !ok || e.Status != c.status {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, sentinel := range []error{orkey.ErrKeyRejected, orkey.ErrUnavailable, orkey.ErrCodeRejected} {
			if errors.Is(err, sentinel) != (sentinel == c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		checkNoSecret(t, c.name, err.Error())
	}
	server := newExchanger(t, 200, "application/json", `{"data":{}}`)
	if _, err := server.client().KeyInfo(t.Context(), orkey.Key{}); !errors.Is(err, orkey.ErrKeyRejected) || server.calls.Load() != 0 {
		t.Errorf("without a key: %v after %d requests", err, server.calls.Load())
	}
}
