// Package e2e tests whole walks in a real browser and across real servers.
package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "orkey")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "orkey")
	code := chromiumtest.Main(m)
	os.RemoveAll(dir)
	os.Exit(code)
}
