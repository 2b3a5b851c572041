package page

import (
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

// KeyPage answers w with the page of one key, where its owner can delete it. It is a 404 where d.Key is nil.
func KeyPage(w http.ResponseWriter, d KeyData) error {
	v := keyView{KeyData: d, Title: "No such key"}
	if d.Key != nil {
		v.Title = d.Key.name()
		v.Expired = !d.Now.IsZero() && !d.Key.Expires.IsZero() && !d.Now.Before(d.Key.Expires)
	}
	return render(w, foundOr404(d.Key), "key.html", v)
}

// keyView is KeyData and what the template needs besides.
type keyView struct {
	KeyData
	Title   string
	Expired bool
}

// KeyData is what [KeyPage] shows.
type KeyData struct {
	// Key is the key; nil where there is none with the hash asked for.
	Key *Key
	// Hash is the hash asked for.
	Hash string
	// Now decides whether the key has expired. Default: it has not.
	Now time.Time
}

// FieldAction and ActionDelete are the field and value that the form of [KeyPage] posts to the page's own path.
const (
	FieldAction  = "action"
	ActionDelete = "delete"
)

// Logs answers w with what was done with one key, or with all of a person's. It is a 404 where a hash was asked for and
// d.Key is nil.
func Logs(w http.ResponseWriter, d LogsData) error {
	status := http.StatusOK
	if d.Hash != "" {
		status = foundOr404(d.Key)
	}
	return render(w, status, "logs.html", d)
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
