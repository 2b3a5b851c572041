package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"
)

const (
	src  = "../../src"
	dist = "../../dist"
)

// The folders in the tree are what the sources make.
func TestFresh(t *testing.T) {
	t.Parallel()
	files, err := folders(src, theFit())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what src makes: run go generate ./browser (%v)", name, err)
		}
	}
	for _, dir := range []string{"dist", "brotli"} {
		have, err := os.ReadDir(filepath.Join("../..", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range have {
			if name := filepath.Join(dir, entry.Name()); files[name] == nil {
				t.Errorf("%s is nothing that src makes: delete it", name)
			}
		}
	}
}

// budget is how many bytes the module may weigh with brotli at its best.
const budget = 3870

func TestSize(t *testing.T) {
	t.Parallel()
	module, err := os.ReadFile(filepath.Join(dist, "orkey.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	var zipped, brotlied bytes.Buffer
	z, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	z.Write(module)
	z.Close()
	b := brotli.NewWriterLevel(&brotlied, brotli.BestCompression)
	b.Write(module)
	b.Close()
	t.Logf("orkey.min.js: %d bytes, gzip %d, brotli %d", len(module), zipped.Len(), brotlied.Len())
	if brotlied.Len() > budget {
		t.Errorf("orkey.min.js has %d bytes with brotli, %d more than it may", brotlied.Len(), brotlied.Len()-budget)
	}
}

// Broken sources are an error, not an empty bundle.
func TestBroken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := folders(dir, theFit()); err == nil {
		t.Error("no sources, and no error")
	}
	for name, content := range map[string]string{"index.ts": "export const = 1", "orkey.d.ts": "", "tsconfig.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := folders(dir, theFit()); err == nil {
		t.Error("a syntax error, and no error")
	}
}
