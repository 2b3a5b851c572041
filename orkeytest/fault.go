package orkeytest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A Fault makes the emulator misbehave: requests that match are first answered Skip times as usual, then Serve times
// with the fault, then as usual again. The zero value of a matching field matches everything, the zero value of the
// others does nothing. A Fault must do something.
//
// Waiting comes first, then either the answer is replaced (Hang, ResetConnection, Status), or the usual answer is
// disturbed on its way.
type Fault struct {
	// Name is noted in the log of requests where the fault was played. Default: what it does.
	Name string `json:"name,omitempty"`

	// Method and Path match the request line, without query; a Path that ends in * matches all that begin so.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`

	// Model matches the model asked for; KeyLabel and UserID match the key, or the code, that the request came with.
	Model    string `json:"model,omitempty"`
	KeyLabel string `json:"key_label,omitempty"`
	UserID   string `json:"user_id,omitempty"`

	// Skip is how many matching requests are still answered as usual, Serve how many then get the fault. Serve is 1 by
	// default; below zero it goes on until the rule is removed.
	Skip  int `json:"skip,omitempty"`
	Serve int `json:"serve,omitempty"`

	// Delay is how long to wait, in real time, before anything is answered.
	Delay time.Duration `json:"-"`

	// Hang never answers: until the client gives up or the emulator is closed.
	Hang bool `json:"hang,omitempty"`

	// ResetConnection answers nothing and resets the connection (TCP RST).
	ResetConnection bool `json:"reset_connection,omitempty"`

	// Status replaces the answer by one of this status. Its body is Body, as ContentType, or, where both are empty,
	// OpenRouter's envelope with the usual message for that status.
	Status      int    `json:"status,omitempty"`
	Body        string `json:"body,omitempty"`
	ContentType string `json:"content_type,omitempty"`

	// Header is added to the answer, replaced or not. An empty value removes a header.
	Header map[string]string `json:"header,omitempty"`

	// LimitSource is the metadata of an answer with Status 402: openrouter_credits, openrouter_key_limit or
	// openrouter_in_flight_budget.
	LimitSource string `json:"limit_source,omitempty"`

	// Truncate cuts the connection in the middle of the answer; a stream after AfterTokens.
	Truncate bool `json:"truncate,omitempty"`

	// StreamError ends a stream with an error, as OpenRouter reports one that comes up in the middle, after AfterTokens.
	StreamError bool `json:"stream_error,omitempty"`

	// NoDone ends a stream without the final data: [DONE].
	NoDone bool `json:"no_done,omitempty"`

	// AfterTokens says how much of a stream comes before Truncate or StreamError. Default: half of it.
	AfterTokens int `json:"after_tokens,omitempty"`

	// TokenDelay is how long to wait, in real time, before each token of a stream.
	TokenDelay time.Duration `json:"-"`
}

// check reports everything that is wrong with the fault.
func (f *Fault) check() error {
	var problems []error
	refuse := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("orkeytest: fault: "+format, args...))
	}
	replaces := 0
	for _, does := range []bool{f.Hang, f.ResetConnection, f.Status != 0} {
		if does {
			replaces++
		}
	}
	disturbs := f.Truncate || f.StreamError || f.NoDone || f.TokenDelay > 0
	switch {
	case replaces > 1:
		refuse("Hang, ResetConnection and Status exclude one another")
	case replaces == 0 && !disturbs && f.Delay == 0 && len(f.Header) == 0:
		refuse("it does nothing; set Status, Delay, Hang, ResetConnection, Truncate, …")
	case f.Hang && (disturbs || f.Delay > 0):
		refuse("Hang never gets to anything else")
	case f.Truncate && f.StreamError:
		refuse("Truncate and StreamError exclude one another")
	}
	if f.Skip < 0 || f.AfterTokens < 0 || f.Delay < 0 || f.TokenDelay < 0 {
		refuse("Skip, AfterTokens, Delay and TokenDelay must not be negative")
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		refuse("Status must be between 200 and 599, not %d", f.Status)
	}
	if f.Status == 0 && (f.Body != "" || f.ContentType != "" || f.LimitSource != "") {
		refuse("Body, ContentType and LimitSource need a Status")
	}
	if f.Path != "" && !strings.HasPrefix(f.Path, "/") {
		refuse("Path must begin with a slash")
	}
	if strings.HasPrefix(f.Path, controlPath) {
		refuse("the control routes have no faults")
	}
	for name := range f.Header {
		if http.CanonicalHeaderKey(name) == "" || strings.ContainsAny(name, " :\r\n") {
			refuse("%q is no name of a header", name)
		}
	}
	return errors.Join(problems...)
}

// title says what the fault does, for the log.
func (f *Fault) title() string {
	switch {
	case f.Name != "":
		return f.Name
	case f.Hang:
		return "hang"
	case f.ResetConnection:
		return "reset"
	case f.Truncate:
		return "truncate"
	case f.StreamError:
		return "stream error"
	case f.Status != 0:
		return fmt.Sprintf("status %d", f.Status)
	case f.TokenDelay > 0:
		return "slow tokens"
	case f.NoDone:
		return "no [DONE]"
	case f.Delay > 0:
		return "delay " + f.Delay.String()
	}
	return "header"
}

// matches reports whether the rule is for a request.
func (f *Fault) matches(e *entry, user string) bool {
	path := e.path == f.Path
	if prefix, ok := strings.CutSuffix(f.Path, "*"); ok {
		path = strings.HasPrefix(e.path, prefix)
	}
	return (f.Method == "" || strings.EqualFold(f.Method, e.method)) &&
		(f.Path == "" || path) &&
		(f.Model == "" || f.Model == e.model) &&
		(f.KeyLabel == "" || f.KeyLabel == e.label) &&
		(f.UserID == "" || f.UserID == user)
}
