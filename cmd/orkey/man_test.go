package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	gotoken "go/token"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var manDir = flag.String("man", "", "write the man pages to this `directory`")

// TestManPages makes a page of each command, as `make man` does: from its help,
// and for orkey itself from the documentation of the package. So a page says
// what there is; that nothing is missing is tested.
func TestManPages(t *testing.T) {
	dir := *manDir
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	root, _ := newRoot(system{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard})
	pages := manPages(root)
	for _, want := range []string{"orkey", "orkey-login", "orkey-proxy", "orkey-proxy-doctor", "orkey-proxy-snippet"} {
		if !slices.ContainsFunc(pages, func(cmd *cobra.Command) bool { return manName(cmd) == want }) {
			t.Errorf("there is no page of %s", want)
		}
	}
	for _, cmd := range pages {
		var markdown string
		if cmd == root {
			markdown = manRoot(t, root)
		} else {
			markdown = manPage(cmd)
		}
		page := md2man.Render([]byte(markdown))
		if err := os.WriteFile(filepath.Join(dir, manName(cmd)+".1"), page, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Run(manName(cmd), func(t *testing.T) { checkManPage(t, cmd, string(page)) })
	}
}

// manPages returns a command and those below it that have a page.
func manPages(cmd *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{cmd}
	for _, sub := range manBelow(cmd) {
		list = append(list, manPages(sub)...)
	}
	return list
}

// manBelow returns the commands of a command that have a page.
func manBelow(cmd *cobra.Command) (list []*cobra.Command) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			list = append(list, sub)
		}
	}
	return list
}

func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage writes the page of a command in Markdown.
func manPage(cmd *cobra.Command) string {
	var b strings.Builder
	manHead(&b, cmd)
	fmt.Fprintf(&b, "# DESCRIPTION\n\n%s\n", manText(cmd.Long, cmd.Short+"."))
	manOptions(&b, cmd)
	if cmd.Example != "" {
		fmt.Fprintf(&b, "# EXAMPLES\n\n%s\n", manText(cmd.Example, ""))
	}
	manSeeAlso(&b, append(manBelow(cmd), cmd.Parent()))
	return b.String()
}

func manSeeAlso(b *strings.Builder, others []*cobra.Command) {
	var names []string
	for _, cmd := range others {
		names = append(names, fmt.Sprintf("**%s**(1)", manName(cmd)))
	}
	fmt.Fprintf(b, "# SEE ALSO\n\n%s\n", strings.Join(names, ", "))
}

// manRoot writes the page of orkey, which holds what is true of all commands.
func manRoot(t *testing.T, root *cobra.Command) string {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "main.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	manHead(&b, root)
	b.WriteString("# DESCRIPTION\n\n" + manDoc(file.Doc))
	manOptions(&b, root)
	manSeeAlso(&b, manBelow(root))
	return b.String()
}

func manHead(b *strings.Builder, cmd *cobra.Command) {
	name := manName(cmd)
	fmt.Fprintf(b, "%% %q %q %q %q %q\n", strings.ToUpper(name), "1", "", "orkey "+readVersion().Version, "Sign in with OpenRouter")
	rest := strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath())
	if !cmd.HasParent() {
		rest = " COMMAND [flags] [arguments]"
	}
	fmt.Fprintf(b, "# NAME\n\n%s - %s\n\n# SYNOPSIS\n\n**%s**%s\n\n", name, cmd.Short, cmd.CommandPath(), manEscape(rest))
}

func manOptions(b *strings.Builder, cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	b.WriteString("# OPTIONS\n\n")
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "**--" + f.Name + "**"
		if f.Shorthand != "" {
			name = "**-" + f.Shorthand + "**, " + name
		}
		value, usage := pflag.UnquoteUsage(f)
		if value != "" {
			name += " *" + manEscape(value) + "*"
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(b, "%s\n: %s\n\n", name, manEscape(usage))
	})
}

// manText makes Markdown of a text of the help, where lines that are indented
// stay as they are.
func manText(text, otherwise string) string {
	if text == "" {
		text = otherwise
	}
	var b strings.Builder
	indented := false
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		if strings.HasPrefix(line, "  ") != indented {
			indented = !indented
			b.WriteByte('\n')
		}
		if indented {
			b.WriteString("  " + line)
		} else {
			b.WriteString(manEscape(line))
		}
	}
	return b.String()
}

var manSpecial = regexp.MustCompile("[\\\\`*_\\[\\]<>|]")

func manEscape(text string) string { return manSpecial.ReplaceAllString(text, `\$0`) }

// manDoc makes Markdown of the documentation of the package, with headings as
// such pages have them.
func manDoc(doc *ast.CommentGroup) string {
	var p comment.Parser
	printer := comment.Printer{HeadingLevel: 1, HeadingID: func(*comment.Heading) string { return "" }}
	text := string(printer.Markdown(p.Parse(doc.Text())))
	text = strings.TrimPrefix(strings.Replace(text, "# Exit codes", "# Exit status", 1), "Command ")
	return regexp.MustCompile(`(?m)^# .*$`).ReplaceAllStringFunc(text, strings.ToUpper) + "\n"
}

// roffMarks are what a page has beside its text.
var roffMarks = regexp.MustCompile(`\\f[A-Z]|\\&|\\`)

func checkManPage(t *testing.T, cmd *cobra.Command, page string) {
	text := roffMarks.ReplaceAllString(page, "")
	want := []string{".SH NAME\n" + manName(cmd) + " - " + cmd.Short, ".SH SYNOPSIS\n" + cmd.CommandPath(), ".SH DESCRIPTION", ".SH OPTIONS", ".SH SEE ALSO"}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			_, usage := pflag.UnquoteUsage(f)
			want = append(want, "--"+f.Name, usage)
		}
	})
	for line := range strings.Lines(cmd.Example) {
		want = append(want, strings.TrimSpace(line))
	}
	if cmd.HasParent() {
		for line := range strings.Lines(cmd.Long) {
			want = append(want, strings.TrimSpace(line))
		}
	} else {
		want = []string{".SH ENVIRONMENT\n", ".SH EXIT STATUS\n", "OPENROUTER_API_KEY ", "\n130 "}
	}
	for _, other := range manBelow(cmd) {
		want = append(want, manName(other)+"(1)")
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("no %q", w)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
}
