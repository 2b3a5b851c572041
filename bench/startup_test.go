// Package bench compares orkey with its peers, each pair in the same run: the
// absolute figures are the machine's, the ratios are ours.
//
//	go test -bench . ./bench
package bench

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// BenchmarkEmulateStartUp measures from starting the process `orkey emulate`
// to having its first answer, in turn with a stub that only answers. The goal
// is 30 ms.
func BenchmarkEmulateStartUp(b *testing.B) {
	orkey, stub := build(b, "../cmd/orkey"), build(b, "./testdata/stub")
	var ours, floor []time.Duration
	for b.Loop() {
		ours = append(ours, firstAnswer(b, "/api/v1/models", orkey, "emulate", "--listen", "127.0.0.1:0"))
		floor = append(floor, firstAnswer(b, "/api/v1/models", stub))
	}
	b.ReportMetric(0, "ns/op") // of the pair: says nothing
	b.ReportMetric(milliseconds(median(ours)), "ms/orkey")
	b.ReportMetric(milliseconds(median(floor)), "ms/stub")
	b.ReportMetric(float64(median(ours))/float64(median(floor)), "x-stub")
}

// build builds a program as it is released.
func build(b testing.TB, path string) string {
	b.Helper()
	program, _ := link(b, path, "-s -w")
	return program
}

// link builds a program, and returns what the linker said as well.
func link(b testing.TB, path, flags string) (program string, said []byte) {
	b.Helper()
	program = filepath.Join(b.TempDir(), filepath.Base(path))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", flags, "-o", program, path)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, said[max(0, len(said)-4096):])
	}
	return program, said
}

// firstAnswer starts a program that prints where it listens, and returns how
// long it took until it answered.
func firstAnswer(b *testing.B, path, program string, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(program, args...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	port, err := printedPort(stdout)
	if err != nil {
		b.Fatalf("%s: %v", program, err)
	}
	resp, err := client.Get("http://127.0.0.1:" + port + path)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s, %v", program, resp.Status, err)
	}
	return time.Since(began)
}

var portPattern = regexp.MustCompile(`http://[^/]+:(\d+)`)

// printedPort is the port of the first URL that a program prints.
func printedPort(stdout io.Reader) (string, error) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if found := portPattern.FindStringSubmatch(lines.Text()); found != nil {
			return found[1], nil
		}
	}
	return "", fmt.Errorf("it does not say where it listens (%v)", lines.Err())
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
