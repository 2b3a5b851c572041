package main

import (
	"testing"

	"github.com/orkey-dev/orkey"
)

func TestSpentText(t *testing.T) {
	for _, tc := range []struct {
		all, month, week, day float64
		want                  string
	}{
		{0, 0, 0, 0, "nothing"},
		{5, 5, 5, 5, "$5.00, all of it today"},
		{5, 2, 2, 0.5, "$5.00, of which $2.00 this month, $0.50 today"},
		{5, 5, 2, 0, "$5.00, of which $2.00 this week, $0.00 today"},
		{5, 4, 3, 2, "$5.00, of which $4.00 this month, $3.00 this week, $2.00 today"},
		{5, 0, 0, 0, "$5.00, of which $0.00 this month"},
	} {
		got := spentText(&orkey.KeyInfo{Usage: tc.all, UsageMonthly: tc.month, UsageWeekly: tc.week, UsageDaily: tc.day})
		if got != tc.want {
			t.Errorf("spent %v, %v, %v, %v: %q, want %q", tc.all, tc.month, tc.week, tc.day, got, tc.want)
		}
	}
}
