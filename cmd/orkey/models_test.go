package main

import (
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/cmd/orkey/internal/inference"
)

func TestModelTable(t *testing.T) {
	t.Parallel()
	models := []inference.Model{
		{ID: "anthropic/claude", Name: "Anthropic:\x1b[31m Claude with a long name", ContextLength: 1_050_000, Pricing: inference.Pricing{Prompt: "0.000003", Completion: "0.000015"}},
		{ID: "meta/llama:free", Name: "Meta: Llama (free)", ContextLength: 131_072, Pricing: inference.Pricing{Prompt: "0", Completion: "0"}},
		{ID: "openrouter/auto", Name: "Auto Router", Pricing: inference.Pricing{Prompt: "-1", Completion: "-1"}},
		{ID: "tiny/tiny", Name: "Tiny", ContextLength: 512, Pricing: inference.Pricing{Prompt: "0.000000001", Completion: "0.00000015"}},
	}
	for width, want := range map[int]string{
		90: `
MODEL             $/M IN  $/M OUT  CONTEXT  NAME
anthropic/claude    3.00    15.00    1.05M  Anthropic: [31m Claude with a long name
meta/llama:free     free     free     131k  Meta: Llama (free)
openrouter/auto   varies   varies        ?  Auto Router
tiny/tiny          0.001     0.15      512  Tiny
`,
		60: `
MODEL             $/M IN  $/M OUT  CONTEXT  NAME
anthropic/claude    3.00    15.00    1.05M  Anthropic: [31m…
meta/llama:free     free     free     131k  Meta: Llama (fr…
openrouter/auto   varies   varies        ?  Auto Router
tiny/tiny          0.001     0.15      512  Tiny
`,
		40: `
MODEL             $/M IN  $/M OUT
anthropic/claude    3.00    15.00
meta/llama:free     free     free
openrouter/auto   varies   varies
tiny/tiny          0.001     0.15
`,
		10: `
MODEL
anthropic/claude
meta/llama:free
openrouter/auto
tiny/tiny
`,
	} {
		var out strings.Builder
		writeTable(&out, width, models)
		if got := "\n" + out.String(); got != want {
			t.Errorf("%d columns:%s", width, got)
		}
	}
}

func TestTokens(t *testing.T) {
	for n, want := range map[int]string{0: "?", 512: "512", 4096: "4k", 131072: "131k", 1048576: "1.05M", 10_000_000: "10M"} {
		if got := tokens(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
