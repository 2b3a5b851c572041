package main

import (
	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/playground"
)

func newDemoExport(sys system) *cobra.Command {
	base, force := "", false
	cmd := &cobra.Command{
		Use:   "export [flags] DIR",
		Short: "Write the demo as static files",
		Long: `Write the page of the demo into DIR, which is made if it is missing: files
that work from any static host and in any folder of it, with ` + openRouter + `.
OpenRouter lets people come back to https pages, and to http ones on localhost.

If a file is there already and differs, nothing is written.`,
		Example: `  orkey demo export docs/demo
  orkey demo export --base-url http://localhost:8787 demo`,
		Args:              oneFolder("orkey demo export DIR", "export one at a time"),
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := (&orkey.Client{BaseURL: base}).APIURL(); err != nil {
				return &misuse{problem: unprefixed(err).Error()}
			}
			files, err := playground.Export(playground.Config{BaseURL: base})
			if err != nil {
				return err
			}
			return writeFolder(sys, args[0], files, force)
		},
	}
	cmd.Flags().StringVar(&base, "base-url", openRouter, "`URL` of OpenRouter, or of an emulator")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that differ")
	return cmd
}
