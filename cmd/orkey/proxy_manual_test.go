//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the manual shows works: of what would go on, that it can start.
func TestManualOfTheGateway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeCertificate(t, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), 1)
	if err := os.WriteFile(filepath.Join(dir, "users"), []byte("user_a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// First the file, which the commands read.
	ran := 0
	blocks := regexp.MustCompile("(?s)```(sh|yaml)\n(.*?)```").FindAllStringSubmatch(readText(t, "../../docs/gateway.md"), -1)
	for _, block := range blocks {
		if block[1] == "yaml" {
			config := strings.ReplaceAll(block[2], "/etc/orkey", dir)
			if err := os.WriteFile(filepath.Join(dir, "proxy.yaml"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, block := range blocks {
		if block[1] != "sh" {
			continue
		}
		for line := range strings.Lines(block[2]) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  #")
			if !strings.HasPrefix(line, "orkey ") {
				t.Errorf("%q is no command of ours", line)
				continue
			}
			if strings.Contains(line, " doctor ") {
				continue // TestDoctorOfTheManual has it
			}
			if !strings.Contains(line, " snippet ") && !strings.Contains(line, "--check") {
				line = strings.Replace(line, "orkey proxy", "orkey proxy --check", 1)
			}
			ran++
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", `orkey() { "$SELF" "$@"; }; `+line)
			cmd.Dir = dir
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, asOrkey + "=1", "SELF=" + self}
			out, err := cmd.CombinedOutput()
			noRedis := strings.Contains(line, "--sessions ") && strings.Contains(string(out), "\norkey: --sessions: Redis does not answer")
			if err != nil && !noRedis {
				t.Errorf("%s: %v %s", line, err, out)
			}
		}
	}
	if ran < 10 {
		t.Errorf("of the commands there are %d", ran)
	}
}
