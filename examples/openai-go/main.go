// Command openai-go asks a model at OpenRouter by the openai-go package, with
// the key of a person who signed in.
//
//	OPENROUTER_API_KEY=sk-or-v1-… go run ./openai-go "What is a key?"
//
// The answer is streamed; -whole waits for all of it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/orkey-dev/orkey"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "openai-go:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("openai-go", flag.ContinueOnError)
	model := flags.String("model", "openai/gpt-4o-mini", "the `model` to ask")
	whole := flags.Bool("whole", false, "wait for the whole answer")
	if err := flags.Parse(args); err != nil {
		return err
	}
	key, err := orkey.ParseKey(getenv("OPENROUTER_API_KEY"))
	if err != nil {
		return err
	}
	openRouter := &orkey.Client{BaseURL: getenv("OPENROUTER_BASE_URL"), App: orkey.App{Title: "openai-go example"}}
	api, err := openRouter.APIURL()
	if err != nil {
		return err
	}
	info, err := openRouter.KeyInfo(ctx, key)
	if err != nil {
		return err // it says what to do
	}
	fmt.Fprintf(out, "%s has spent $%.6f\n", info.Label, info.Usage)

	question := openai.ChatCompletionNewParams{
		Model:    *model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(strings.Join(flags.Args(), " "))},
	}
	ask := stream
	if *whole {
		ask = complete
	}
	return explain(ask(ctx, newClient(api, openRouter, key), question, out), openRouter.SettingsURL(key))
}

// newClient points openai-go at OpenRouter. It never sees the key: Transport
// adds that to requests to OpenRouter, and to no others.
func newClient(api string, openRouter *orkey.Client, key orkey.Key) openai.Client {
	return openai.NewClient(
		option.WithBaseURL(api),
		option.WithHTTPClient(&http.Client{Transport: &orkey.Transport{Key: key, Client: openRouter}}),
	)
}

func complete(ctx context.Context, client openai.Client, question openai.ChatCompletionNewParams, out io.Writer) error {
	answer, err := client.Chat.Completions.New(ctx, question)
	if err != nil {
		return err
	}
	if len(answer.Choices) == 0 {
		return errors.New("the answer is empty; try again")
	}
	_, err = fmt.Fprintln(out, answer.Choices[0].Message.Content)
	return err
}

func stream(ctx context.Context, client openai.Client, question openai.ChatCompletionNewParams, out io.Writer) error {
	chunks := client.Chat.Completions.NewStreaming(ctx, question)
	defer chunks.Close()
	finish := ""
	for chunks.Next() {
		for _, choice := range chunks.Current().Choices {
			if _, err := io.WriteString(out, choice.Delta.Content); err != nil {
				return err
			}
			if choice.FinishReason != "" {
				finish = choice.FinishReason
			}
		}
	}
	fmt.Fprintln(out)
	if err := chunks.Err(); err != nil {
		return err
	}
	if finish == "" { // openai-go takes the end of the connection for the end of the answer
		return errors.New("the answer was cut off; try again")
	}
	return nil
}

// explain says what the person can do about an error.
func explain(err error, settings string) error {
	refused, ok := errors.AsType[*openai.Error](err)
	switch {
	case ok && refused.StatusCode == http.StatusUnauthorized:
		return errors.New("OpenRouter does not accept the key any more; sign in again")
	case ok && refused.StatusCode == http.StatusPaymentRequired:
		return fmt.Errorf("there is nothing left to spend; see %s", settings)
	}
	return err
}
