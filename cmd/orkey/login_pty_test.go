//go:build unix

package main

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
	"github.com/orkey-dev/orkey/orkeytest"
)

// atHome returns orkey as it is run by a person with a home of their own, a
// browser that opens nothing, and keys in the file.
func atHome(t *testing.T, baseURL string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := command(t, args...)
	cmd.Env = []string{
		asOrkey + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=xterm", "BROWSER=true",
		"ORKEY_STORE=file", "OPENROUTER_BASE_URL=" + baseURL, "GORACE=" + os.Getenv("GORACE"),
	}
	return cmd
}

func homeOf(cmd *exec.Cmd) string {
	for _, entry := range cmd.Env {
		if home, ok := strings.CutPrefix(entry, "HOME="); ok {
			return home
		}
	}
	return ""
}

// signedIn makes the person of a command signed in.
func signedIn(t *testing.T, openrouter *orkeytest.Server, cmd *exec.Cmd) orkey.Key {
	t.Helper()
	text, err := openrouter.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := orkey.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	file, err := keystore.NewFile(filepath.Join(homeOf(cmd), ".config", "orkey", "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Save(t.Context(), "", keystore.Entry{Grant: orkey.Grant{Key: key}, BaseURL: openrouter.URL}); err != nil {
		t.Fatal(err)
	}
	return key
}

func (term *terminal) ended(cmd *exec.Cmd, code int) {
	term.t.Helper()
	cmd.Wait()
	<-term.done
	if got := cmd.ProcessState.ExitCode(); got != code {
		term.t.Errorf("it ended with %d, want %d:\n%s", got, code, term)
	}
}

var authorizeAddress = regexp.MustCompile(`(?m)^  (http\S+/auth\?\S+)\r$`)

// Each form of a paste does, on a terminal that shows a spinner meanwhile and no
// trace of it afterwards.
func TestLoginOnATerminal(t *testing.T) {
	t.Parallel()
	code := func(back string) string {
		u, err := url.Parse(back)
		if err != nil {
			t.Error(err)
		}
		return u.Query().Get("code")
	}
	for _, tc := range []struct {
		name string
		form func(back string) string
	}{
		{"address", func(back string) string { return back }},
		{"query", func(back string) string { return back[strings.IndexByte(back, '?'):] }},
		{"name and code", func(back string) string { return "code=" + code(back) }},
		{"code", code},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t)
			cmd := atHome(t, openrouter.URL, "login")
			term := onTerminal(t, cmd)
			term.waitFor("paste the address it ends on and press Enter.\r\n")
			term.waitFor("⠹") // the third frame
			page := authorizeAddress.FindStringSubmatch(term.String())
			if page == nil {
				t.Fatalf("no address: %q", term)
			}
			term.press("what now?\n")
			term.waitFor("Not yet: there is no code in that. Paste again: ")
			back, err := openrouter.Approve(page[1])
			if err != nil {
				t.Fatal(err)
			}
			term.press(tc.form(back) + "\n")
			term.ended(cmd, exitDone)
			screen := term.String()
			if drawn, erased := strings.LastIndex(screen, "⠹"), strings.LastIndex(screen, "\r\x1b[K"); erased < drawn {
				t.Errorf("the spinner is left: %q", screen)
			}
			_, end, _ := strings.Cut(screen, "Signed in as user_")
			if !strings.Contains(end, "\r\nKept in:  "+homeOf(cmd)) || strings.Contains(end, "\x1b") {
				t.Errorf("it ends with %q", end)
			}
		})
	}
}

// Ctrl-C ends every wait, without a word and without a trace.
func TestCtrlCEndsALogin(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, wait string
		args       []string
	}{
		{"loopback", "⠹", []string{"login"}},
		{"headless", "Paste the code it shows and press Enter: ", []string{"login", "--headless"}},
		{"the key from before", "Asking OpenRouter about the key", []string{"login", "--profile", "default"}},
		{"status", "Asking OpenRouter about the key", []string{"status"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t)
			cmd := atHome(t, openrouter.URL, tc.args...)
			if strings.HasPrefix(tc.wait, "Asking") {
				signedIn(t, openrouter, cmd)
				openrouter.Inject(orkeytest.Fault{Path: "/api/v1/key", Hang: true})
			}
			term := onTerminal(t, cmd)
			term.waitFor(tc.wait)
			term.press(ctrlC)
			term.ended(cmd, exitInterrupted)
			if screen := term.String(); strings.Contains(screen, "orkey:") || strings.Contains(tc.wait, "⠹") && !strings.HasSuffix(screen, "\r\x1b[K") {
				t.Errorf("it leaves %q", screen)
			}
		})
	}
}

// Some terminals can't show a spinner.
func TestNoSpinnerOnADumbTerminal(t *testing.T) {
	t.Parallel()
	cmd := atHome(t, orkeytest.NewServer(t).URL, "login", "--timeout", "300ms")
	cmd.Env = append(cmd.Env, "TERM=dumb")
	term := onTerminal(t, cmd)
	term.ended(cmd, exitFailed)
	if screen := term.String(); strings.ContainsAny(screen, "\x1b⠋⠙⠹") {
		t.Errorf("it shows %q", screen)
	}
}

// Keys are not for the screen.
func TestKeysOnATerminal(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	for _, tc := range []struct {
		args  []string
		code  int
		says  string
		shown bool
	}{
		{[]string{"token"}, exitMisused, "orkey: this would show the key on the terminal; send it into a program, or add --force\r\n", false},
		{[]string{"token", "--force"}, exitDone, "", true},
		{[]string{"env", "--shell", "sh"}, exitMisused, `run eval "$(orkey env)", or add --force` + "\r\n", false},
		{[]string{"env", "--shell", "fish"}, exitMisused, "run orkey env | source, or add --force\r\n", false},
		{[]string{"env", "--shell", "powershell"}, exitMisused, "run orkey env | Out-String | Invoke-Expression, or", false},
		{[]string{"env", "--force"}, exitDone, "OPENROUTER_API_KEY", true},
		{[]string{"env", "--unset", "--shell", "sh"}, exitDone, "unset OPENROUTER_API_KEY\r\n", false},
		{[]string{"status"}, exitDone, "Key:      sk-or-v1-fac…", false},
		{[]string{"login"}, exitDone, "Signed in already", false},
		{[]string{"logout"}, exitDone, "Signed out. The key works until its owner deletes it here:\r\n" + openrouter.URL + "/keys/", false},
	} {
		cmd := atHome(t, openrouter.URL, tc.args...)
		key := signedIn(t, openrouter, cmd)
		term := onTerminal(t, cmd)
		term.ended(cmd, tc.code)
		if screen := term.String(); !strings.Contains(screen, tc.says) || strings.Contains(screen, key.Reveal()) != tc.shown {
			t.Errorf("%q shows %q", tc.args, screen)
		}
	}
}
