package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/browser"
)

//go:embed eject/index.html
var ejectedPage []byte

func newEject(sys system) *cobra.Command {
	e := eject{system: sys}
	cmd := &cobra.Command{
		Use:     "eject [flags] DIR",
		Short:   "Write the module, the stylesheet and a page into a folder",
		GroupID: groupDevelop,
		Long: `Write the browser module, readable and minified, its types, the stylesheet and
a page that uses them into DIR, which is made where it is missing. The folder is
a package of npm's as well, and needs nothing else of orkey's.

Files that are there and differ are left alone, and then nothing is written.`,
		Example: `  orkey eject static/orkey
  orkey eject orkey && npm install ./orkey`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return &misuse{"there is no folder to write to", "name one: orkey eject DIR"}
			case len(args) > 1:
				return &misuse{fmt.Sprintf("%q is one folder too many", args[1]), "eject one at a time"}
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := ejected(readVersion().Version)
			if err != nil {
				return err
			}
			return e.run(args[0], files)
		},
	}
	cmd.Flags().BoolVar(&e.force, "force", false, "overwrite files that differ")
	return cmd
}

// eject is the command of that name.
type eject struct {
	system
	force bool
}

// ejected returns the files by name: the browser package's, as of this version
// of orkey, and the page.
func ejected(version string) (map[string][]byte, error) {
	files := map[string][]byte{"index.html": ejectedPage}
	err := fs.WalkDir(browser.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files[name], err = fs.ReadFile(browser.FS(), name)
		}
		return err
	})
	// Only the command knows which version it is. Go's are npm's with a v.
	if number, ok := strings.CutPrefix(version, "v"); ok {
		files["package.json"] = bytes.Replace(files["package.json"], []byte(`"version": "0.0.0"`), []byte(`"version": "`+number+`"`), 1)
	}
	return files, err
}

// run writes what is missing, or nothing where something differs.
func (e *eject) run(dir string, files map[string][]byte) error {
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
		there, err := root.ReadFile(name)
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
	if len(differ) > 0 && !e.force {
		return fmt.Errorf("%s already has another %s; choose another folder, or overwrite with --force", dir, strings.Join(differ, ", "))
	}
	u := newUI(e.system)
	for _, name := range write {
		if err := root.WriteFile(name, files[name], 0o644); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		u.result("%s\n", filepath.Join(dir, name))
	}
	if len(write) == 0 {
		u.say("%s has all of it already.\n", dir)
		return nil
	}
	u.say("Serve %s and open it in a browser: pages load no modules from file: addresses.\n", u.strong(dir))
	return nil
}
