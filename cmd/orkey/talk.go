package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey/cmd/orkey/internal/inference"
)

// A talk is a conversation with a model.
type talk struct {
	ui
	client       *inference.Client
	model        string
	instructions string // to the model; "" for none
	turns        []inference.Message
	spent        float64  // in US dollars
	models       []string // those there are; nil before anybody asked

	toTerminal bool // a person sees standard output
	silent     bool // only the end of an answer counts
}

func (c *chat) talk(found credential) *talk {
	t := &talk{
		ui:           newUI(c.system),
		client:       &inference.Client{OpenRouter: found.client, Key: found.key},
		model:        c.model,
		instructions: c.instructions,
		toTerminal:   isTerminal(c.stdout),
		silent:       c.asJSON,
	}
	if t.model == "" {
		t.model = c.getenv("ORKEY_MODEL")
	}
	if t.model == "" {
		t.model = defaultModel
	}
	return t
}

// ask asks a question and prints the answer as it comes, and what it cost. A
// question that failed is forgotten, so that it can be asked again; an answer
// that the person stopped is a part of the conversation.
func (t *talk) ask(ctx context.Context, question string) (inference.Answer, error) {
	turns := append(slices.Clip(t.turns), inference.Message{Role: "user", Content: question})
	whole := turns
	if t.instructions != "" {
		whole = append([]inference.Message{{Role: "system", Content: t.instructions}}, turns...)
	}
	_, stop := t.spin("Waiting for an answer")
	stop = sync.OnceFunc(stop)
	answer, err := t.client.Ask(ctx, t.model, whole, func(piece string) error {
		if t.silent {
			return nil
		}
		stop()
		_, err := io.WriteString(t.stdout, t.shown(piece))
		return err
	})
	stop()
	if !t.silent && answer.Content != "" && !strings.HasSuffix(answer.Content, "\n") {
		io.WriteString(t.stdout, "\n")
	}
	if err != nil && (ctx.Err() == nil || answer.Content == "") {
		return answer, err
	}
	t.turns = append(turns, inference.Message{Role: "assistant", Content: answer.Content})
	if err == nil {
		t.account(answer)
	}
	return answer, err
}

// printJSON prints the whole answer for a script.
func (t *talk) printJSON(answer inference.Answer) error {
	var line strings.Builder
	if err := writeJSON(&line, answer); err != nil {
		return err
	}
	_, err := io.WriteString(t.stdout, t.shown(line.String()))
	return err
}

// shown returns a text as it may be written to standard output: to a terminal
// without what would drive that, elsewhere as it is.
func (t *talk) shown(text string) string {
	if t.toTerminal {
		return visible(text)
	}
	return text
}

// account says what an answer cost, and if it is less than it seems.
func (t *talk) account(a inference.Answer) {
	switch {
	case a.FinishReason == "length":
		t.warn("the answer is not complete: it reached the model's limit of tokens")
	case a.FinishReason == "content_filter":
		t.warn("the answer is not complete: the provider's filter ended it")
	case a.Content == "":
		t.warn("the answer is empty")
	}
	if a.Usage == nil || t.silent {
		return
	}
	before := t.spent
	t.spent += a.Usage.Cost
	so := ""
	if before > 0 {
		so = "; " + money(t.spent) + " so far"
	}
	t.say("%s, %s, %s%s\n", money(a.Usage.Cost), count(a.Usage.PromptTokens+a.Usage.CompletionTokens, "token"), oneLine(a.Model), so)
}

func count(n int, what string) string {
	return plural(n, what, what+"s")
}

// plural writes a number before one word or another.
func plural(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}
