package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	model = "openai/gpt-4o-mini"
	lost  = "Provider disconnected unexpectedly" // says the emulator in mid-stream
)

// Any program on openai-go can be pointed at the emulator by the environment,
// no line changed.
func TestEnvironment(t *testing.T) {
	server := orkeytest.NewServer(t)
	key, err := server.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("OPENAI_BASE_URL", server.URL+"/api/v1")
	t.Setenv("OPENAI_API_KEY", key)
	client := openai.NewClient()

	t.Run("models", func(t *testing.T) {
		found := false
		pages := client.Models.ListAutoPaging(t.Context())
		for pages.Next() {
			found = found || pages.Current().ID == model
		}
		if err := pages.Err(); err != nil || !found {
			t.Errorf("%s found: %t, %v", model, found, err)
		}
	})
	t.Run("key", func(t *testing.T) {
		var info struct{ Data struct{ Label string } }
		if err := client.Get(t.Context(), "key", nil, &info); err != nil || !strings.HasPrefix(info.Data.Label, "sk-or-v1-") {
			t.Errorf("%+v, %v", info, err)
		}
	})
	t.Run("chat", func(t *testing.T) {
		answer, err := client.Chat.Completions.New(t.Context(), hello(model))
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.Choices[0].Message.Content; got != "You said: Hello, you" || answer.Usage.CompletionTokens == 0 {
			t.Errorf("%q, %+v", got, answer.Usage)
		}
	})
	t.Run("chat streamed", func(t *testing.T) {
		var whole openai.ChatCompletionAccumulator
		chunks := client.Chat.Completions.NewStreaming(t.Context(), hello(model))
		for chunks.Next() {
			if !whole.AddChunk(chunks.Current()) {
				t.Errorf("this chunk does not fit the others: %s", chunks.Current().RawJSON())
			}
		}
		if err := chunks.Err(); err != nil {
			t.Fatal(err)
		}
		choice := whole.Choices[0]
		if choice.Message.Content != "You said: Hello, you" || choice.FinishReason != "stop" || whole.Usage.CompletionTokens == 0 {
			t.Errorf("%+v", whole.ChatCompletion)
		}
	})
	t.Run("responses", func(t *testing.T) {
		answer, err := client.Responses.New(t.Context(), helloResponses(model))
		if err != nil {
			t.Fatal(err)
		}
		if answer.OutputText() != "You said: Hello, you" || answer.Status != "completed" {
			t.Errorf("%q, %s", answer.OutputText(), answer.Status)
		}
	})
	t.Run("responses streamed", func(t *testing.T) {
		text, last := streamResponses(t, client, model)
		if done, ok := last.(responses.ResponseCompletedEvent); !ok || text != "You said: Hello, you" || done.Response.Status != "completed" {
			t.Errorf("%q, then %+v", text, last)
		}
	})

	for name, status := range map[string]int{"error-401": 401, "key-limit": 402, "error-403": 403, "error-404": 404} {
		t.Run(name, func(t *testing.T) {
			_, err := client.Chat.Completions.New(t.Context(), hello("emulator/"+name))
			wantStatus(t, err, status)
			wantStatus(t, streamChat(t, client, "emulator/"+name), status)
			_, err = client.Responses.New(t.Context(), helloResponses("emulator/"+name))
			wantStatus(t, err, status)
		})
	}
	t.Run("error in mid-stream", func(t *testing.T) {
		if err := streamChat(t, client, "emulator/midstream-error"); err == nil || !strings.Contains(err.Error(), lost) {
			t.Errorf("error %v", err)
		}
		_, last := streamResponses(t, client, "emulator/midstream-error")
		if failed, ok := last.(responses.ResponseFailedEvent); !ok || !strings.Contains(failed.Response.Error.Message, lost) {
			t.Errorf("ends with %+v", last)
		}
	})
	t.Run("failure retried", func(t *testing.T) {
		rule := server.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", Status: http.StatusServiceUnavailable})
		if _, err := client.Chat.Completions.New(t.Context(), hello(model)); err != nil || rule.Served() != 1 {
			t.Errorf("served %d, %v", rule.Served(), err)
		}
	})
}

func hello(model string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Hello, you")},
	}
}

func helloResponses(model string) responses.ResponseNewParams {
	return responses.ResponseNewParams{Model: model, Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("Hello, you")}}
}

// streamChat returns how a chat ends.
func streamChat(t *testing.T, client openai.Client, model string) error {
	chunks := client.Chat.Completions.NewStreaming(t.Context(), hello(model))
	defer chunks.Close()
	for chunks.Next() {
	}
	return chunks.Err()
}

// streamResponses returns the text of an answer and its last event.
func streamResponses(t *testing.T, client openai.Client, model string) (text string, last any) {
	t.Helper()
	events := client.Responses.NewStreaming(t.Context(), helloResponses(model))
	defer events.Close()
	for events.Next() {
		last = events.Current().AsAny()
		if delta, ok := last.(responses.ResponseTextDeltaEvent); ok {
			text += delta.Delta
		}
	}
	if err := events.Err(); err != nil {
		t.Fatal(err)
	}
	return text, last
}

func wantStatus(t *testing.T, err error, status int) {
	t.Helper()
	if refused, ok := errors.AsType[*openai.Error](err); !ok || refused.StatusCode != status {
		t.Errorf("error %v, want an *openai.Error of status %d", err, status)
	}
}
