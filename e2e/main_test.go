// Package e2e tests whole walks in a real browser and across real servers.
package e2e

import (
	"os"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }
