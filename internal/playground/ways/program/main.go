// Command program is the example of the page's section "Ways in" for programs at a
// terminal.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
)

func main() {
	ctx := context.Background()
	client := &orkey.Client{
		BaseURL: os.Getenv("OPENROUTER_BASE_URL"), // empty: OpenRouter itself
		App:     orkey.App{Title: "My tool"},
	}
	// In the browser of this machine or, over SSH, by a code to paste.
	grant, err := native.SignIn(ctx, native.Config{Client: client})
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.KeyInfo(ctx, grant.Key) // package keystore would keep it
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Signed in as", grant.UserID, "with", grant.Key) // redacted, as everywhere
	fmt.Println("Spent so far:", info.Usage)
}
