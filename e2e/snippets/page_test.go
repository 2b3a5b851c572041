package snippets

import (
	"bytes"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
)

// html puts the snippet into a page, with the folder of package browser's files
// beside it.
func html(t *testing.T, looks []look) func(int) string {
	files := map[string]string{}
	for i, look := range looks {
		files["/"+strconv.Itoa(i)] = `<!doctype html><html lang="en"><link rel="icon" href="data:,">` + look.code["html"]
	}
	return under(serve(t, files, http.StripPrefix("/orkey", browser.Handler())))
}

// under are the pages of a site by number.
func under(base string) func(int) string {
	return func(i int) string { return base + "/" + strconv.Itoa(i) }
}

// tailwind is a page whose stylesheet Tailwind CSS makes of the class names that
// it finds in there. What it is not told is not there.
func tailwind(t *testing.T, looks []look) func(int) string {
	files := map[string]string{}
	for i, look := range looks {
		_, classes, _ := strings.Cut(look.code["tailwind"], ` class="`)
		classes, _, _ = strings.Cut(classes, `"`)
		source := `@import "tailwindcss"; @source inline("` + strings.Join(strings.Fields(classes), " ") + ` animate-spin motion-reduce:animate-none");`
		cmd := exec.CommandContext(t.Context(), "node", "compile.mjs")
		cmd.Dir = filepath.Join("..", "..", "button", "testdata", "tailwind")
		cmd.Stdin = strings.NewReader(source)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		css, err := cmd.Output()
		if err != nil {
			t.Fatalf("install Node.js (Debian: apt-get install nodejs npm), and run scripts/setup: %v\n%s", err, stderr.Bytes())
		}
		for name := range strings.FieldsSeq(classes) {
			selector := "." + strings.NewReplacer(":", `\:`, "[", `\[`, "]", `\]`, ".", `\.`, "#", `\#`).Replace(name)
			if !bytes.Contains(css, []byte(selector)) {
				t.Errorf("%s: Tailwind does not know %s", look.name, name)
			}
		}
		files["/"+strconv.Itoa(i)] = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><style>` + string(css) + `</style><body>` + look.code["tailwind"]
	}
	return under(serve(t, files, http.NotFoundHandler()))
}
