// Package conformance holds the emulator's answers and orkey's requests against
// OpenRouter's own OpenAPI document.
//
// The document is OpenRouter's and not committed here. It is read from the file
// that OPENROUTER_OPENAPI names, or else from ../shared/openrouter-openapi.json,
// both relative to the root of the repository. Where it is missing these tests
// fail in CI (the environment variable CI is set) and are skipped elsewhere.
//
// It is taken as it is. Only the schemas that an answer or a request needs are
// compiled, so that an invalid one elsewhere does no harm, and two slips are
// overruled where they are met: the schema of a stream is an envelope {data: …}
// that is not on the wire (see [document.checkStream]), and security is left
// aside, which claims that the exchange wants a key.
package conformance_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	root        = "../.." // of the repository
	defaultFile = "../shared/openrouter-openapi.json"
)

// A document is OpenRouter's, loaded. It can be used by tests in parallel.
type document struct {
	paths    map[string]any
	mu       sync.Mutex // compiling is not safe for concurrent use
	compiler *jsonschema.Compiler
}

var loadOnce = sync.OnceValues(func() (*document, error) {
	file, named := os.LookupEnv("OPENROUTER_OPENAPI")
	if !named {
		file = defaultFile
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(root, file)
	}
	return load(file)
})

// openRouter returns the document.
func openRouter(t *testing.T) *document {
	t.Helper()
	doc, err := loadOnce()
	if err == nil {
		return doc
	}
	const hint = "put it at " + defaultFile + " beside the repository, or name it in OPENROUTER_OPENAPI"
	if _, named := os.LookupEnv("OPENROUTER_OPENAPI"); errors.Is(err, fs.ErrNotExist) && !named && os.Getenv("CI") == "" {
		t.Skipf("NOT CHECKED against OpenRouter's OpenAPI document, which is missing: %s", hint)
	}
	t.Fatalf("OpenRouter's OpenAPI document: %v; %s", err, hint)
	return nil
}

func load(file string) (*document, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	root, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		return nil, err
	}
	doc := &document{compiler: jsonschema.NewCompiler()}
	doc.paths, _ = at(root, "paths").(map[string]any)
	if version, _ := at(root, "openapi").(string); !strings.HasPrefix(version, "3.1.") || len(doc.paths) == 0 {
		return nil, errors.New("this is no OpenAPI 3.1 document")
	}
	doc.compiler.AssertFormat()
	return doc, doc.compiler.AddResource("openrouter.json", root)
}

// at walks into decoded JSON; what is not there is nil.
func at(v any, path ...string) any {
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// operation returns the document's node for a method on a path below /api/v1,
// and the JSON pointer to it. A path as /keys/{hash} is found by its value.
func (doc *document) operation(method, path string) (node any, pointer string) {
	method = strings.ToLower(method)
	template := path
	if doc.paths[template] == nil {
		for other := range doc.paths {
			if matches(other, path) {
				template = other
			}
		}
	}
	return at(doc.paths, template, method), "/paths/" + escape(template) + "/" + method
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && (!strings.HasPrefix(want[i], "{") || got[i] == "") {
			return false
		}
	}
	return true
}

// schema compiles the schema at a JSON pointer.
func (doc *document) schema(pointer string) (*jsonschema.Schema, error) {
	doc.mu.Lock()
	defer doc.mu.Unlock()
	s, err := doc.compiler.Compile("openrouter.json#" + pointer)
	if err != nil {
		return nil, fmt.Errorf("the document's schema at %s: %w", pointer, err)
	}
	return s, nil
}

// escape makes one step of a JSON pointer in a URL fragment: RFC 6901,
// sections 3 and 6.
func escape(step string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "%", "%25", "{", "%7B", "}", "%7D").Replace(step)
}
