package main

import (
	"bytes"
	_ "embed"
	"io/fs"
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
a page that uses them into DIR, which is made if it is missing. The folder is an
npm package too, and needs nothing else from orkey.

If a file is there already and differs, nothing is written.`,
		Example: `  orkey eject static/orkey
  orkey eject orkey && npm install ./orkey`,
		Args:              oneFolder("orkey eject DIR", "eject one at a time"),
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := ejected(readVersion().Version)
			if err != nil {
				return err
			}
			return writeFolder(e.system, args[0], files, e.force)
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
