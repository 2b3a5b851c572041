package orkeytest

// response is the answer of the Responses API, and what its events carry. What the request said is told again.
type response struct {
	ID                string             `json:"id"`
	Object            string             `json:"object"`
	CreatedAt         int64              `json:"created_at"`
	CompletedAt       *int64             `json:"completed_at"`
	Model             string             `json:"model"`
	Status            string             `json:"status"`
	Output            []responseItem     `json:"output"`
	Error             *responseError     `json:"error"`
	IncompleteDetails *incompleteDetails `json:"incomplete_details"`
	Temperature       any                `json:"temperature"`
	TopP              any                `json:"top_p"`
	PresencePenalty   any                `json:"presence_penalty"`
	FrequencyPenalty  any                `json:"frequency_penalty"`
	MaxOutputTokens   any                `json:"max_output_tokens"`
	Instructions      any                `json:"instructions"`
	Metadata          any                `json:"metadata"`
	Tools             []any              `json:"tools"`
	ToolChoice        any                `json:"tool_choice"`
	ParallelToolCalls any                `json:"parallel_tool_calls"`
	Usage             *responseUsage     `json:"usage,omitempty"`

	itemID string
}

type responseItem struct {
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Role    string         `json:"role"`
	Status  string         `json:"status"`
	Content []responsePart `json:"content"`
}

type responsePart struct {
	Type        string `json:"type"`
	Text        string `json:"text"`
	Annotations []any  `json:"annotations"`
	Logprobs    []any  `json:"logprobs"`
}

type responseError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type incompleteDetails struct {
	Reason string `json:"reason"`
}

type responseUsage struct {
	InputTokens  int `json:"input_tokens"`
	InputDetails struct {
		CachedTokens int `json:"cached_tokens"`
	} `json:"input_tokens_details"`
	OutputTokens  int `json:"output_tokens"`
	OutputDetails struct {
		ReasoningTokens int `json:"reasoning_tokens"`
	} `json:"output_tokens_details"`
	TotalTokens int     `json:"total_tokens"`
	Cost        float64 `json:"cost"`
	IsBYOK      bool    `json:"is_byok"`
	CostDetails struct {
		Upstream       *float64 `json:"upstream_inference_cost"`
		UpstreamInput  float64  `json:"upstream_inference_input_cost"`
		UpstreamOutput float64  `json:"upstream_inference_output_cost"`
	} `json:"cost_details"`
}
