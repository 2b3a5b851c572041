package inference

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/tmaxmax/go-sse"
)

// A Message is one turn of a conversation.
type Message struct {
	Role    string `json:"role"` // system, user or assistant
	Content string `json:"content"`
}

// An Answer is what a model said. It encodes in OpenRouter's words.
type Answer struct {
	ID       string `json:"id"`
	Model    string `json:"model"` // the one that answered, if another was asked for
	Provider string `json:"provider,omitempty"`
	Content  string `json:"content"`

	// FinishReason is why it ended: stop, length, content_filter.
	FinishReason string `json:"finish_reason"`

	// Usage is what it took. Nil if that was not told.
	Usage *Usage `json:"usage"`
}

// Usage is what an answer took.
type Usage struct {
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	TotalTokens      int     `json:"total_tokens"`
	Cost             float64 `json:"cost"` // in US dollars
}

// maxEvent bounds one event of a stream, in bytes.
const maxEvent = 1 << 20

// endOfStream is the data of the last event.
const endOfStream = "[DONE]"

// Ask asks a model to go on with a conversation, and hands each piece of its
// answer to say as it comes. If there is an error, the answer is what there was
// until then: [*Refusal], [ErrTruncated], [ErrStalled], one that matches
// orkey.ErrUnavailable, that of ctx or that of say.
func (c *Client) Ask(ctx context.Context, model string, conversation []Message, say func(string) error) (Answer, error) {
	question, err := json.Marshal(struct {
		Model    string    `json:"model"`
		Messages []Message `json:"messages"`
		Stream   bool      `json:"stream"`
	}{model, conversation, true})
	if err != nil {
		return Answer{}, err
	}
	x, err := c.send(ctx, http.MethodPost, "/chat/completions", "text/event-stream", string(question))
	if err != nil {
		return Answer{}, err
	}
	defer x.close()
	return c.listen(x, say)
}

// chunk is the data of one event.
type chunk struct {
	ID       string     `json:"id"`
	Model    string     `json:"model"`
	Provider string     `json:"provider"`
	Error    *wireError `json:"error"`
	Choices  []struct {
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
		FinishReason string `json:"finish_reason"`
	} `json:"choices"`
	Usage *Usage `json:"usage"`
}

// listen reads a stream to its end, which is a reason to finish and [DONE].
// Without either it is truncated.
func (c *Client) listen(stream io.Reader, say func(string) error) (a Answer, err error) {
	var content strings.Builder
	defer func() { a.Content = content.String() }()
	for event, err := range sse.Read(stream, &sse.ReadConfig{MaxEventSize: maxEvent}) {
		switch {
		case errors.Is(err, bufio.ErrTooLong):
			return a, errNonsense
		case err != nil:
			return a, err
		case event.Data == endOfStream && a.FinishReason != "":
			return a, nil
		case event.Data == endOfStream:
			return a, ErrTruncated
		case event.Data == "":
			continue
		}
		var piece chunk
		if json.Unmarshal([]byte(event.Data), &piece) != nil {
			return a, errNonsense
		}
		a.note(piece)
		for _, choice := range piece.Choices {
			if choice.Delta.Content == "" {
				continue
			}
			content.WriteString(choice.Delta.Content)
			if err := say(choice.Delta.Content); err != nil {
				return a, err
			}
		}
		switch {
		case piece.Error != nil:
			return a, c.refusal(piece.Error.status(), *piece.Error)
		case a.FinishReason == "error":
			return a, c.refusal(http.StatusBadGateway, wireError{})
		}
	}
	return a, ErrTruncated
}

// note keeps what a piece says about the whole.
func (a *Answer) note(piece chunk) {
	set := func(to *string, value string) {
		if value != "" {
			*to = value
		}
	}
	set(&a.ID, piece.ID)
	set(&a.Model, piece.Model)
	set(&a.Provider, piece.Provider)
	for _, choice := range piece.Choices {
		set(&a.FinishReason, choice.FinishReason)
	}
	if piece.Usage != nil {
		a.Usage = piece.Usage
	}
}
