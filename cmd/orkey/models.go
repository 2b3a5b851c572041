package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/cmd/orkey/internal/inference"
)

func newModels(sys system) *cobra.Command {
	m := &models{}
	cmd := &cobra.Command{
		Use:     "models [flags] [FILTER...]",
		Short:   "List OpenRouter's models",
		GroupID: groupDevelop,
		Long: `List the models at OpenRouter whose id or name contains every FILTER, ignoring
case. Nobody has to be signed in; where somebody is, and --base-url does not say
where to ask, ask where their key is for, as orkey chat does.

On a terminal, print a table. Elsewhere, print a line for each model, with tabs
between id, context length in tokens, price in US dollars of a million tokens read
and of a million written, and name; a price that is not fixed is left empty. With
--json, print an array of everything that OpenRouter says about them.`,
		Example: `  orkey models claude
  orkey models :free
  orkey models --json | jq -r '.[].id'`,
		RunE: func(cmd *cobra.Command, args []string) error { return m.run(cmd.Context(), args) },
	}
	m.credentialFlags = addBaseURLFlag(cmd, sys)
	cmd.Flags().BoolVar(&m.asJSON, "json", false, "print everything about them as JSON")
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// addBaseURLFlag adds the one flag that says where to ask whatever the key.
func addBaseURLFlag(cmd *cobra.Command, sys system) *credentialFlags {
	f := &credentialFlags{system: sys, cmd: cmd, store: noneOf(inKeyring, inFile, inEither)}
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "`URL` of OpenRouter, or of an emulator (OPENROUTER_BASE_URL)")
	return f
}

// models is the command of that name.
type models struct {
	*credentialFlags
	asJSON bool
}

func (m *models) run(ctx context.Context, filters []string) error {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	client, err := m.clientWhere(ctx)
	if err != nil {
		return err
	}
	u := newUI(m.system)
	found, err := listModels(ctx, u, client)
	if errors.Is(err, orkey.ErrUnavailable) && origin(client) == orkey.DefaultBaseURL {
		return reword(err, "%v; or, offline, list an emulator's: orkey emulate -- orkey models", err)
	}
	if err != nil {
		return err
	}
	all := len(found)
	found = slices.DeleteFunc(found, func(m inference.Model) bool { return !matches(m, filters) })
	switch {
	case m.asJSON:
		return writeJSON(u.stdout, found)
	case len(found) == 0:
		return fmt.Errorf("none of %s matches %s; run orkey models to see them", count(all, "model"), strings.Join(filters, " "))
	case isTerminal(m.stdout):
		writeTable(u.stdout, terminalWidth(m.stdout), found)
	default:
		for _, m := range found {
			u.result("%s\t%d\t%s\t%s\t%s\n", oneLine(m.ID), m.ContextLength, plainPrice(m.Pricing.Prompt), plainPrice(m.Pricing.Completion), oneLine(m.Name))
		}
	}
	return nil
}

func listModels(ctx context.Context, u ui, openRouter *orkey.Client) ([]inference.Model, error) {
	_, stop := u.spin("Asking OpenRouter for its models")
	defer stop()
	return (&inference.Client{OpenRouter: openRouter}).Models(ctx)
}

// matches reports whether a model's id or name has every filter in it.
func matches(m inference.Model, filters []string) bool {
	said := strings.ToLower(m.ID + " " + m.Name)
	return !slices.ContainsFunc(filters, func(f string) bool { return !strings.Contains(said, strings.ToLower(f)) })
}

// completionTime is how long somebody who presses Tab may be kept waiting.
const completionTime = 1500 * time.Millisecond

// completeModel offers to a shell the models there are.
func (c *chat) completeModel(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(cmd.Context(), completionTime)
	defer cancel()
	client, err := c.clientWhere(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	found, err := (&inference.Client{OpenRouter: client}).Models(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var all []cobra.Completion
	for _, m := range found {
		if strings.HasPrefix(m.ID, begun) {
			all = append(all, cobra.CompletionWithDesc(oneLine(m.ID), oneLine(m.Name)))
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// modelIDs returns the models there are, for Tab, or none if that is not known
// in time.
func (t *talk) modelIDs(ctx context.Context) []string {
	if t.models != nil {
		return t.models
	}
	ctx, cancel := context.WithTimeout(ctx, completionTime)
	defer cancel()
	found, _ := t.client.Models(ctx)
	for _, m := range found {
		t.models = append(t.models, oneLine(m.ID))
	}
	return t.models
}
