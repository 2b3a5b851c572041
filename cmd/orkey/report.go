package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
)

// A report tells about a key, without telling the key. Its JSON is what scripts
// read: names may be added, not changed.
type report struct {
	Profile     string    `json:"profile,omitempty"` // none for a key from the environment
	From        string    `json:"from"`
	BaseURL     string    `json:"base_url"`
	UserID      string    `json:"user_id,omitempty"`
	Key         orkey.Key `json:"key"` // redacted
	Hash        string    `json:"hash"`
	SignedIn    time.Time `json:"signed_in,omitzero"`
	LogsURL     string    `json:"logs_url"`
	SettingsURL string    `json:"settings_url"`

	*orkey.KeyInfo // nil if OpenRouter could not be asked
}

// report makes the report of a key that was or was not asked about.
func (c credential) report(info *orkey.KeyInfo) report {
	r := report{
		Profile:     c.profile,
		From:        c.from,
		BaseURL:     origin(c.client),
		UserID:      c.userID,
		Key:         c.key,
		Hash:        c.key.Hash(),
		SignedIn:    c.signedIn,
		LogsURL:     c.client.LogsURL(c.key),
		SettingsURL: c.client.SettingsURL(c.key),
		KeyInfo:     info,
	}
	if r.UserID == "" && info != nil {
		r.UserID = info.CreatorUserID
	}
	return r
}

// ask asks OpenRouter about the key.
func (c credential) ask(ctx context.Context, u ui) (*orkey.KeyInfo, error) {
	_, stop := u.spin("Asking OpenRouter about the key")
	defer stop()
	info, err := c.client.KeyInfo(ctx, c.key)
	if err != nil {
		return nil, c.explain(err)
	}
	return &info, nil
}

// writeJSON writes a line of JSON. No text of ours ends up in a page.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// timeLayout is how people are told a time, in their own zone.
const timeLayout = "2 January 2006 15:04"

// A row is a line of a report: what it tells, and that.
type row struct{ name, value string }

// rows are what a person is told, in the order in which it matters to them.
func (r report) rows(now time.Time) []row {
	var rows []row
	switch {
	case r.UserID != "":
		rows = append(rows, row{"User", r.UserID})
	case r.KeyInfo != nil:
		rows = append(rows, row{"User", "not told by OpenRouter"})
	}
	if r.Profile != "" {
		rows = append(rows, row{"Profile", r.Profile})
	}
	rows = append(rows, row{"Key", r.Key.String()})
	if info := r.KeyInfo; info != nil {
		if info.Label != "" && !strings.HasPrefix(info.Label, "sk-or-") {
			rows = append(rows, row{"Label", info.Label})
		}
		rows = append(rows, row{"Limit", limitText(info)}, row{"Spent", spentText(info)}, row{"Expires", expiryText(info.ExpiresAt, now)})
	}
	from := r.From
	if !r.SignedIn.IsZero() {
		from += ", since " + r.SignedIn.Local().Format(timeLayout)
	}
	rows = append(rows, row{"Kept in", from})
	if r.BaseURL != orkey.DefaultBaseURL {
		rows = append(rows, row{"Valid at", r.BaseURL})
	}
	return append(rows, row{"Activity", r.LogsURL}, row{"Settings", r.SettingsURL})
}

// writeRows writes rows in two columns. Values may come from elsewhere.
func writeRows(w io.Writer, rows []row) {
	for _, row := range rows {
		fmt.Fprintf(w, "%-9s %s\n", row.name+":", oneLine(row.value))
	}
}

func limitText(info *orkey.KeyInfo) string {
	if info.Limit == nil {
		return "none"
	}
	text := money(*info.Limit)
	switch info.LimitReset {
	case "":
	case "daily":
		text += " a day"
	case "weekly":
		text += " a week"
	case "monthly":
		text += " a month"
	default:
		text += ", " + info.LimitReset
	}
	if info.LimitRemaining != nil {
		text += ", " + money(*info.LimitRemaining) + " left"
	}
	return text
}

// spentText tells the sum, and the part of each span that is not all of the next.
func spentText(info *orkey.KeyInfo) string {
	switch info.Usage {
	case 0:
		return "nothing"
	case info.UsageDaily:
		return money(info.Usage) + ", all of it today"
	}
	text, link, whole := money(info.Usage), ", of which ", info.Usage
	for _, part := range []struct {
		spent float64
		when  string
	}{{info.UsageMonthly, "this month"}, {info.UsageWeekly, "this week"}, {info.UsageDaily, "today"}} {
		if part.spent != whole {
			text, link, whole = text+link+money(part.spent)+" "+part.when, ", ", part.spent
		}
	}
	return text
}

func expiryText(at, now time.Time) string {
	if at.IsZero() {
		return "never"
	}
	left := at.Sub(now)
	text := at.Local().Format(timeLayout)
	switch days := int(left.Hours() / 24); {
	case left <= 0:
		return text + ", which has passed"
	case days >= 2:
		return fmt.Sprintf("%s, in %d days", text, days)
	case left < time.Minute:
		return text + ", in less than a minute"
	default:
		return text + ", in " + strings.TrimSuffix(left.Round(time.Minute).String(), "0s")
	}
}
