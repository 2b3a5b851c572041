package orkeytest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// issue is one thing that is wrong with a JSON value, written as Zod writes it, which is what OpenRouter checks its
// requests with.
type issue struct {
	Origin    string   `json:"origin,omitempty"`
	Expected  string   `json:"expected,omitempty"`
	Code      string   `json:"code"`
	Format    string   `json:"format,omitempty"`
	Values    []string `json:"values,omitempty"`
	Maximum   *float64 `json:"maximum,omitempty"`
	Minimum   *float64 `json:"minimum,omitempty"`
	Inclusive bool     `json:"inclusive,omitempty"`
	Keys      []string `json:"keys,omitempty"`
	Path      path     `json:"path"`
	Message   string   `json:"message"`
}

// path leads to a value: names of fields and indexes of items.
type path []any

func (p path) MarshalJSON() ([]byte, error) {
	if len(p) == 0 {
		return []byte("[]"), nil
	}
	return json.Marshal([]any(p))
}

// to returns the path to what is within. It never shares memory with p.
func (p path) to(step any) path { return append(p[:len(p):len(p)], step) }

func (p path) String() string {
	if len(p) == 0 {
		return "the body"
	}
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(step) + "]")
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step)
		}
	}
	return b.String()
}

// issuesText is the message of a ZodError: the issues as indented JSON.
func issuesText(issues []issue) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(issues); err != nil {
		panic(err) // our own types: a bug
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// summary tells the issues in one line.
func summary(issues []issue) string {
	lines := make([]string, len(issues))
	for i, is := range issues {
		lines[i] = is.Path.String() + ": " + is.Message
	}
	return strings.Join(lines, "; ")
}
