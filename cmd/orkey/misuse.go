package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// asMisuse makes of any error about the command line one that ends with
// exitMisused.
func asMisuse(err error) error {
	if errors.As(err, new(*misuse)) {
		return err
	}
	return &misuse{problem: err.Error()}
}

// unknownCommand checks the arguments of a command that has none, only
// commands below it.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	wrong := &misuse{
		problem: fmt.Sprintf("there is no command %q", cmd.CommandPath()+" "+args[0]),
		hint:    fmt.Sprintf("run %q to see those there are", cmd.CommandPath()+" --help"),
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	if near := nearest(args[0], names); near != "" {
		wrong.hint = fmt.Sprintf("did you mean %q?", cmd.CommandPath()+" "+near)
	}
	return wrong
}

// noArguments checks the arguments of a command that takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &misuse{problem: fmt.Sprintf("%s takes no argument, but got %q", cmd.CommandPath(), args[0])}
}

// badFlag says what is wrong with a flag, and which one was probably meant.
func badFlag(cmd *cobra.Command, err error) error {
	wrong := &misuse{
		problem: err.Error(),
		hint:    fmt.Sprintf("run %q to see the flags", cmd.CommandPath()+" --help"),
	}
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest(unknown.GetSpecifiedName(), names); near != "" {
			wrong.hint = fmt.Sprintf("did you mean --%s?", near)
		}
	case errors.As(err, &invalid):
		wrong.problem = fmt.Sprintf("--%s cannot be %q", invalid.GetFlag().Name, invalid.GetValue())
		wrong.hint = invalid.Unwrap().Error()
	}
	return wrong
}

// A choice is a flag that takes one of a few words.
type choice struct {
	words  []string
	chosen int // -1 for none
}

// oneOf is a choice whose default is the first of the words.
func oneOf(words ...string) *choice { return &choice{words: words} }

// noneOf is a choice whose default is none of the words.
func noneOf(words ...string) *choice { return &choice{words: words, chosen: -1} }

func (c *choice) String() string {
	if c.chosen < 0 {
		return ""
	}
	return c.words[c.chosen]
}

func (c *choice) Type() string { return strings.Join(c.words, "|") }

func (c *choice) Set(word string) error {
	for i := range c.words {
		if c.words[i] == word {
			c.chosen = i
			return nil
		}
	}
	if near := nearest(word, c.words); near != "" {
		return fmt.Errorf("did you mean %q?", near)
	}
	return fmt.Errorf("choose one of %s", strings.Join(c.words, ", "))
}

// complete offers the words to a shell.
func (c *choice) complete(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.words, cobra.ShellCompDirectiveNoFileComp
}

// nearest returns the candidate that was probably meant by word: one that it
// begins, or the one with the fewest slips if they are few. Else "".
func nearest(word string, candidates []string) string {
	best, slips := "", 3
	for _, c := range candidates {
		if len(word) > 1 && strings.HasPrefix(c, word) {
			return c
		}
		if d := distance(word, c); d < slips && d < len(c) {
			best, slips = c, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace to make b of a:
// Levenshtein's, one row at a time.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
