package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// A printed collects what a program prints.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer func() {
		select {
		case p.more <- struct{}{}:
		default:
		}
	}()
	return p.text.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// The program that people install, from its first line to Ctrl-C.
func TestDemoCommand(t *testing.T) {
	t.Parallel()
	program := buildOrkey(t)
	ctx, cancel := context.WithTimeout(t.Context(), 4*chromiumtest.Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "demo", "--no-open", "--listen", "localhost:0")
	out := &printed{more: make(chan struct{}, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cancel()

	s := &secrets{}
	tab := chromiumtest.New(t)
	tab.Navigate(told(t, out, `(?m)^page\t(\S+)$`))
	v := &visit{Tab: tab, t: t}
	v.Click(button)
	v.Wait(onConsent)
	s.add(v.text(`new URLSearchParams(location.search).get('state')`))
	v.Click(authorize)
	v.Wait(loaded)
	s.add(v.text(`localStorage.openrouter_api_key`))
	v.ask("emulator/echo", "Is this the real one?")
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "Is this the real one?") {
		t.Errorf("the answer is %q", reply)
	}

	// Ctrl-C in the middle of an answer.
	v.send("emulator/hang", "one more")
	v.Wait(`!` + idle)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("it ended with %v", cmd.ProcessState)
	}
	v.Wait(idle)
	if reply := v.text(lastReply + `.innerText`); !strings.Contains(reply, "cannot be reached") {
		t.Errorf("the page says %q", reply)
	}
	if len(s.values) != 2 {
		t.Errorf("%d secrets went by, want 2", len(s.values))
	}
	s.checkText(t.Errorf, "what the command printed", out.String())
	s.checkText(t.Errorf, "the page", chromiumtest.Eval[string](tab, allText))
	s.checkText(t.Errorf, "its console", strings.Join(tab.Console(), "\n"))
}

var program string // the command, once it is built

var build = sync.OnceValue(func() error {
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/orkey").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
})

// buildOrkey returns the command, which is built for the first test that asks.
func buildOrkey(t *testing.T) string {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	return program
}

// told waits until a program says what the pattern is about. It may have to be
// built first.
func told(t *testing.T, out *printed, pattern string) string {
	t.Helper()
	deadline := time.After(3 * chromiumtest.Patience)
	for {
		if found := regexp.MustCompile(pattern).FindStringSubmatch(out.String()); found != nil {
			return found[1]
		}
		select {
		case <-out.more:
		case <-deadline:
			t.Fatalf("it does not say %s:\n%s", pattern, out)
		}
	}
}
