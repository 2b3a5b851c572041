package orkeytest

import "net/http"

// chat is POST /api/v1/chat/completions.
func (c *call) chat() {
	body, g := c.ask(chatSchema(c.cfg.Strict), chatPrompt, `"prompt" or "messages"`)
	if g == nil {
		return
	}
	if stream, _ := body["stream"].(bool); stream {
		c.streamChat(g)
		return
	}
	if !c.ready() {
		return
	}
	used := c.settle(g, len(g.tokens))
	c.json(http.StatusOK, chatResult{
		chatHead: g.chatHead("chat.completion", c.now.Unix()),
		Choices: []chatChoice{{
			FinishReason: g.finishReason(), NativeFinishReason: g.finishReason(),
			Message: chatMessage{Role: "assistant", Content: g.text},
		}},
		Usage: used.chat(),
	})
}

// chatPrompt reads messages or, older, prompt. It reports whether there is either.
func chatPrompt(body map[string]any) (p prompt, ok bool) {
	messages, _ := body["messages"].([]any)
	for _, m := range messages {
		if m, isMessage := m.(map[string]any); isMessage {
			text := textOf(m["content"])
			p.tokens += countTokens(text)
			if m["role"] == "user" {
				p.said = text
			}
		}
	}
	if text, isText := body["prompt"].(string); isText && len(messages) == 0 {
		p.said, p.tokens, ok = text, countTokens(text), true
	}
	p.maxTokens = count(body["max_completion_tokens"])
	if p.maxTokens == 0 {
		p.maxTokens = count(body["max_tokens"])
	}
	switch stop := body["stop"].(type) {
	case string:
		p.stop = []string{stop}
	case []any:
		for _, s := range stop {
			if s, isText := s.(string); isText {
				p.stop = append(p.stop, s)
			}
		}
	}
	if format, isFormat := body["response_format"].(map[string]any); isFormat {
		p.json = format["type"] == "json_object" || format["type"] == "json_schema"
	}
	return p, ok || len(messages) > 0
}

// finishReason is why the answer ends.
func (g *generation) finishReason() string {
	if g.shortened {
		return "length"
	}
	return "stop"
}

// chatHead begins results and chunks alike.
type chatHead struct {
	ID       string `json:"id"`
	Provider string `json:"provider"`
	Model    string `json:"model"`
	Object   string `json:"object"`
	Created  int64  `json:"created"`
}

func (g *generation) chatHead(object string, created int64) chatHead {
	return chatHead{g.id, providerName, g.model.id, object, created}
}

// chatResult is an answer that is not streamed.
type chatResult struct {
	chatHead
	Choices           []chatChoice `json:"choices"`
	SystemFingerprint *string      `json:"system_fingerprint"`
	Usage             *chatUsage   `json:"usage"`
}

type chatChoice struct {
	Index              int         `json:"index"`
	Logprobs           *struct{}   `json:"logprobs"`
	FinishReason       string      `json:"finish_reason"`
	NativeFinishReason string      `json:"native_finish_reason"`
	Message            chatMessage `json:"message"`
}

type chatMessage struct {
	Role      string  `json:"role"`
	Content   string  `json:"content"`
	Refusal   *string `json:"refusal"`
	Reasoning *string `json:"reasoning"`
}

type chatUsage struct {
	PromptTokens     int     `json:"prompt_tokens"`
	CompletionTokens int     `json:"completion_tokens"`
	TotalTokens      int     `json:"total_tokens"`
	Cost             float64 `json:"cost"`
	IsBYOK           bool    `json:"is_byok"`
	PromptDetails    struct {
		CachedTokens int `json:"cached_tokens"`
		AudioTokens  int `json:"audio_tokens"`
	} `json:"prompt_tokens_details"`
	CostDetails struct {
		Upstream           *float64 `json:"upstream_inference_cost"`
		UpstreamPrompt     float64  `json:"upstream_inference_prompt_cost"`
		UpstreamCompletion float64  `json:"upstream_inference_completions_cost"`
	} `json:"cost_details"`
	CompletionDetails struct {
		ReasoningTokens int `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
}

func (u usage) chat() *chatUsage {
	c := &chatUsage{
		PromptTokens: u.prompt, CompletionTokens: u.completion, TotalTokens: u.prompt + u.completion,
		Cost: u.cost().float(),
	}
	c.CostDetails.UpstreamPrompt = u.promptCost.float()
	c.CostDetails.UpstreamCompletion = u.completionCost.float()
	return c
}
