//go:build linux

// Package attacks tries on the built command what other people's gateways and
// libraries fell for, through real HTTP: eighteen points, each with a test of its
// name. What can be tried on any gateway by its URL is in internal/attack, and
// `orkey proxy doctor` tries that on live deployments; the rest is here.
package attacks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// points is how many there are.
const points = 18

// program is the command.
var program string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "orkey")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "orkey")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/orkey").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return chromiumtest.Main(m)
}

// Each attack is run by a test of its point.
func TestAttacksHavePoints(t *testing.T) {
	t.Parallel()
	for _, a := range attack.All() {
		if a.Point < 1 || a.Point > points {
			t.Errorf("%q is of point %d, and there are %d", a.Name, a.Point, points)
		}
	}
}

// hold tries the attacks of a point on a deployment.
func hold(t *testing.T, d *deployment, point int) {
	t.Helper()
	tried := 0
	for _, a := range attack.All() {
		if a.Point != point {
			continue
		}
		tried++
		t.Run(a.Name, func(t *testing.T) {
			if lacks := d.target().Lacks(a); lacks != "" {
				t.Fatal("the target lacks " + lacks)
			}
			if err := a.Run(t.Context(), d.target()); err != nil {
				t.Error(err)
			}
		})
	}
	if tried == 0 {
		t.Fatal("there is nothing to try")
	}
}

// holdInEveryWay tries them on deployments of every kind.
func holdInEveryWay(t *testing.T, point int) {
	t.Helper()
	for name, args := range map[string][]string{
		"by default":       nil,
		"with keys passed": {"--pass-key", "header", "--accept-bearer", "--auto"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hold(t, deploy(t, args...), point)
		})
	}
}
