// Command openrouter-http asks a model at OpenRouter by package net/http alone,
// with the key of a person who signed in.
//
//	OPENROUTER_API_KEY=sk-or-v1-… go run ./openrouter-http "What is a key?"
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"

	"github.com/orkey-dev/orkey"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "openrouter-http:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	key, err := orkey.ParseKey(getenv("OPENROUTER_API_KEY"))
	if err != nil {
		return err
	}
	openRouter := &orkey.Client{BaseURL: getenv("OPENROUTER_BASE_URL"), App: orkey.App{Title: "openrouter-http example"}}
	api, err := openRouter.APIURL()
	if err != nil {
		return err
	}
	question, err := json.Marshal(map[string]any{
		"model":    "openrouter/auto",
		"messages": []map[string]string{{"role": "user", "content": strings.Join(args, " ")}},
		"stream":   true,
	})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, api+"/chat/completions", bytes.NewReader(question))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")

	// Transport adds the key to requests to OpenRouter, and to no others.
	client := &http.Client{Transport: &orkey.Transport{Key: key, Client: openRouter}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		return printAnswer(out, res.Body)
	case http.StatusUnauthorized:
		return errors.New("OpenRouter does not accept the key any more; sign in again")
	case http.StatusPaymentRequired:
		return fmt.Errorf("there is nothing left to spend; see %s", openRouter.SettingsURL(key))
	}
	return fmt.Errorf("OpenRouter answered %s", res.Status)
}

// printAnswer writes the words of a stream as they come. An answer is whole only if
// [DONE] says so.
func printAnswer(out io.Writer, stream io.Reader) error {
	events := bufio.NewScanner(stream)
	for events.Scan() {
		data, ok := strings.CutPrefix(events.Text(), "data: ")
		if !ok {
			continue // a comment, or the empty line after an event
		}
		if data == "[DONE]" {
			_, err := fmt.Fprintln(out)
			return err
		}
		var chunk struct {
			Choices []struct{ Delta struct{ Content string } }
			Error   *struct{ Message string }
		}
		if err := json.Unmarshal([]byte(data), &chunk); err != nil {
			return fmt.Errorf("the answer broke off: %w", err)
		}
		for _, choice := range chunk.Choices {
			if _, err := io.WriteString(out, choice.Delta.Content); err != nil {
				return err
			}
		}
		if chunk.Error != nil {
			return fmt.Errorf("the answer broke off: %q", chunk.Error.Message)
		}
	}
	if err := events.Err(); err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	return errors.New("the answer broke off; ask again")
}
