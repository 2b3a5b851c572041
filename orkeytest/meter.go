package orkeytest

import "time"

// meter counts what was spent: ever, and in the current day, week and month. Those begin at midnight UTC, weeks on
// Monday.
type meter struct {
	total, day, week, month usd
	last                    time.Time // when something was last added
}

func (m *meter) add(now time.Time, amount usd) {
	*m = m.at(now)
	m.total += amount
	m.day += amount
	m.week += amount
	m.month += amount
	m.last = now
}

// at returns the meter as it reads at a time: what was spent in a period that is over no longer counts.
func (m meter) at(now time.Time) meter {
	if !startOfDay(m.last).Equal(startOfDay(now)) {
		m.day = 0
	}
	if !startOfWeek(m.last).Equal(startOfWeek(now)) {
		m.week = 0
	}
	if m.last.Year() != now.Year() || m.last.Month() != now.Month() {
		m.month = 0
	}
	return m
}

// within returns what counts against a limit that starts afresh as reset says.
func (m meter) within(reset string) usd {
	switch reset {
	case "daily":
		return m.day
	case "weekly":
		return m.week
	case "monthly":
		return m.month
	}
	return m.total
}

func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func startOfWeek(t time.Time) time.Time {
	sinceMonday := (int(t.Weekday()) + 6) % 7
	return startOfDay(t).AddDate(0, 0, -sinceMonday)
}
