// Package bundling makes what the packages embed for browsers: modules and
// stylesheets by esbuild, and their brotli. It is for go generate, and for the
// tests that tell whether what it made is stale.
package bundling

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// Build bundles an entry of the folder src, an ES module or a stylesheet, and
// writes nothing. A tsconfig.json in src counts.
func Build(src, entry string, options api.BuildOptions) ([]byte, error) {
	dir, err := filepath.Abs(filepath.Dir(src))
	if err != nil {
		return nil, err
	}
	options.AbsWorkingDir = dir // names in comments begin with src/, on any machine
	options.EntryPoints = []string{filepath.Join(dir, filepath.Base(src), entry)}
	options.Bundle = true
	options.Format = api.FormatESModule
	options.Target = api.ES2022
	options.Charset = api.CharsetUTF8
	options.LegalComments = api.LegalCommentsNone
	options.Tsconfig = filepath.Join(dir, filepath.Base(src), "tsconfig.json")
	result := api.Build(options)
	if len(result.Errors) > 0 {
		return nil, errors.New(api.FormatMessages(result.Errors, api.FormatMessagesOptions{})[0])
	}
	return result.OutputFiles[0].Contents, nil
}

// Define makes values that sources use by name, such as design.look: esbuild
// writes them in.
func Define(object string, values map[string]any) map[string]string {
	defined := map[string]string{}
	for name, value := range values {
		var js bytes.Buffer
		encoder := json.NewEncoder(&js)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			panic(err) // nothing but text
		}
		defined[object+"."+name] = js.String()
	}
	return defined
}

// Brotli compresses as well as it can.
func Brotli(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
