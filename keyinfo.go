package orkey

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// KeyInfo is what OpenRouter tells about a key. Amounts are in US dollars.
type KeyInfo struct {
	// Label is OpenRouter's name for the key: its own text, redacted, or what
	// its owner called it.
	Label string `json:"label"`

	// Limit is the most the key may spend, and LimitRemaining what is left of
	// that: a cap, not the balance of the account. Nil means no limit.
	Limit          *float64 `json:"limit"`
	LimitRemaining *float64 `json:"limit_remaining"`

	// LimitReset is how often the limit starts afresh: daily, weekly, monthly,
	// or empty for never.
	LimitReset string `json:"limit_reset"`

	// Usage is what the key has spent, ever and in the current UTC day, week
	// (from Monday) and month.
	Usage        float64 `json:"usage"`
	UsageDaily   float64 `json:"usage_daily"`
	UsageWeekly  float64 `json:"usage_weekly"`
	UsageMonthly float64 `json:"usage_monthly"`

	// BYOKUsage is the same for requests that used a provider's key of the
	// owner's; IncludeBYOKInLimit says whether the limit counts them.
	BYOKUsage          float64 `json:"byok_usage"`
	BYOKUsageDaily     float64 `json:"byok_usage_daily"`
	BYOKUsageWeekly    float64 `json:"byok_usage_weekly"`
	BYOKUsageMonthly   float64 `json:"byok_usage_monthly"`
	IncludeBYOKInLimit bool    `json:"include_byok_in_limit"`

	// IsFreeTier says that the owner never bought credits.
	IsFreeTier bool `json:"is_free_tier"`

	// IsManagementKey says that the key manages keys and cannot be used for
	// inference; no sign-in makes such a one.
	IsManagementKey bool `json:"is_management_key"`

	// CreatorUserID names who made the key.
	CreatorUserID string `json:"creator_user_id"`

	// ExpiresAt is when the key stops working. The zero time means never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// KeyInfo asks OpenRouter about a key: whether it still works, and what it may
// spend. It takes 30 seconds at most if ctx has no deadline. Errors:
// [ErrKeyRejected], [ErrUnavailable], another [*APIError], or
// context.Canceled. Only ErrKeyRejected is a reason to forget the key.
func (c *Client) KeyInfo(ctx context.Context, key Key) (KeyInfo, error) {
	if key.IsZero() {
		return KeyInfo{}, ErrKeyRejected
	}
	answer, err := c.do(ctx, http.MethodGet, "/api/v1/key", key, "")
	if err != nil {
		return KeyInfo{}, err
	}
	if !answer.ok() {
		err := &APIError{Status: answer.status, Message: answer.message(key.Reveal())}
		switch {
		case answer.status == http.StatusUnauthorized:
			err.meaning = ErrKeyRejected
		case answer.unavailable():
			err.meaning = ErrUnavailable
		}
		return KeyInfo{}, err
	}
	var info struct {
		Data *KeyInfo `json:"data"`
	}
	if json.Unmarshal(answer.body, &info) != nil || info.Data == nil {
		return KeyInfo{}, &APIError{Status: answer.status, Message: "an answer that is no key", meaning: ErrUnavailable}
	}
	return *info.Data, nil
}

// SettingsURL returns the page where the key's owner can see, limit and delete
// it. It is safe to show: it holds the key's hash. An empty string means that
// the BaseURL is unusable.
func (c *Client) SettingsURL(key Key) string {
	target, _ := c.endpoint("/keys/" + key.Hash())
	return target
}

// LogsURL returns the page that shows the key's owner what was done with it.
// It is safe to show: it holds the key's hash. An empty string means that the
// BaseURL is unusable.
func (c *Client) LogsURL(key Key) string {
	target, _ := c.endpoint("/logs?api_key_hash=" + key.Hash())
	return target
}
