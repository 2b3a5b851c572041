package e2e

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	linkPattern    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headingPattern = regexp.MustCompile(`(?m)^#+ (.*)$`)
	fencedPattern  = regexp.MustCompile("(?ms)^```.*?^```$")
)

// What a page points to is there: files, and the headings of pages.
func TestLinksOfPages(t *testing.T) {
	t.Parallel()
	linked := map[string]bool{}
	for _, page := range pages(t) {
		text := prose(t, page)
		for _, link := range linkPattern.FindAllStringSubmatch(text, -1) {
			u, err := url.Parse(link[1])
			if err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			if u.IsAbs() {
				if u.Scheme != "https" {
					t.Errorf("%s: %s is not https", page, link[1])
				}
				continue
			}
			target := page
			if u.Path != "" {
				target = filepath.Join(filepath.Dir(page), filepath.FromSlash(u.Path))
			}
			linked[target] = true
			if _, err := os.Stat(filepath.Join("..", target)); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if u.Fragment != "" && !slices.Contains(anchors(prose(t, target)), u.Fragment) {
				t.Errorf("%s: %s has no heading #%s", page, target, u.Fragment)
			}
		}
	}
	for _, page := range pages(t) {
		if strings.HasPrefix(page, "docs/") && page != "docs/README.md" && !linked[page] {
			t.Errorf("no page leads to %s", page)
		}
	}
}

// prose is a page without its blocks.
func prose(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", page))
	if err != nil {
		t.Fatal(err)
	}
	return fencedPattern.ReplaceAllString(string(text), "")
}

// anchors are the names that GitHub gives headings: in lower case, spaces as
// dashes, without what is neither letter, digit, dash nor underscore.
func anchors(text string) []string {
	var names []string
	for _, heading := range headingPattern.FindAllStringSubmatch(text, -1) {
		name := strings.ReplaceAll(strings.ToLower(heading[1]), " ", "-")
		names = append(names, regexp.MustCompile(`[^\p{L}\p{N}_-]`).ReplaceAllString(name, ""))
	}
	return names
}

// The index of the examples has each of them, and nothing else.
func TestIndexOfExamples(t *testing.T) {
	t.Parallel()
	var want, got []string
	folders, err := os.ReadDir("../examples")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if folder.IsDir() && folder.Name() != "internal" && folder.Name() != "node_modules" {
			want = append(want, folder.Name())
		}
	}
	for _, link := range regexp.MustCompile("\\[`([^`]+)`\\]\\(([^)]+)\\)").FindAllStringSubmatch(prose(t, "examples/README.md"), -1) {
		if link[1] == link[2] {
			got = append(got, link[1])
		}
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("it lists %q, and there are %q", got, want)
	}
}

// The flags that pages mention are flags of the command.
func TestFlagsOfPages(t *testing.T) {
	t.Parallel()
	orkey := buildOrkey(t)
	help := func(args ...string) string {
		out, err := exec.Command(orkey, append(args, "--help")...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	var all string
	for _, command := range regexp.MustCompile(`(?m)^  ([a-z]+) +[A-Z]`).FindAllStringSubmatch(help(), -1) {
		all += help(command[1])
	}
	all += help("proxy", "doctor") + help("proxy", "snippet")
	mentioned := 0
	for _, page := range pages(t) {
		if !strings.HasPrefix(page, "docs/") {
			continue
		}
		text := prose(t, page)
		if page == "docs/migrate.md" { // the first columns are oauth2-proxy's
			text = regexp.MustCompile(`(?m)^\|[^|]*\|`).ReplaceAllString(text, "")
		}
		for _, code := range regexp.MustCompile("`(--|orkey )[^`]+`").FindAllString(text, -1) {
			code, _, _ = strings.Cut(code, " -- ") // what follows is another program's
			for _, flag := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(code, -1) {
				mentioned++
				if !regexp.MustCompile(`(?m)^ +(-\w, |   ) *` + flag + `( |$)`).MatchString(all) {
					t.Errorf("%s mentions %s, which no command has", page, flag)
				}
			}
		}
	}
	if mentioned < 40 {
		t.Errorf("they mention only %d", mentioned)
	}
}
