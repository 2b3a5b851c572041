package orkeytest

// The events of a streamed response. Each tells its type, which is also the name of the event, and its number.
type (
	responseEvent struct {
		Type     string    `json:"type"`
		Sequence int       `json:"sequence_number"`
		Response *response `json:"response"`
	}
	itemEvent struct {
		Type        string       `json:"type"`
		Sequence    int          `json:"sequence_number"`
		OutputIndex int          `json:"output_index"`
		Item        responseItem `json:"item"`
	}
	partEvent struct {
		Type         string       `json:"type"`
		Sequence     int          `json:"sequence_number"`
		ItemID       string       `json:"item_id"`
		OutputIndex  int          `json:"output_index"`
		ContentIndex int          `json:"content_index"`
		Part         responsePart `json:"part"`
	}
	textEvent struct {
		Type         string  `json:"type"`
		Sequence     int     `json:"sequence_number"`
		ItemID       string  `json:"item_id"`
		OutputIndex  int     `json:"output_index"`
		ContentIndex int     `json:"content_index"`
		Delta        *string `json:"delta,omitempty"`
		Text         *string `json:"text,omitempty"`
		Logprobs     []any   `json:"logprobs"`
	}
)

// streamResponse answers with the events of the Responses API: the response is created, an item and a part of it are
// added, text comes token by token, and everything is done again from the inside out.
func (c *call) streamResponse(g *generation, r *response) {
	s := c.startStream()
	number := -1
	next := func() int { number++; return number }
	tell := func(name string) { s.event(name, responseEvent{name, next(), r}) }
	item := func(name string, i responseItem) { s.event(name, itemEvent{Type: name, Sequence: next(), Item: i}) }
	content := func(name, text string) {
		s.event(name, partEvent{Type: name, Sequence: next(), ItemID: r.itemID, Part: part(text)})
	}
	delta := func(token string) textEvent {
		return textEvent{Type: "response.output_text.delta", Sequence: next(), ItemID: r.itemID, Delta: &token, Logprobs: []any{}}
	}

	sent := 0
	defer func() {
		if r.Usage == nil {
			c.settle(g, sent)
		}
	}()
	tell("response.created")
	tell("response.in_progress")
	item("response.output_item.added", r.item("", "in_progress"))
	content("response.content_part.added", "")
	for n, token := range g.tokens {
		switch s.pace(n, len(g.tokens)) {
		case gone:
			return
		case breakUp:
			s.cutInside("response.output_text.delta", delta(token))
		case report:
			r.Status = "failed"
			r.Error = &responseError{"server_error", lostProvider().Message}
			tell("response.failed")
			return
		}
		s.event("response.output_text.delta", delta(token))
		sent++
	}
	s.event("response.output_text.done", textEvent{Type: "response.output_text.done", Sequence: next(), ItemID: r.itemID,
		Text: &g.text, Logprobs: []any{}})
	content("response.content_part.done", g.text)
	whole := r.item(g.text, statusOfItem(g))
	item("response.output_item.done", whole)
	r.Output = []responseItem{whole}
	r.complete(g, c.e.clock.now(), c.settle(g, sent))
	tell("response." + statusOfItem(g))
	s.done()
}
