package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The forms for issues are such as GitHub takes:
// https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
func TestIssueTemplates(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../.github/ISSUE_TEMPLATE/*.yml")
	if err != nil || len(paths) < 3 {
		t.Fatalf("there are %q (%v)", paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if filepath.Base(path) == "config.yml" {
				var config struct {
					BlankIssuesEnabled bool                                `yaml:"blank_issues_enabled"`
					ContactLinks       []struct{ Name, URL, About string } `yaml:"contact_links"`
				}
				strictly(t, path, &config)
				for _, link := range config.ContactLinks {
					if link.Name == "" || link.URL == "" || link.About == "" {
						t.Errorf("%+v is not whole", link)
					}
				}
				return
			}
			var form struct {
				Name, Description string
				Labels            []string
				Body              []struct {
					Type, ID   string
					Attributes struct {
						Label, Description, Placeholder, Value, Render string
						Options                                        []string
					}
					Validations struct{ Required bool }
				}
			}
			strictly(t, path, &form)
			ids := map[string]bool{}
			for i, field := range form.Body {
				switch a := field.Attributes; {
				case field.Type == "markdown" && a.Value != "" && a.Label == "" && field.ID == "":
				case (field.Type == "input" || field.Type == "textarea") && a.Label != "" && len(a.Options) == 0 && !ids[field.ID]:
				case field.Type == "dropdown" && a.Label != "" && len(a.Options) > 1 && a.Render == "" && !ids[field.ID]:
				default:
					t.Errorf("GitHub would not take field %d: %+v", i, field)
				}
				ids[field.ID] = field.ID != ""
			}
			if form.Name == "" || form.Description == "" || len(form.Body) == 0 {
				t.Errorf("the form is not whole: %+v", form)
			}
		})
	}
}

// strictly reads a file that may have nothing but what v has.
func strictly(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		t.Fatal(err)
	}
}
