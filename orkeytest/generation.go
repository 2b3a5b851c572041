package orkeytest

import (
	"cmp"
	"net/http"
	"strings"
)

// maxInferenceBody bounds the bodies of completions, which may hold pictures.
const maxInferenceBody = 32 << 20

// providerName is who OpenRouter would say has answered.
const providerName = "Emulator"

// prompt is what a completion is asked for, by either endpoint.
type prompt struct {
	said      string // the last words of the user
	tokens    int    // of everything that was said
	maxTokens int    // 0 for no limit
	stop      []string
	json      bool // the answer must be JSON
}

// generation is an answer of a model.
type generation struct {
	id        string
	model     model
	key       *key
	text      string
	tokens    []string
	prompt    int  // tokens
	shortened bool // by the limit of tokens that was asked for
}

// ask reads a request to a model and finds out what is to be answered: nil if
// that is done already, by a refusal. The kinds of request differ in what is a
// valid body and where in it the prompt is; required names the members that one
// without a prompt lacks.
func (c *call) ask(valid schema, read func(body map[string]any) (prompt, bool), required string) (body map[string]any, g *generation) {
	body, refuse := c.decode(maxInferenceBody, valid, c.badInput)
	c.entry.model = modelOf(body)
	k := c.authenticate()
	if k == nil {
		return body, nil
	}
	if refuse != nil {
		refuse()
		return body, nil
	}
	p, ok := read(body)
	if !ok {
		c.fail(http.StatusBadRequest, "Input required: specify "+required)
		return body, nil
	}
	return body, c.generate(k, p)
}

// generate finds out what is to be answered, or answers that it cannot be.
func (c *call) generate(k *key, p prompt) *generation {
	m, ok := findModel(c.entry.model, c.cfg.Strict)
	if !ok {
		c.fail(http.StatusBadRequest, c.entry.model+" is not a valid model ID")
		return nil
	}
	if user, ok := c.cfg.user(k.user); !ok {
		c.explain("the key's user is gone from the configuration")
		c.unauthorized(true)
		return nil
	} else if m.prompt+m.completion > 0 {
		if source := c.e.state.unaffordable(k, user, c.now); source != "" {
			message, metadata := paymentRequired(source)
			c.failWith(http.StatusPaymentRequired, message, metadata)
			return nil
		}
	}
	g := &generation{id: c.e.ids.generation(c.now), model: m, key: k, prompt: p.tokens, text: p.answer(m)}
	for _, stop := range p.stop {
		if stop != "" {
			g.text, _, _ = strings.Cut(g.text, stop)
		}
	}
	g.tokens = splitTokens(g.text)
	if p.maxTokens > 0 && len(g.tokens) > p.maxTokens {
		g.tokens, g.shortened = g.tokens[:p.maxTokens], true
		g.text = strings.Join(g.tokens, "")
	}
	h := c.w.Header()
	h.Set("X-Generation-Id", g.id)
	h.Set("X-Provider-Name", providerName)
	return g
}

// ready waits for the answer that is not streamed. What would end a stream with an error is all there is then.
func (c *call) ready() bool {
	if !c.wait(c.cfg.TokenDelay) {
		return false
	}
	if c.fault != nil && c.fault.StreamError {
		lost := lostProvider()
		c.fail(lost.Code, lost.Message)
		return false
	}
	return true
}

// answer is what the model says: the same for the same prompt.
func (p *prompt) answer(m model) string {
	switch {
	case p.json:
		var b strings.Builder
		b.WriteString(`{"echo":`)
		b.WriteString(quoteJSON(p.said))
		b.WriteString("}")
		return b.String()
	case m.id == modelLong:
		return strings.TrimSpace(strings.Repeat("and so on ", longAnswer/3)) + "."
	case p.said == "":
		return "You said nothing."
	}
	return "You said: " + p.said
}

// usage is what OpenRouter tells that a completion cost.
type usage struct {
	prompt, completion         int // tokens
	promptCost, completionCost usd
}

func (u usage) cost() usd { return u.promptCost + u.completionCost }

// settle charges the key for the prompt and the tokens that were sent. What nobody waited for is charged too.
func (c *call) settle(g *generation, sent int) usage {
	u := usage{
		prompt: g.prompt, completion: sent,
		promptCost:     usd(g.prompt) * g.model.prompt,
		completionCost: usd(sent) * g.model.completion,
	}
	c.e.state.charge(g.key, activity{
		time: c.now, path: c.entry.path, model: g.model.id, key: g.key.hash, label: g.key.label,
		promptTokens: u.prompt, tokens: u.completion, cost: u.cost(), status: cmp.Or(c.w.status, http.StatusOK),
	})
	c.e.journal.touchState()
	return u
}

// modelOf is the model that a request asks for: model, or the first of models, or the one of the account.
func modelOf(body map[string]any) string {
	if id, _ := body["model"].(string); id != "" {
		return id
	}
	if ids, _ := body["models"].([]any); len(ids) > 0 {
		if id, _ := ids[0].(string); id != "" {
			return id
		}
	}
	return modelEcho
}

// count reads a number of tokens; anything else means no limit.
func count(v any) int {
	n, _ := v.(float64)
	if n < 1 || n > 1<<30 {
		return 0
	}
	return int(n)
}

// textOf is the text of a message's content: a string, or parts of which some are text.
func textOf(content any) string {
	switch content := content.(type) {
	case string:
		return content
	case []any:
		var texts []string
		for _, part := range content {
			if part, ok := part.(map[string]any); ok {
				if text, ok := part["text"].(string); ok {
					texts = append(texts, text)
				}
			}
		}
		return strings.Join(texts, "\n")
	}
	return ""
}
