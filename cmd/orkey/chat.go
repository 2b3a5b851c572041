package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// defaultModel chooses a model for each question. The emulator has it too.
const defaultModel = "openrouter/auto"

// maxPiped bounds what is read of standard input, in bytes: more than any model
// takes.
const maxPiped = 16 << 20

func newChat(sys system) *cobra.Command {
	c := &chat{}
	cmd := &cobra.Command{
		Use:     "chat [flags] [PROMPT...]",
		Short:   "Ask a model",
		GroupID: groupKey,
		Long: `Ask a model at OpenRouter, with the key of the person who is signed in, and
print its answer as it comes. What it cost goes to standard error.

The question is PROMPT, or what is piped in, or both: PROMPT, an empty line, and
what is piped in. Without either, at a terminal, hold a conversation:
` + describeWords() + `
Enter sends, Alt-Enter begins another line, and pasted lines are sent as one message.
Ctrl-C stops an answer, and at the prompt ends the conversation, as Ctrl-D does.
A line that begins with a space is sent, even if it looks like a command.

Without --model, ask the one that the variable ORKEY_MODEL names, or
` + defaultModel + `, which chooses a model for each question.

With --json, print one object when the answer is complete: id, model, provider,
content, finish_reason, and usage with cost in US dollars.`,
		Example: `  orkey chat "What is a key?"
  orkey chat -m openai/gpt-4o-mini
  git diff | orkey chat "Write a commit message for this" > message`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), args) },
	}
	c.credentialFlags = addCredentialFlags(cmd, sys)
	cmd.Flags().StringVarP(&c.model, "model", "m", "", "`id` of the model to ask, as orkey models lists them (ORKEY_MODEL)")
	cmd.Flags().StringVar(&c.instructions, "system", "", "`text` that tells the model how to behave")
	cmd.Flags().BoolVar(&c.asJSON, "json", false, "print the whole answer as JSON")
	cmd.RegisterFlagCompletionFunc("model", c.completeModel)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// chat is the command of that name.
type chat struct {
	*credentialFlags
	model, instructions string
	asJSON              bool
}

func (c *chat) run(ctx context.Context, words []string) error {
	keyboard, typing := c.stdin.(*os.File)
	typing = typing && isTerminal(keyboard)
	question := strings.TrimSpace(strings.Join(words, " "))
	if typing && question == "" && (len(words) > 0 || c.asJSON || !isTerminal(c.stderr)) {
		return &misuse{"there is no question", `give one: orkey chat "What is a key?"`}
	}
	found, err := c.find(ctx)
	if err != nil {
		return err
	}
	t := c.talk(found)
	if typing && question == "" {
		return found.explain(t.converse(ctx, keyboard))
	}

	ctx, stop := untilInterrupted(ctx)
	defer stop()
	if !typing {
		_, stop := t.spin("Reading standard input")
		piped, err := readPiped(ctx, c.stdin)
		stop()
		if err != nil {
			return err
		}
		question = together(question, piped)
	}
	if question == "" {
		return &misuse{"there is no question, and standard input is empty", `give one: orkey chat "What is a key?"`}
	}
	answer, err := t.ask(ctx, question)
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case err != nil:
		return found.explain(err)
	case c.asJSON:
		return t.printJSON(answer)
	}
	return nil
}

// together makes one question of two texts, of which either may be empty.
func together(question, piped string) string {
	switch {
	case strings.TrimSpace(piped) == "":
		return question
	case question == "":
		return piped
	}
	return question + "\n\n" + piped
}

// readPiped reads standard input to its end, as text.
func readPiped(ctx context.Context, in io.Reader) (string, error) {
	text, err := await(ctx, func() (string, error) {
		text, err := io.ReadAll(io.LimitReader(in, maxPiped+1))
		return string(text), err
	})
	switch {
	case errors.Is(err, errInterrupted):
		return "", err
	case err != nil:
		return "", fmt.Errorf("standard input can't be read (%w)", reason(err))
	case len(text) > maxPiped:
		return "", errors.New("standard input is over 16 MiB, more than any model takes")
	case !utf8.ValidString(text):
		return "", errors.New("standard input is not text in UTF-8; convert it first")
	}
	return strings.TrimRight(strings.TrimPrefix(text, "\ufeff"), "\r\n"), nil
}
