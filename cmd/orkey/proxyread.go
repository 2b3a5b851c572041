package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// onCommandLine are the flags that are nothing else.
var onCommandLine = []string{"help", "config", "check"}

// names are those that can be set in a variable or the file.
func (p *proxy) names() (names []string) {
	p.flags.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(onCommandLine, f.Name) {
			names = append(names, f.Name)
		}
	})
	return names
}

func variableOf(name string) string {
	return "ORKEY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// read takes what the variables and the file say for flags that were not given,
// and reports all that is wrong with them at once.
func (p *proxy) read() error {
	p.sources = map[string]string{}
	p.flags.Visit(func(f *pflag.Flag) { p.sources[f.Name] = "flag" })
	if p.port != "" {
		p.sources["upstream"], p.upstream = "argument", "http://localhost:"+p.port
	}
	problems := p.readEnvironment()
	if p.config == "" {
		p.config = p.getenv(variableOf("config"))
	}
	if p.config != "" {
		text, err := os.ReadFile(p.config)
		if err != nil {
			return &misuse{fmt.Sprintf("the configuration can't be read (%v)", err), ""}
		}
		problems = append(problems, p.readFile(text)...)
	}
	return misuses(problems)
}

// misuses makes one of several.
func misuses(problems []error) error {
	if len(problems) == 0 {
		return nil
	}
	var texts []string
	for _, err := range problems {
		texts = append(texts, inFlags(err))
	}
	return &misuse{problem: strings.Join(texts, "; ")}
}

// others are variables that are not for this command.
var others = []string{"ORKEY_PROFILE", "ORKEY_STORE", "ORKEY_MODEL", "ORKEY_CONFIG", "ORKEY_EMULATOR_URL"}

// isKubernetes reports whether a variable is one of those by which Kubernetes
// tells each container of each service, such as one that is called orkey.
func isKubernetes(name string) bool {
	return strings.Contains(name, "_SERVICE_HOST") || strings.Contains(name, "_SERVICE_PORT") || strings.HasSuffix(name, "_PORT") ||
		strings.Contains(name, "_TCP") || strings.Contains(name, "_UDP")
}

func (p *proxy) readEnvironment() (problems []error) {
	var known []string
	for _, name := range p.names() {
		variable := variableOf(name)
		known = append(known, variable)
		if value := p.getenv(variable); value != "" {
			problems = append(problems, p.set(name, variable, splitList(p.flags.Lookup(name), value)...)...)
		}
	}
	for _, name := range []string{"allow", "allow-file"} {
		variable := variableOf(name)
		if slices.Contains(p.environ, variable+"=") && p.sources[name] == "" {
			problems = append(problems, fmt.Errorf("%s is empty, which would let everybody in; unset it if that is meant", variable))
		}
	}
	for _, entry := range p.environ {
		name, value, _ := strings.Cut(entry, "=")
		if runtime.GOOS == "windows" { // where case does not matter
			name = strings.ToUpper(name)
		}
		if strings.HasPrefix(strings.ToUpper(name), "ORKEY_") && value != "" && !slices.Contains(known, name) && !slices.Contains(others, name) && !isKubernetes(name) {
			problems = append(problems, unknownName(name, known))
		}
	}
	if p.baseURL == "" {
		p.baseURL = p.getenv("OPENROUTER_BASE_URL")
	}
	return problems
}

func unknownName(name string, known []string) error {
	if near := cmp.Or(nearest(name, known), nearest(strings.ToUpper(name), known)); near != "" {
		return fmt.Errorf("nothing is called %s; did you mean %s?", name, near)
	}
	return fmt.Errorf("nothing is called %s; run %q to see what there is", name, "orkey proxy --help")
}

// splitList splits at commas what a flag takes one by one.
func splitList(f *pflag.Flag, value string) []string {
	if f.Value.Type() != "stringArray" {
		return []string{value}
	}
	var list []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// set sets what is not set yet.
func (p *proxy) set(name, source string, values ...string) (problems []error) {
	if p.sources[name] != "" {
		return nil
	}
	p.sources[name] = source
	if len(values) == 0 {
		return []error{fmt.Errorf("%s is an empty list; leave it out if that is meant", source)}
	}
	for _, value := range values {
		if err := p.flags.Lookup(name).Value.Set(value); err != nil {
			problems = append(problems, fmt.Errorf("%s cannot be %q; %w", source, value, plainer(err)))
		}
	}
	return problems
}

// plainer says in our words what package strconv or time say in theirs.
func plainer(err error) error {
	if text := err.Error(); strings.Contains(text, "strconv.") {
		_, text, _ = strings.Cut(text, ": ")
		return errors.New("it is not what such a thing looks like (" + text + ")")
	}
	return err
}

func (p *proxy) readFile(text []byte) []error {
	var doc yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
		return nil // nothing but comments
	} else if err != nil {
		return []error{fmt.Errorf("%s: %s", p.config, strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return []error{fmt.Errorf("%s: it must not be more than one document", p.config)}
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return []error{fmt.Errorf("%s: it must be lines such as public-url: https://app.example", p.config)}
	}
	var problems []error
	names, seen := p.names(), map[string]bool{}
	for i := 0; i < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		source := fmt.Sprintf("%s:%d: %s", p.config, key.Line, key.Value)
		values, ok := scalars(value, p.flags.Lookup(key.Value))
		switch {
		case !slices.Contains(names, key.Value):
			problems = append(problems, fmt.Errorf("%s:%d: %w", p.config, key.Line, unknownName(key.Value, names)))
		case seen[key.Value]:
			problems = append(problems, fmt.Errorf("%s is there twice", source))
		case !ok:
			problems = append(problems, fmt.Errorf("%s must be one value, or a list where the flag may be repeated", source))
		default:
			problems = append(problems, p.set(key.Value, source, values...)...)
		}
		seen[key.Value] = true
	}
	return problems
}

// scalars are the values of a node, if a flag can take them.
func scalars(n *yaml.Node, f *pflag.Flag) (values []string, ok bool) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		return []string{n.Value}, true
	case n.Kind != yaml.SequenceNode || f == nil || f.Value.Type() != "stringArray":
		return nil, false
	}
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode || item.Tag == "!!null" {
			return nil, false
		}
		values = append(values, item.Value)
	}
	return values, true
}
