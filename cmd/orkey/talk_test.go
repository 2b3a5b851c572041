package main

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/cmd/orkey/internal/inference"
)

func TestAccount(t *testing.T) {
	usage := &inference.Usage{PromptTokens: 1, CompletionTokens: 1, Cost: 0.25}
	one := &inference.Usage{CompletionTokens: 1}
	var said strings.Builder
	talk := &talk{ui: ui{stderr: &said}}
	for _, tc := range []struct {
		answer inference.Answer
		says   string
	}{
		{inference.Answer{Model: "m", Content: "x", FinishReason: "stop", Usage: usage}, "$0.25, 2 tokens, m\n"},
		{inference.Answer{Model: "m", Content: "x", FinishReason: "stop", Usage: usage}, "$0.25, 2 tokens, m; $0.50 so far\n"},
		{inference.Answer{Model: "a\x1bb", Content: "x", FinishReason: "length", Usage: one}, "orkey: warning: the answer is not complete: it reached the model's limit of tokens\n$0.00, 1 token, a b; $0.50 so far\n"},
		{inference.Answer{FinishReason: "content_filter"}, "orkey: warning: the answer is not complete: the provider's filter ended it\n"},
		{inference.Answer{FinishReason: "stop"}, "orkey: warning: the answer is empty\n"},
	} {
		said.Reset()
		talk.account(tc.answer)
		if said.String() != tc.says {
			t.Errorf("%+v: %q", tc.answer, &said)
		}
	}
}

func TestObey(t *testing.T) {
	for _, tc := range []struct {
		line string
		ours bool
		says string // error, or what is said
	}{
		{"hello", false, ""},
		{" /quit", false, ""},
		{"/etc/hosts", false, ""},
		{"/", true, "there is no /; /help lists"},
		{"/quit", true, "quit"},
		{"/quit now", true, "takes nothing more"},
		{"/Clear", true, "there is no /Clear"},
		{"/clear  ", true, "Forgotten."},
		{"/model", true, "m answers."},
		{"/model  n ", true, "n answers."},
		{"/clear\nmore", false, ""},
	} {
		var said strings.Builder
		talk := &talk{ui: ui{stderr: &said}, model: "m"}
		ours, err := talk.obey(tc.line)
		if err != nil {
			said.WriteString(err.Error())
		}
		if ours != tc.ours || !strings.Contains(said.String(), tc.says) {
			t.Errorf("%q: ours %v, %q", tc.line, ours, &said)
		}
	}
}
