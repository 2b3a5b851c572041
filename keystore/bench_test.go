package keystore_test

import (
	"path/filepath"
	"testing"

	"github.com/orkey-dev/orkey/keystore"
)

// What a command pays to learn its key from the file.
func BenchmarkFileLoad(b *testing.B) {
	file, err := keystore.NewFile(filepath.Join(b.TempDir(), "keys.json"))
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Save(b.Context(), "", entry(1)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := file.Load(b.Context(), ""); err != nil {
			b.Fatal(err)
		}
	}
}
