// Package sdk holds the emulator against the SDKs that OpenRouter tells people
// to use, openai and @openrouter/sdk, from Node and from a page of another
// origin. What a step of their scripts, in src/, comes to is listed here once
// for both.
package sdk_test

import (
	"os"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// A result is what a step came to. Of an expected one, Text and Message are
// parts of the real ones, and Tokens says that there are some.
type result struct {
	Step        string  `json:"step"`
	Text        string  `json:"text"`   // of the answer
	Finish      string  `json:"finish"` // how the answer ended
	Tokens      int     `json:"tokens"` // that were paid for
	Limit       float64 `json:"limit"`  // what is left of it
	Error       string  `json:"error"`  // the class of what was thrown
	Status      int     `json:"status"`
	Message     string  `json:"message"`
	LimitSource string  `json:"limitSource"`
}

const (
	prompt    = "Hello, you" // as in src/steps.mjs
	model     = "openai/gpt-4o-mini"
	unknown   = "User not found."
	spent     = "Key limit exceeded"
	midStream = "Provider disconnected unexpectedly"
)

// openai speaks OpenAI's dialect, and reads the key by a request of its own.
var openai = []result{
	{Step: "models", Text: model},
	{Step: "key", Text: "sk-or-v1-"},
	{Step: "chat", Text: prompt, Finish: "stop", Tokens: 1},
	{Step: "chat, streamed", Text: prompt, Finish: "stop", Tokens: 1},
	{Step: "chat, streamed to a helper", Text: prompt, Finish: "stop"},
	{Step: "responses", Text: prompt, Finish: "completed", Tokens: 1},
	{Step: "responses, streamed", Text: prompt, Finish: "completed", Tokens: 1},
	{Step: "responses, streamed to a helper", Text: prompt, Finish: "completed"},
	{Step: "failure, retried", Text: prompt, Finish: "stop"},
	{Step: "unknown key", Error: "AuthenticationError", Status: 401, Message: unknown},
	{Step: "limit reached", Error: "APIError", Status: 402, Message: spent, LimitSource: "openrouter_key_limit"},
	{Step: "no such request", Error: "BadRequestError", Status: 400, Message: "400"},
	{Step: "failure in mid-stream", Error: "APIError", Message: midStream},
	{Step: "failure in mid-stream of responses", Finish: "failed", Message: midStream},
}

// openrouter signs the person in first. An error of a status that is not
// documented for the request would be an OpenRouterDefaultError.
func openrouter(emulator orkeytest.Config) []result {
	rejected := result{Step: "exchange again", Error: "BadRequestResponseError", Status: 400, Message: "Invalid code"}
	keyless := "No cookie auth credentials found"
	if emulator.Behaviour == orkeytest.Documented {
		rejected = result{Step: "exchange again", Error: "ForbiddenResponseError", Status: 403, Message: "Invalid code or code_verifier"}
		keyless = "Missing Authentication header"
	}
	return []result{
		{Step: "exchange", Text: emulator.Users[0].ID, Finish: "sk-or-v1-"},
		rejected,
		{Step: "key", Text: "sk-or-v1-", Limit: 5},
		{Step: "credits", Error: "ForbiddenResponseError", Status: 403, Message: "management key"},
		{Step: "models", Text: model},
		{Step: "chat", Text: prompt, Finish: "stop", Tokens: 1},
		{Step: "chat, streamed", Text: prompt, Finish: "stop", Tokens: 1},
		{Step: "responses", Text: prompt, Finish: "completed", Tokens: 1},
		{Step: "responses, streamed", Text: prompt, Finish: "completed", Tokens: 1},
		{Step: "wrong answer", Error: "ResponseValidationError", Status: 200, Message: "Response validation failed"},
		{Step: "wrong event", Error: "TypeError", Message: "the SDK can't parse"},
		{Step: "callModel", Text: prompt, Finish: "completed"},
		{Step: "callModel without its header", Text: prompt, Finish: "completed"},
		{Step: "unknown key", Error: "UnauthorizedResponseError", Status: 401, Message: unknown},
		{Step: "no key", Error: "UnauthorizedResponseError", Status: 401, Message: keyless},
		{Step: "limit reached", Error: "PaymentRequiredResponseError", Status: 402, Message: spent, LimitSource: "openrouter_key_limit"},
		{Step: "limit reached, streamed", Error: "PaymentRequiredResponseError", Status: 402, Message: spent, LimitSource: "openrouter_key_limit"},
		{Step: "failure in mid-stream", Finish: "error", Message: midStream},
		{Step: "failure in mid-stream of responses", Finish: "failed", Message: midStream},
	}
}

// check compares what the steps came to with what they should.
func check(t *testing.T, got, want []result) {
	t.Helper()
	for i, want := range want {
		if i == len(got) {
			t.Fatalf("nothing came of %q and what follows", want.Step)
		}
		got := got[i]
		same := got.Step == want.Step && strings.Contains(got.Text, want.Text) && got.Finish == want.Finish &&
			got.Tokens > 0 == (want.Tokens > 0) && got.Limit == want.Limit &&
			got.Error == want.Error && got.Status == want.Status && strings.Contains(got.Message, want.Message) &&
			got.LimitSource == want.LimitSource
		if !same {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
	if len(got) > len(want) {
		t.Errorf("one step more than expected: %+v", got[len(want)])
	}
}

// newEmulator starts one that approves by itself, and has a key whose first
// chat fails and two models that answer what OpenRouter would not.
func newEmulator(t *testing.T, behaviour orkeytest.Behaviour) (server *orkeytest.Server, key, retried string) {
	t.Helper()
	server = orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always, Behaviour: behaviour})
	key, err := server.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	retried, err = server.NewKey(orkeytest.KeySpec{Label: "retried"})
	if err != nil {
		t.Fatal(err)
	}
	server.Inject(orkeytest.Fault{KeyLabel: "retried", Path: "/api/v1/chat/completions", Status: 503})
	server.Inject(orkeytest.Fault{Model: "wrong/answer", Status: 200, Body: `{"id": "gen-1", "choices": []}`})
	server.Inject(orkeytest.Fault{Model: "wrong/event", Status: 200, ContentType: "text/event-stream",
		Body: "data: {\"type\": \"response.created\", \"response\": {}}\n\n"})
	return server, key, retried
}
