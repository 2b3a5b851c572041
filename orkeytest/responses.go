package orkeytest

import (
	"net/http"
	"time"
)

// responses is POST /api/v1/responses.
func (c *call) responses() {
	body, g := c.ask(responsesSchema(c.cfg.Strict), responsesPrompt, `"input"`)
	if g == nil {
		return
	}
	r := c.newResponse(g, body)
	if stream, _ := body["stream"].(bool); stream {
		c.streamResponse(g, r)
		return
	}
	if !c.ready() {
		return
	}
	r.complete(g, c.e.clock.now(), c.settle(g, len(g.tokens)))
	r.Output = []responseItem{r.item(g.text, statusOfItem(g))}
	c.json(http.StatusOK, r)
}

// responsesPrompt reads input: a text, or items of which some are messages.
func responsesPrompt(body map[string]any) (p prompt, ok bool) {
	if instructions, isText := body["instructions"].(string); isText {
		p.tokens = countTokens(instructions)
	}
	switch input := body["input"].(type) {
	case string:
		p.said = input
		p.tokens += countTokens(input)
		ok = true
	case []any:
		for _, item := range input {
			if item, isItem := item.(map[string]any); isItem {
				text := textOf(item["content"])
				p.tokens += countTokens(text)
				if item["role"] == "user" {
					p.said = text
				}
			}
		}
		ok = len(input) > 0
	}
	p.maxTokens = count(body["max_output_tokens"])
	if text, isText := body["text"].(map[string]any); isText {
		if format, isFormat := text["format"].(map[string]any); isFormat {
			p.json = format["type"] == "json_object" || format["type"] == "json_schema"
		}
	}
	return p, ok
}

// newResponse begins an answer to a request.
func (c *call) newResponse(g *generation, body map[string]any) *response {
	numberOr := func(name string, otherwise any) any {
		if n, ok := body[name].(float64); ok {
			return n
		}
		return otherwise
	}
	r := &response{
		ID: g.id, Object: "response", CreatedAt: c.now.Unix(), Model: g.model.id, Status: "in_progress",
		Output: []responseItem{}, Tools: []any{}, ToolChoice: "auto", ParallelToolCalls: true,
		Temperature: numberOr("temperature", 1), TopP: numberOr("top_p", 1),
		PresencePenalty: numberOr("presence_penalty", 0), FrequencyPenalty: numberOr("frequency_penalty", 0),
		MaxOutputTokens: numberOr("max_output_tokens", nil),
		itemID:          c.e.ids.message("msg_"),
	}
	if text, ok := body["instructions"].(string); ok {
		r.Instructions = text
	}
	if metadata, ok := body["metadata"].(map[string]any); ok {
		r.Metadata = metadata
	}
	if choice, ok := body["tool_choice"]; ok && choice != nil {
		r.ToolChoice = choice
	}
	if parallel, ok := body["parallel_tool_calls"].(bool); ok {
		r.ParallelToolCalls = parallel
	}
	tools, _ := body["tools"].([]any)
	for _, tool := range tools {
		if tool, ok := tool.(map[string]any); ok && tool["type"] == "function" {
			if _, ok := tool["parameters"]; !ok {
				tool["parameters"] = nil // must be told
			}
			r.Tools = append(r.Tools, tool)
		}
	}
	return r
}

// item is the message that the answer consists of.
func (r *response) item(text, status string) responseItem {
	item := responseItem{ID: r.itemID, Type: "message", Role: "assistant", Status: status, Content: []responsePart{}}
	if status != "in_progress" {
		item.Content = append(item.Content, part(text))
	}
	return item
}

func part(text string) responsePart {
	return responsePart{Type: "output_text", Text: text, Annotations: []any{}, Logprobs: []any{}}
}

// complete ends an answer.
func (r *response) complete(g *generation, now time.Time, u usage) {
	r.Status = statusOfItem(g)
	if g.shortened {
		r.IncompleteDetails = &incompleteDetails{"max_output_tokens"}
	}
	at := now.Unix()
	r.CompletedAt = &at
	r.Usage = u.response()
}

func statusOfItem(g *generation) string {
	if g.shortened {
		return "incomplete"
	}
	return "completed"
}

func (u usage) response() *responseUsage {
	r := &responseUsage{
		InputTokens: u.prompt, OutputTokens: u.completion, TotalTokens: u.prompt + u.completion,
		Cost: u.cost().float(),
	}
	r.CostDetails.UpstreamInput = u.promptCost.float()
	r.CostDetails.UpstreamOutput = u.completionCost.float()
	return r
}
