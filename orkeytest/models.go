package orkeytest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// model is what the emulator knows about a model. Prices are for one token.
type model struct {
	id, name, description string
	prompt, completion    usd
}

// Models with a meaning of their own.
const (
	modelEcho      = modelPrefix + "echo"      // cheap
	modelEchoFree  = modelEcho + ":free"       // free
	modelExpensive = modelPrefix + "expensive" // a cent a token, to see a limit spent
	modelLong      = modelPrefix + "long"      // an answer of longAnswer tokens
)

// longAnswer is how many tokens modelLong answers with.
const longAnswer = 400

// defaultPrice is what models cost that are known by name only.
const (
	defaultPrompt     usd = 150 // $0.15 a million
	defaultCompletion usd = 600 // $0.60 a million
)

// catalogue lists the models that GET /api/v1/models tells. Others are answered too, unless Strict is on.
func catalogue() []model {
	models := []model{
		{modelEcho, "Emulator: Echo", "Says what it was told.", defaultPrompt, defaultCompletion},
		{modelEchoFree, "Emulator: Echo (free)", "Says what it was told, for nothing.", 0, 0},
		{modelExpensive, "Emulator: Expensive", "Costs a cent a token, to see a limit spent.", dollar / 100, dollar / 100},
		{modelLong, "Emulator: Long", "Has a lot to say, to see a stream stopped.", defaultPrompt, defaultCompletion},
		{"openai/gpt-4o-mini", "OpenAI: GPT-4o-mini", "Answered by the emulator.", 150, 600},
		{"anthropic/claude-sonnet-4", "Anthropic: Claude Sonnet 4", "Answered by the emulator.", 3000, 15000},
		{"meta-llama/llama-3.3-70b-instruct:free", "Meta: Llama 3.3 70B Instruct (free)", "Answered by the emulator.", 0, 0},
		{"openrouter/auto", "Auto Router", "Answered by the emulator.", defaultPrompt, defaultCompletion},
	}
	for _, name := range faultNames {
		models = append(models, model{modelPrefix + name, "Emulator fault: " + name, "Goes wrong.", defaultPrompt, defaultCompletion})
	}
	for _, status := range []int{400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 524, 529} {
		name := "error-" + strconv.Itoa(status)
		models = append(models, model{modelPrefix + name, "Emulator fault: " + name, "Goes wrong.", defaultPrompt, defaultCompletion})
	}
	return models
}

// findModel returns a model by ID. One that is not in the catalogue is made up, unless it cannot be.
func findModel(id string, strict bool) (model, bool) {
	models := catalogue()
	if i := slices.IndexFunc(models, func(m model) bool { return m.id == id }); i >= 0 {
		return models[i], true
	}
	if strict || strings.HasPrefix(id, modelPrefix) {
		_, fault := namedFault(strings.TrimPrefix(id, modelPrefix)) // any error-NNN
		return model{id: id, prompt: defaultPrompt, completion: defaultCompletion}, fault && strings.HasPrefix(id, modelPrefix)
	}
	if strings.HasSuffix(id, ":free") {
		return model{id: id}, true
	}
	return model{id: id, prompt: defaultPrompt, completion: defaultCompletion}, true
}

// models is GET /api/v1/models, which needs no key.
func (c *call) models() {
	if c.faulty() {
		return
	}
	q := c.r.URL.Query()
	offset, ok1 := parseCount(q.Get("offset"), 0, 0, 1<<30)
	limit, ok2 := parseCount(q.Get("limit"), 500, 1, 1000)
	if !ok1 || !ok2 {
		c.fail(http.StatusBadRequest, "offset must be 0 or more, limit between 1 and 1000")
		return
	}
	all := catalogue()
	if words := strings.ToLower(q.Get("q")); words != "" {
		all = slices.DeleteFunc(all, func(m model) bool {
			return !strings.Contains(strings.ToLower(m.id+" "+m.name), words)
		})
	}
	list := modelList{Data: []modelData{}, TotalCount: len(all)}
	for _, m := range all[min(offset, len(all)):min(offset+limit, len(all))] {
		list.Data = append(list.Data, m.data())
	}
	if offset+limit < len(all) {
		q.Set("offset", strconv.Itoa(offset+limit))
		next := c.r.URL.Path + "?" + q.Encode()
		list.Links.Next = &next
	}
	c.json(http.StatusOK, list)
}

func parseCount(s string, none, least, most int) (int, bool) {
	if s == "" {
		return none, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= least && n <= most
}

// modelList is the answer of /api/v1/models.
type modelList struct {
	Data       []modelData `json:"data"`
	TotalCount int         `json:"total_count"`
	Links      struct {
		Next *string `json:"next"`
	} `json:"links"`
}

// modelData is one model as OpenRouter tells it. What is null here is null for many real models too.
type modelData struct {
	ID            string `json:"id"`
	CanonicalSlug string `json:"canonical_slug"`
	HuggingFaceID string `json:"hugging_face_id"`
	Name          string `json:"name"`
	Created       int64  `json:"created"`
	Description   string `json:"description"`
	ContextLength int    `json:"context_length"`
	Architecture  struct {
		Modality         string   `json:"modality"`
		InputModalities  []string `json:"input_modalities"`
		OutputModalities []string `json:"output_modalities"`
		Tokenizer        string   `json:"tokenizer"`
		InstructType     *string  `json:"instruct_type"`
	} `json:"architecture"`
	Pricing     modelPricing `json:"pricing"`
	TopProvider struct {
		ContextLength       int  `json:"context_length"`
		MaxCompletionTokens int  `json:"max_completion_tokens"`
		IsModerated         bool `json:"is_moderated"`
	} `json:"top_provider"`
	PerRequestLimits    *struct{} `json:"per_request_limits"`
	SupportedParameters []string  `json:"supported_parameters"`
	SupportedVoices     []string  `json:"supported_voices"`
	DefaultParameters   *struct{} `json:"default_parameters"`
	Links               struct {
		Details string `json:"details"`
	} `json:"links"`
}

// modelPricing has prices for one token, in USD, as decimal text.
type modelPricing struct {
	Prompt     string `json:"prompt"`
	Completion string `json:"completion"`
}

// contextLength is what every model claims.
const contextLength = 128_000

func (m model) data() modelData {
	d := modelData{
		ID: m.id, CanonicalSlug: strings.TrimSuffix(m.id, ":free"), Name: m.name, Description: m.description,
		Created: 1735689600, ContextLength: contextLength,
		Pricing:             modelPricing{m.prompt.decimal(), m.completion.decimal()},
		SupportedParameters: []string{"max_tokens", "stop", "response_format", "tools", "tool_choice", "temperature", "top_p", "seed"},
	}
	d.Architecture.Modality = "text->text"
	d.Architecture.InputModalities = []string{"text"}
	d.Architecture.OutputModalities = []string{"text"}
	d.Architecture.Tokenizer = "Other"
	d.TopProvider.ContextLength = contextLength
	d.TopProvider.MaxCompletionTokens = contextLength
	d.Links.Details = "/api/v1/models/" + m.id + "/endpoints"
	return d
}

// decimal writes an amount without an exponent, as prices are told.
func (u usd) decimal() string { return strconv.FormatFloat(u.float(), 'f', -1, 64) }
