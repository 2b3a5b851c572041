package orkeytest

import (
	"net/http"
	"time"
)

// keyInfo is GET /api/v1/key and its alias /api/v1/auth/key: what OpenRouter tells about the key it is asked with.
func (c *call) keyInfo() {
	k := c.authenticate()
	if k == nil {
		return
	}
	user, ok := c.cfg.user(k.user)
	if !ok {
		c.explain("the key's user is gone from the configuration")
		c.unauthorized(true)
		return
	}
	c.e.state.mu.Lock()
	spent := k.spent.at(c.now)
	info := keyData{
		Label:               k.masked,
		LimitReset:          orNull(k.reset),
		Usage:               spent.total.float(),
		UsageDaily:          spent.day.float(),
		UsageWeekly:         spent.week.float(),
		UsageMonthly:        spent.month.float(),
		IsFreeTier:          user.Credits == 0,
		CreatorUserID:       &k.user,
		AllowedDataRegions:  []string{"global"},
		FreeModelDailyQuota: freeModelQuota{Limit: freeModelsPerDay(user), Remaining: freeModelsPerDay(user)},
		WorkspaceID:         orNull(k.workspace),
		RateLimit:           rateLimit{-1, "10s", "This field is deprecated and safe to ignore."},
	}
	if k.limited {
		limit, remaining := k.limit.float(), max(0, k.remaining(c.now)).float()
		info.Limit, info.LimitRemaining = &limit, &remaining
	}
	if !k.expires.IsZero() {
		expires := k.expires.Format(time.RFC3339)
		info.ExpiresAt = &expires
	}
	c.e.state.mu.Unlock()
	c.json(http.StatusOK, map[string]any{"data": info})
}

// keyData is the answer of /api/v1/key. OpenRouter's TypeScript SDK rejects one in which a field is missing, so all are
// always there. The label is OpenRouter's covered form of the key, not the name that its owner gave it.
type keyData struct {
	Label               string         `json:"label"`
	IsManagementKey     bool           `json:"is_management_key"`
	IsProvisioningKey   bool           `json:"is_provisioning_key"`
	Limit               *float64       `json:"limit"`
	LimitReset          *string        `json:"limit_reset"`
	LimitRemaining      *float64       `json:"limit_remaining"`
	IncludeBYOKInLimit  bool           `json:"include_byok_in_limit"`
	Usage               float64        `json:"usage"`
	UsageDaily          float64        `json:"usage_daily"`
	UsageWeekly         float64        `json:"usage_weekly"`
	UsageMonthly        float64        `json:"usage_monthly"`
	BYOKUsage           float64        `json:"byok_usage"`
	BYOKUsageDaily      float64        `json:"byok_usage_daily"`
	BYOKUsageWeekly     float64        `json:"byok_usage_weekly"`
	BYOKUsageMonthly    float64        `json:"byok_usage_monthly"`
	IsFreeTier          bool           `json:"is_free_tier"`
	ExpiresAt           *string        `json:"expires_at"`
	CreatorUserID       *string        `json:"creator_user_id"`
	OrganizationID      *string        `json:"organization_id"`
	WorkspaceID         *string        `json:"workspace_id"`
	AllowedDataRegions  []string       `json:"allowed_data_regions"`
	FreeModelDailyQuota freeModelQuota `json:"free_model_daily_requests"`
	RateLimit           rateLimit      `json:"rate_limit"`
}

// freeModelQuota is how many requests to free models a day are left. The emulator counts none.
type freeModelQuota struct {
	Limit     int `json:"limit"`
	Used      int `json:"used"`
	Remaining int `json:"remaining"`
}

type rateLimit struct {
	Requests int    `json:"requests"`
	Interval string `json:"interval"`
	Note     string `json:"note"`
}

// freeModelsPerDay is 50, or 1000 for those who have bought at least ten dollars of credits.
func freeModelsPerDay(u *User) int {
	if u.Credits >= 10 {
		return 1000
	}
	return 50
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// credits is GET /api/v1/credits. A key that a sign-in made was seen to get 403, and zeros; never the balance.
func (c *call) credits() {
	if c.authenticate() == nil {
		return
	}
	if !c.cfg.Quirks.ZeroCredits {
		c.fail(http.StatusForbidden, "Only management keys can perform this operation")
		return
	}
	c.json(http.StatusOK, map[string]any{"data": struct {
		TotalCredits float64 `json:"total_credits"`
		TotalUsage   float64 `json:"total_usage"`
	}{}})
}
