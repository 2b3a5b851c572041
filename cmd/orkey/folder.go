package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// oneFolder checks that there is one argument, the folder to write to.
func oneFolder(usage, several string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return &misuse{"there is no folder to write to", "name one: " + usage}
		case len(args) > 1:
			return &misuse{fmt.Sprintf("%q is one folder too many", args[1]), several}
		}
		return nil
	}
}

func completeFolder(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// writeFolder writes what is missing of files, by their slash-separated paths, or
// nothing where something differs and force does not say to overwrite it.
func writeFolder(sys system, dir string, files map[string][]byte, force bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder: %w", err)
	}
	root, err := os.OpenRoot(dir) // no link leads out of it
	if err != nil {
		return err
	}
	defer root.Close()

	var write, differ []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		there, err := root.ReadFile(filepath.FromSlash(name))
		switch {
		case err == nil && bytes.Equal(there, files[name]):
			continue
		case err == nil:
			differ = append(differ, name)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%s: %w", dir, err)
		}
		write = append(write, name)
	}
	if len(differ) > 0 && !force {
		return fmt.Errorf("%s already has another %s; choose another folder, or overwrite with --force", dir, strings.Join(differ, ", "))
	}
	u := newUI(sys)
	for _, name := range write {
		err := root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o755)
		if err == nil {
			err = root.WriteFile(filepath.FromSlash(name), files[name], 0o644)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		u.result("%s\n", filepath.Join(dir, filepath.FromSlash(name)))
	}
	if len(write) == 0 {
		u.say("%s has all of it already.\n", dir)
		return nil
	}
	u.say("Serve the folder %s over HTTP and open it there: browsers load no modules from files.\n", u.strong(dir))
	return nil
}
