package inference

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A Model is one that OpenRouter offers. It encodes as it came.
type Model struct {
	ID            string  `json:"id"`
	Name          string  `json:"name"`
	ContextLength int     `json:"context_length"` // in tokens
	Pricing       Pricing `json:"pricing"`

	whole json.RawMessage
}

// Pricing is what a token costs, in US dollars.
type Pricing struct {
	Prompt     Price `json:"prompt"`
	Completion Price `json:"completion"`
}

// A Price is an amount as OpenRouter writes it, in decimals. A negative one
// means that it depends.
type Price string

// UnmarshalJSON takes a price as text or number.
func (p *Price) UnmarshalJSON(text []byte) error {
	*p = Price(strings.Trim(string(text), `"`))
	return nil
}

// PerMillion returns the price of a million tokens. It is false where it
// depends, or is not told.
func (p Price) PerMillion() (dollars float64, known bool) {
	one, err := strconv.ParseFloat(string(p), 64)
	return one * 1e6, err == nil && one >= 0
}

// UnmarshalJSON keeps all that is told about the model.
func (m *Model) UnmarshalJSON(text []byte) error {
	type plain Model
	if err := json.Unmarshal(text, (*plain)(m)); err != nil {
		return err
	}
	m.whole = append(json.RawMessage(nil), text...)
	return nil
}

// MarshalJSON returns all that was told about the model.
func (m Model) MarshalJSON() ([]byte, error) { return m.whole, nil }

const (
	maxModels = 64 << 20 // bytes of one page of the list
	maxPages  = 100
)

// Models returns the models there are, in OpenRouter's order. It needs no key.
func (c *Client) Models(ctx context.Context) ([]Model, error) {
	all := []Model{}
	path := "/models"
	for range maxPages {
		page, next, err := c.models(ctx, path)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" || len(page) == 0 {
			break
		}
		path = "/models?" + next
	}
	return all, nil
}

// models returns one page of the list, and the query of the next one.
func (c *Client) models(ctx context.Context, path string) (page []Model, next string, err error) {
	x, err := c.send(ctx, http.MethodGet, path, "application/json", "")
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		refusal.list = true
	}
	if err != nil {
		return nil, "", err
	}
	defer x.close()
	text, err := io.ReadAll(io.LimitReader(x, maxModels))
	if err != nil {
		return nil, "", err
	}
	var list struct {
		Data  []Model `json:"data"`
		Links struct {
			Next string `json:"next"`
		} `json:"links"`
	}
	if json.Unmarshal(text, &list) != nil || list.Data == nil {
		return nil, "", errNonsense
	}
	if u, err := url.Parse(list.Links.Next); err == nil {
		next = u.RawQuery
	}
	return list.Data, next, nil
}
