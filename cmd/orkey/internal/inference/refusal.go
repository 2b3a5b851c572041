package inference

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/orkey-dev/orkey"
)

// What can happen to an answer, besides a [Refusal].
var (
	// ErrTruncated: the answer ended before its end was told.
	ErrTruncated = errors.New("the answer broke off before its end; try again")

	// ErrStalled: nothing came for two minutes.
	ErrStalled = errors.New("nothing came for two minutes; try again, or choose another model")

	errEmpty    = unavailable("the answer is empty; try again, or choose another model")
	errNonsense = unavailable("the answer makes no sense; check the base URL")
)

// unavailable says in its own words why there was no answer. It matches
// orkey.ErrUnavailable.
type unavailable string

func (e unavailable) Error() string { return string(e) }
func (e unavailable) Unwrap() error { return orkey.ErrUnavailable }

// wireError is OpenRouter's error object, which comes as an answer or in the
// middle of one.
type wireError struct {
	Code     any    `json:"code"` // a number, but strings have been seen
	Message  string `json:"message"`
	Metadata struct {
		LimitSource string `json:"limit_source"`
	} `json:"metadata"`
}

// status returns the code, which is an HTTP status.
func (e wireError) status() int {
	switch code := e.Code.(type) {
	case float64:
		return int(code)
	case string:
		if n, err := strconv.Atoi(code); err == nil {
			return n
		}
	}
	return http.StatusBadGateway
}

// A Refusal is OpenRouter's own word on why there is no answer, or no more of
// it. It matches orkey.ErrKeyRejected or orkey.ErrUnavailable where it means
// that.
type Refusal struct {
	// Status is the HTTP status, or what stood for it in the middle of an
	// answer.
	Status int

	// Message is a stranger's text, of one line and at most 200 characters,
	// without keys. It may be empty.
	Message string

	// LimitSource says which limit a status of 402 is about.
	LimitSource string

	credits, settings string // pages where the owner of the key can help
	list              bool   // no model was asked
}

func (c *Client) refusal(status int, e wireError) *Refusal {
	api, _ := c.OpenRouter.APIURL()
	return &Refusal{
		Status:      status,
		Message:     brief(e.Message),
		LimitSource: e.Metadata.LimitSource,
		credits:     strings.TrimSuffix(api, "/api/v1") + "/settings/credits",
		settings:    c.OpenRouter.SettingsURL(c.Key),
	}
}

// Error says what was refused, and what the person can do.
func (r *Refusal) Error() string {
	switch {
	case r.Status == http.StatusUnauthorized:
		return "OpenRouter rejected the key, which may be deleted or expired; sign in again"
	case r.Status == http.StatusPaymentRequired:
		return r.unpaid()
	case r.list && r.temporary():
		return "OpenRouter failed" + r.said() + "; try again in a moment"
	case r.Status == http.StatusRequestTimeout:
		return "the model took too long; try again, or choose another model"
	case r.Status == http.StatusRequestEntityTooLarge:
		return "the question is too long; shorten it, or choose another model"
	case r.Status == http.StatusTooManyRequests:
		return "too many requests for now" + r.said() + "; wait a moment, or choose another model"
	case r.Status >= 500:
		return "the model failed" + r.said() + "; try again, or choose another model"
	case strings.Contains(strings.ToLower(r.Message), "model"), strings.Contains(r.Message, "endpoints"):
		return "OpenRouter refused" + r.said() + "; run orkey models to see the models there are"
	case r.Status >= 300 && r.Status < 400, r.Status == http.StatusNotFound, r.Status == http.StatusMethodNotAllowed:
		return "OpenRouter refused" + r.said() + "; check the base URL"
	default:
		return "OpenRouter refused" + r.said()
	}
}

// unpaid says which of the limits it was, for that decides what helps.
func (r *Refusal) unpaid() string {
	switch r.LimitSource {
	case "openrouter_key_limit":
		return "the key has reached its limit; raise that at " + r.settings
	case "openrouter_in_flight_budget":
		return "answers still under way use up what is left; wait for them to end, then try again"
	default:
		return "the OpenRouter account is out of credits; add some at " + r.credits
	}
}

func (r *Refusal) said() string {
	if r.Message == "" {
		return fmt.Sprintf(" (%s)", strings.TrimSpace(strconv.Itoa(r.Status)+" "+http.StatusText(r.Status)))
	}
	return fmt.Sprintf(" (%d %q)", r.Status, r.Message)
}

// Unwrap returns the meaning, if a caller decides by it.
func (r *Refusal) Unwrap() error {
	switch {
	case r.Status == http.StatusUnauthorized:
		return orkey.ErrKeyRejected
	case r.temporary():
		return orkey.ErrUnavailable
	}
	return nil
}

// temporary reports whether the same request may succeed later.
func (r *Refusal) temporary() bool {
	return r.Status >= 500 || r.Status == http.StatusRequestTimeout || r.Status == http.StatusTooManyRequests
}

// brief cuts a stranger's message to a line, without anything that looks like
// a key.
func brief(message string) string {
	words := strings.Fields(message)
	for i, word := range words {
		if at := strings.Index(word, "sk-or-"); at >= 0 {
			words[i] = word[:at] + "…"
		}
	}
	line := []rune(strings.Join(words, " "))
	if len(line) > 200 {
		line = append(line[:199], '…')
	}
	return string(line)
}
