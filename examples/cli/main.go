// Command cli signs a person in with OpenRouter and says so.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client := &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL"), App: orkey.App{Title: "My tool"}}
	grant, err := native.SignIn(ctx, native.Config{Client: client})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("signed in as", grant.UserID, "with", grant.Key)
}
