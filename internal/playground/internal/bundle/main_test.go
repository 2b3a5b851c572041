package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The folders in the tree are what the sources make.
func TestFresh(t *testing.T) {
	t.Parallel()
	files, err := folders("../../src")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what src makes: run go generate ./internal/playground (%v)", name, err)
		}
	}
	for _, dir := range []string{"dist", "brotli"} {
		have, err := os.ReadDir(filepath.Join("../..", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range have {
			if name := dir + "/" + entry.Name(); files[name] == nil {
				t.Errorf("%s is nothing that src makes: delete it", name)
			}
		}
	}
}

// Broken sources are an error, not an empty page.
func TestBroken(t *testing.T) {
	t.Parallel()
	if _, err := folders(t.TempDir()); err == nil {
		t.Error("no sources, and no error")
	}
}
