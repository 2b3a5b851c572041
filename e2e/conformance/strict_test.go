package conformance_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Requests with much of what the document allows.
const (
	richChat = `{"model": "{model}", "messages": [
			{"role": "system", "content": "Be brief.", "name": "a"},
			{"role": "user", "content": [{"type": "text", "text": "Hello"}, {"type": "image_url", "image_url": {"url": "data:,", "detail": "low"}}]},
			{"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
			{"role": "tool", "content": "1", "tool_call_id": "1"}],
		"tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}],
		"tool_choice": "auto", "temperature": 0.5, "top_p": 1, "max_tokens": 9, "seed": 1, "stop": ["x"], "stream": false,
		"response_format": {"type": "json_object"}, "user": "u", "metadata": {"a": "b"}, "models": ["{model}"],
		"provider": {"order": ["openai"], "allow_fallbacks": false}, "reasoning": {"effort": "low"}, "logprobs": false,
		"presence_penalty": 0, "frequency_penalty": 0, "logit_bias": {"1": 1}, "parallel_tool_calls": true}`
	richResponses = `{"model": "{model}", "instructions": "Be brief.", "input": [
			{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
		"tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": false}],
		"tool_choice": "auto", "temperature": 0.5, "top_p": 1, "max_output_tokens": 9, "stream": false, "store": false,
		"metadata": {"a": "b"}, "user": "u", "reasoning": {"effort": "low"}, "truncation": "auto"}`
)

// strictly are requests that the document and the strict emulator accept.
var strictly = []question{
	{line: "POST /auth/keys", body: exchangeBody},
	{line: "POST /auth/keys/code", key: goodKey, body: createBody},
	{line: "POST /chat/completions", key: goodKey, body: richChat},
	{line: "POST /responses", key: goodKey, body: richResponses},
}

// stricter are changes that the strict emulator refuses and the document does
// not.
var stricter = []string{
	"POST /auth/keys/code no /code_challenge",        // without it a method means nothing,
	"POST /auth/keys/code no /code_challenge_method", // and the other way round
	"POST /responses no /input",                      // a prompt of OpenRouter's keeping could stand for it
}

// The strict emulator refuses what the document refuses, and hardly more. What
// is inside of a field it may leave to OpenRouter.
func TestStrict(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{Strict: true})
	for _, q := range strictly {
		x := s.ask(t, q.line, q.key, q.body)
		requested(t, doc, x, q.line)
		if x.status != http.StatusOK {
			t.Errorf("%s: %d %s", q.line, x.status, x.answer)
			continue
		}
		for _, c := range changes(t, x.body) {
			changed := s.ask(t, q.line, q.key, string(c.answer))
			documented := len(doc.checkRequest(changed)) == 0
			// The code is spent by now, which only a request without slips comes to hear.
			accepted := changed.status != http.StatusBadRequest || strings.Contains(string(changed.answer), `"Invalid code"`)
			inside := strings.Count(c.pointer, "/") > 1
			switch {
			case documented && !accepted && !slices.Contains(stricter, q.line+" "+c.what),
				!documented && accepted && !inside:
				t.Errorf("%s: %s: documented %t, accepted %t: %s", q.line, c.what, documented, accepted, changed.answer)
			}
		}
	}
}

// The strict emulator knows every field that the document has.
func TestStrictKnowsEveryField(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{Strict: true})
	const complaint = "Unrecognized key"
	for _, q := range strictly {
		method, path, _ := strings.Cut(q.line, " ")
		_, pointer := doc.operation(method, path)
		schema, err := doc.schema(pointer + "/requestBody/content/" + escape("application/json") + "/schema")
		if err != nil {
			t.Fatal(err)
		}
		body := map[string]any{}
		for _, part := range applicable([]*jsonschema.Schema{schema}, nil) {
			for name := range part.Properties {
				body[name] = []any{[]any{}} // of a wrong type, but known
			}
		}
		ask := func() string {
			text, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			return string(s.ask(t, q.line, q.key, string(text)).answer)
		}
		if answer := ask(); len(body) < 3 || strings.Contains(answer, complaint) {
			t.Errorf("%s: %d fields: %s", q.line, len(body), answer)
		}
		body["unheard_of"] = true
		if answer := ask(); !strings.Contains(answer, complaint) {
			t.Errorf("%s: an unknown field passes: %s", q.line, answer)
		}
	}
}
