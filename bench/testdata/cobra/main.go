// Command cobra is the least that a command made with cobra does: the floor for
// one with several commands.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	root := &cobra.Command{Use: "cobra", SilenceUsage: true}
	root.AddCommand(&cobra.Command{
		Use:  "hello",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Println("hello")
			return err
		},
	})
	if root.Execute() != nil {
		os.Exit(1)
	}
}
