package main

import (
	"testing"
	"time"
)

func TestDollars(t *testing.T) {
	for text, want := range map[string]dollars{
		"5": 5, "0.50": 0.5, "$20": 20, "1000000": 1e6, "0.01": 0.01,
		"": 0, "0": 0, "$": 0, ".50": 0, "$.50": 0, "-1": 0, "1e3": 0, "inf": 0, "NaN": 0, "5 USD": 0, "1,000": 0, "0x5": 0, "10000000000": 0, "1.2.3": 0,
	} {
		var d dollars
		if err := d.Set(text); d != want || (err == nil) != (want != 0) {
			t.Errorf("%q: %v, %v, want %v", text, float64(d), err, float64(want))
		}
	}
}

func TestMoney(t *testing.T) {
	for amount, want := range map[float64]string{
		0: "$0.00", 5: "$5.00", 0.5: "$0.50", 12.345: "$12.35", 0.1: "$0.10", 0.0123456: "$0.012346", 0.05: "$0.05",
		0.000001: "$0.000001", 0.0000001: "less than $0.000001", -3: "-$3.00", -0.02: "-$0.02", 1234567.891: "$1234567.89",
	} {
		if got := money(amount); got != want {
			t.Errorf("%v: %q, want %q", amount, got, want)
		}
	}
}

func TestMoments(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"12h": now.Add(12 * time.Hour), "30d": now.AddDate(0, 0, 30), "4w": now.AddDate(0, 0, 28), "36500d": now.AddDate(0, 0, 36500),
		"2027-01-31T12:00:00Z":      time.Date(2027, 1, 31, 12, 0, 0, 0, time.UTC),
		"2027-01-31T12:00:00+02:00": time.Date(2027, 1, 31, 10, 0, 0, 0, time.UTC),

		"": {}, "d": {}, "0d": {}, "-1d": {}, "1.5d": {}, "30": {}, "30m": {}, "1y": {}, "36501d": {}, "99999999999999999999d": {}, "9000000000000000h": {},
		"2026-11-24T12:00:00Z": {}, "2027-01-31": {}, "2027-01-31 12:00": {}, "tomorrow": {},
	} {
		got, err := parseMoment(text, now)
		if !got.Equal(want) || (err == nil) != !want.IsZero() {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestExpiryText(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.Local)
	for _, tc := range []struct {
		at   time.Time
		want string
	}{
		{time.Time{}, "never"},
		{now.AddDate(0, 0, 30), "24 December 2026 12:00, in 30 days"},
		{now.Add(47*time.Hour + 59*time.Minute), "26 November 2026 11:59, in 47h59m"},
		{now.Add(90 * time.Minute), "24 November 2026 13:30, in 1h30m"},
		{now.Add(59 * time.Second), "24 November 2026 12:00, in less than a minute"},
		{now.Add(-time.Second), "24 November 2026 11:59, which has passed"},
	} {
		if got := expiryText(tc.at, now); got != tc.want {
			t.Errorf("%v: %q, want %q", tc.at, got, tc.want)
		}
	}
}
