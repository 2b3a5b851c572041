package orkeytest

import (
	"net/http"
	"time"
)

// A Record is one request that the emulator was sent and what it answered. Keys, codes, verifiers, challenges, states and
// Authorization headers are covered.
type Record struct {
	// ID names the record; later ones have larger IDs.
	ID int64 `json:"id"`

	// SignIn names the sign-in that the request was part of, or whose key it used; empty for none.
	SignIn string `json:"sign_in,omitempty"`

	// Time is when the request came, by the emulator's clock; Milliseconds is how long the answer took, by the real one.
	Time         time.Time `json:"time"`
	Milliseconds float64   `json:"ms"`

	// Method and Path are of the request line; Path includes the query.
	Method string `json:"method"`
	Path   string `json:"path"`

	// Status is the HTTP status of the answer; zero as long as there is none, and where the connection was reset.
	Status int `json:"status"`

	// Done tells that the answer is complete, or was given up.
	Done bool `json:"done"`

	// Note is what the emulator has to say: why it refused, which fault it played.
	Note string `json:"note,omitempty"`

	// Model is the model asked for, KeyLabel and KeyHash tell the key that was used, minted or about to be.
	Model    string `json:"model,omitempty"`
	KeyLabel string `json:"key_label,omitempty"`
	KeyHash  string `json:"key_hash,omitempty"`

	Request Message `json:"request"`
	Answer  Message `json:"answer"`
}

// A Message is the header and the body of a request or an answer, secrets covered.
type Message struct {
	Header http.Header `json:"header"`
	Body   string      `json:"body,omitempty"`

	// Cut tells that Body is only the beginning.
	Cut bool `json:"cut,omitempty"`
}

// Requests returns the last requests, oldest first; those of the control routes are not among them.
func (e *Emulator) Requests() []Record {
	now, _ := e.journal.since(0)
	records := make([]Record, len(now.entries))
	for i := range now.entries {
		records[i] = now.entries[i].record()
	}
	return records
}

// record covers the secrets of an entry.
func (e *entry) record() Record {
	return Record{
		ID: e.id, SignIn: e.signIn, Time: e.began, Milliseconds: float64(e.took.Microseconds()) / 1e3,
		Method: e.method, Path: e.redactedPath(), Status: e.status, Done: e.done, Note: e.note,
		Model: scrub(e.model), KeyLabel: scrub(e.label), KeyHash: e.key,
		Request: e.request.redacted(e.path), Answer: e.answer.redacted(e.path),
	}
}

func (e *entry) redactedPath() string {
	if e.query == "" {
		return scrub(e.path)
	}
	return scrub(e.path) + "?" + redactQuery(e.query)
}

func (m message) redacted(path string) Message {
	return Message{Header: redactHeader(m.header), Body: redactBody(path, m), Cut: m.cut}
}
