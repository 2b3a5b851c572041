package orkeytest

import "net/http"

// chatChunk is the data of one event of a streamed chat.
type chatChunk struct {
	chatHead
	Error   *streamError  `json:"error,omitempty"`
	Choices []chunkChoice `json:"choices"`
	Usage   *chatUsage    `json:"usage,omitempty"`
}

type chunkChoice struct {
	Index              int        `json:"index"`
	Delta              chunkDelta `json:"delta"`
	FinishReason       *string    `json:"finish_reason"`
	NativeFinishReason *string    `json:"native_finish_reason"`
	Logprobs           *struct{}  `json:"logprobs"`
}

type chunkDelta struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// streamError is an error that comes up in the middle of a stream, when the status 200 is long out.
type streamError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	Metadata struct {
		ErrorType string `json:"error_type"`
	} `json:"metadata"`
}

// lostProvider is the error that streams end with.
func lostProvider() *streamError {
	e := &streamError{Code: http.StatusBadGateway, Message: "Provider disconnected unexpectedly"}
	e.Metadata.ErrorType = "provider_unavailable"
	return e
}

// streamChat answers token by token: a comment, the tokens, the reason to end, what it cost, and [DONE].
//
// Usage always comes, as OpenRouter says that stream_options and usage have no effect any more.
func (c *call) streamChat(g *generation) {
	s := c.startStream()
	head := g.chatHead("chat.completion.chunk", c.now.Unix())
	chunk := func(content, finish string) chatChunk {
		choice := chunkChoice{Delta: chunkDelta{"assistant", content}}
		if finish != "" {
			choice.FinishReason, choice.NativeFinishReason = &finish, &finish
		}
		return chatChunk{chatHead: head, Choices: []chunkChoice{choice}}
	}
	sent := 0
	defer func() {
		if sent < len(g.tokens) {
			c.settle(g, sent)
		}
	}()
	for n, token := range g.tokens {
		switch s.pace(n, len(g.tokens)) {
		case gone:
			return
		case breakUp:
			s.cutInside("", chunk(token, ""))
		case report:
			failed := chunk("", "error")
			failed.Error = lostProvider()
			s.data(failed)
			return
		}
		s.data(chunk(token, ""))
		sent++
	}
	s.data(chunk("", g.finishReason()))
	s.data(chatChunk{chatHead: head, Choices: []chunkChoice{}, Usage: c.settle(g, sent).chat()})
	s.done()
}
