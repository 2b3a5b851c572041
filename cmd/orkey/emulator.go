package main

import (
	"fmt"
	"strings"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/spf13/cobra"
)

// emulatorFlags are the flags that say how an emulator behaves.
type emulatorFlags struct {
	behaviour, approve *choice
	strict, stableIDs  bool
	controlHosts       []string
}

func addEmulatorFlags(cmd *cobra.Command) *emulatorFlags {
	f := &emulatorFlags{
		behaviour: oneOf(orkeytest.Observed.String(), orkeytest.Documented.String()),
		approve:   oneOf(orkeytest.Ask.String(), orkeytest.Always.String(), orkeytest.Never.String()),
	}
	flags := cmd.Flags()
	flags.Var(f.behaviour, "behaviour", "behave as OpenRouter was observed, or as it is documented, where the two differ")
	flags.Var(f.approve, "approve", "whether the consent page asks, or decides at once")
	flags.BoolVar(&f.strict, "strict", false, "refuse requests that are not as OpenRouter documents them, and models it does not have")
	flags.BoolVar(&f.stableIDs, "stable-ids", false, "give the same keys, codes and ids in every run; they can be guessed")
	flags.StringSliceVar(&f.controlHosts, "control-host", nil, "answer /_emulator/ under this host `name` too, besides localhost")
	cmd.RegisterFlagCompletionFunc("behaviour", f.behaviour.complete)
	cmd.RegisterFlagCompletionFunc("approve", f.approve.complete)
	return f
}

// open makes the emulator that the flags describe.
func (f *emulatorFlags) open() (*orkeytest.Emulator, error) {
	c := orkeytest.Config{Strict: f.strict, StableIDs: f.stableIDs, Hosts: f.controlHosts}
	if err := c.Behaviour.UnmarshalText([]byte(f.behaviour.String())); err != nil {
		return nil, err
	}
	if err := c.Approve.UnmarshalText([]byte(f.approve.String())); err != nil {
		return nil, err
	}
	emulator, err := orkeytest.New(c)
	if err != nil {
		return nil, asMisuse(err)
	}
	return emulator, nil
}

// A variable is one of the environment.
type variable struct{ name, value, use string }

// variables point programs at an emulator: official SDKs, and others that
// follow the same names, read where it is and a key that it knows. The last
// one is for programs that want to steer it.
func variables(origin, key string) []variable {
	api := origin + "/api/v1"
	return []variable{
		{"OPENROUTER_BASE_URL", api, "base URL for OpenRouter's clients"},
		{"OPENROUTER_API_BASE", api, "base URL for LiteLLM"},
		{"OPENROUTER_API_KEY", key, "a key that the emulator knows"},
		{"OPENAI_BASE_URL", api, "base URL for OpenAI's clients"},
		{"OPENAI_API_BASE", api, "the same, for their older releases"},
		{"OPENAI_API_KEY", key, "the same key"},
		{"ORKEY_EMULATOR_URL", origin, "where programs steer the emulator, by routes below /_emulator/"},
	}
}

// describeVariables says what each one is for, a line each.
func describeVariables() string {
	var lines []string
	for _, v := range variables("", "") {
		lines = append(lines, fmt.Sprintf("  %-20s %s", v.name, v.use))
	}
	return strings.Join(lines, "\n")
}
