package main

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// dollars is a flag that takes an amount of money: 5, 0.50, '$20'. Zero means that
// it was not given.
type dollars float64

// maxDollars bounds what is taken for an amount, far above what a key spends.
const maxDollars = 1e9

func (d *dollars) Set(text string) error {
	digits := strings.TrimPrefix(text, "$")
	amount, err := strconv.ParseFloat(digits, 64)
	plain := strings.Trim(digits, "0123456789.") == "" && !strings.HasPrefix(digits, ".") // what a shell makes of $5.50
	if err != nil || !plain || amount <= 0 || amount > maxDollars {
		return errors.New("give US dollars above 0, as in 5 or 0.50, or leave it out for no limit")
	}
	*d = dollars(amount)
	return nil
}

func (d *dollars) String() string {
	if *d == 0 {
		return ""
	}
	return money(float64(*d))
}

func (d *dollars) Type() string { return "USD" }

// money writes an amount of US dollars: to the cent, or finer where it is small.
func money(amount float64) string {
	text := strconv.FormatFloat(amount, 'f', 2, 64)
	if amount != 0 && amount < 0.1 && amount > -0.1 {
		text = strings.TrimRight(strconv.FormatFloat(amount, 'f', 6, 64), "0")
		if strings.Trim(text, "-0.") == "" {
			return "less than $0.000001"
		}
	}
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return "-$" + rest
	}
	return "$" + text
}

// moment is a flag that takes a time to come: in days, as 30d, or in RFC 3339.
// The zero moment means that it was not given.
type moment struct {
	time.Time
	text string
}

// maxDays bounds a moment: a century, for which a key need not expire.
const maxDays = 36500

func (m *moment) Set(text string) error {
	at, err := parseMoment(text, time.Now())
	if err != nil {
		return err
	}
	*m = moment{at, text}
	return nil
}

func (m *moment) String() string { return m.text }
func (m *moment) Type() string   { return "30d|time" }

// parseMoment reads a moment after now.
func parseMoment(text string, now time.Time) (time.Time, error) {
	if number, unit, ok := cutUnit(text); ok {
		n, err := strconv.Atoi(number)
		if err == nil && n > 0 && n <= maxDays*24 && time.Duration(n)*unit <= maxDays*24*time.Hour {
			return now.Add(time.Duration(n) * unit), nil
		}
	}
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		return time.Time{}, errors.New("give hours, days or weeks, as in 12h, 30d or 4w, or a time, as in " + now.UTC().AddDate(0, 1, 0).Format("2006-01-02T15:04:05Z"))
	case !at.After(now):
		return time.Time{}, errors.New("that has passed")
	}
	return at, nil
}

func cutUnit(text string) (number string, unit time.Duration, ok bool) {
	if text == "" {
		return "", 0, false
	}
	number = text[:len(text)-1]
	switch text[len(text)-1] {
	case 'h':
		return number, time.Hour, true
	case 'd':
		return number, 24 * time.Hour, true
	case 'w':
		return number, 7 * 24 * time.Hour, true
	}
	return "", 0, false
}
