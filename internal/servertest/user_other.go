//go:build !unix

package servertest

import (
	"os/exec"
	"testing"
)

func asNobody(testing.TB, *exec.Cmd, string) {}
