package page

import (
	"math"
	"net/http"
	"time"
)

// Key is a key as its owner sees it.
type Key struct {
	// Hash is the SHA-256 of the key in hex: its name in /keys/HASH and /logs?api_key_hash=HASH.
	Hash string `json:"hash"`
	// Label is the name of the key, Redacted the key itself, covered ("sk-or-v1-0e6…c96").
	Label    string `json:"label"`
	Redacted string `json:"redacted"`
	// UserID is whose key it is, App the app that made it.
	UserID string `json:"user_id"`
	App    string `json:"app,omitempty"`
	// Limit is the credit limit in USD, nil for none; LimitReset is how often it starts afresh, "" for never.
	Limit      *float64 `json:"limit"`
	LimitReset string   `json:"limit_reset,omitempty"`
	// Usage is what has been spent with the key, in USD.
	Usage float64 `json:"usage"`
	// Created is when the key was made; Expires when it ends, zero for never.
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"`
	// Deleted tells that the owner deleted it.
	Deleted bool `json:"deleted,omitempty"`
}

// name is what a key is called where there must be a name.
func (k Key) name() string {
	if k.Label == "" {
		return "Unnamed key"
	}
	return k.Label
}

// KeyPage answers w with the page of one key, where its owner can change its limit or delete it. It is a 404 where
// d.Key is nil, a 400 where d.LimitProblem says why the form comes back.
func KeyPage(w http.ResponseWriter, d KeyData) error {
	if d.Key == nil {
		return write(w, http.StatusNotFound, noSuchKey("/keys", d.Hash))
	}
	if d.LimitProblem == "" {
		d.LimitReset = d.Key.LimitReset
		if d.Key.Limit != nil {
			d.Limit = decimal(*d.Key.Limit)
		}
	}
	return write(w, statusOf(d.LimitProblem), keyPage(d))
}

// expired tells that the key is past its end.
func (d KeyData) expired() bool {
	return !d.Now.IsZero() && !d.Key.Expires.IsZero() && !d.Now.Before(d.Key.Expires)
}

// spentOf tells how much of a limit is spent, in percent, and whether that is near the limit or all of it.
func spentOf(counted float64, limit *float64) (percent, level string) {
	switch {
	case limit == nil:
		return "", ""
	case counted >= *limit:
		level = "spent"
	case counted >= .8**limit:
		level = "near"
	}
	if *limit == 0 {
		return "100", level
	}
	return fixed(math.Floor(100*counted / *limit), 0), level
}

// KeyData is what [KeyPage] shows.
type KeyData struct {
	// Key is the key; nil where there is none with the hash asked for.
	Key *Key
	// Hash is the hash asked for.
	Hash string
	// Now decides whether the key has expired. Default: it has not.
	Now time.Time
	// Counted is what counts against the limit now, in USD: what was spent since it last started afresh.
	Counted float64
	// LimitProblem says what is wrong with the limit that was posted; Limit and LimitReset are then what was typed.
	LimitProblem, Limit, LimitReset string
}

// LimitProblem is what to say of a limit that is none.
const LimitProblem = "The credit limit must be an amount of US dollars, such as 5 or 0.50."

// FieldAction is the field of the forms of [KeyPage], posted to the page's own path, that says what to do.
const (
	FieldAction  = "action"
	ActionDelete = "delete" // delete the key for good
	ActionLimit  = "limit"  // set its limit: FieldLimit, empty for none, and FieldLimitReset
)

// Logs answers w with what was done with one key, or with all of a person's. It is a 404 where a hash was asked for and
// d.Key is nil.
func Logs(w http.ResponseWriter, d LogsData) error {
	if d.Hash != "" && d.Key == nil {
		return write(w, http.StatusNotFound, noSuchKey("/logs", d.Hash))
	}
	return write(w, http.StatusOK, logsPage(d))
}

// LogsData is what [Logs] shows.
type LogsData struct {
	// Hash is the api_key_hash asked for; empty for all keys.
	Hash string
	// Key is the key with that hash; nil where there is none.
	Key *Key
	// Activity is what was done, newest first.
	Activity []Activity
}

// Activity is one generation.
type Activity struct {
	Time time.Time
	// Path is the endpoint, such as "/api/v1/chat/completions".
	Path  string
	Model string
	// KeyLabel and KeyHash tell the key, for lists of more than one.
	KeyLabel string
	KeyHash  string
	// Input and Output are counts of tokens, Cost what they cost in USD.
	Input  int
	Output int
	Cost   float64
	// Status is the HTTP status of the answer.
	Status int
}
