package e2e

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A person at a terminal and in a browser: login, what the key is good for, and
// logout. Nothing that is printed holds a secret but what token prints.
func TestLoginCommand(t *testing.T) {
	t.Parallel()
	program, home := buildOrkey(t), t.TempDir()
	emulator, err := orkeytest.New(orkeytest.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer emulator.Close()
	s := &secrets{}
	openrouter := httptest.NewServer(s.watch(emulator))
	defer openrouter.Close()

	ctx, cancel := context.WithTimeout(t.Context(), 4*chromiumtest.Patience)
	defer cancel()
	orkey := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Env = []string{"HOME=" + home, "ORKEY_STORE=file", "OPENROUTER_BASE_URL=" + openrouter.URL}
		return cmd
	}
	login := orkey("login", "--headless=false", "--no-browser", "--limit", "5")
	out := &printed{more: make(chan struct{}, 1)}
	login.Stdout, login.Stderr = out, out
	if err := login.Start(); err != nil {
		t.Fatal(err)
	}
	tab := chromiumtest.New(t)
	v := &visit{Tab: tab, t: t}
	tab.Navigate(told(t, out, `(?m)^  (http\S+)$`))
	v.Wait(onConsent)
	v.Click(authorize)
	v.Wait(`document.querySelector("h1")?.textContent === "Signed in"`)
	if err := login.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if address := tab.URL(); strings.Contains(address, "?") {
		t.Errorf("the browser ends on %s", address)
	}
	// The state is part of the address that the person opens.
	said := regexp.MustCompile(`(?m)^  http\S+$`).ReplaceAllString(out.String(), "")
	key, err := orkey("token").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"status"}, {"status", "--json"}, {"logout"}} {
		text, err := orkey(args...).CombinedOutput()
		if err != nil {
			t.Errorf("%v: %v\n%s", args, err, text)
		}
		said += string(text)
	}
	if err := orkey("token").Run(); err == nil || err.(*exec.ExitError).ExitCode() != 3 {
		t.Errorf("after the logout: %v", err)
	}

	s.add(strings.TrimSpace(string(key)))
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.values) != 4 { // state, code, verifier, key
		t.Errorf("%d secrets went by, want 4", len(s.values))
	}
	s.checkText(t.Errorf, "what the command printed", said)
	s.checkText(t.Errorf, "the page", chromiumtest.Eval[string](tab, allText))
}
