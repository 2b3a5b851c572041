//go:build unix

package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	xterm "golang.org/x/term"

	"github.com/orkey-dev/orkey/orkeytest"
)

// chatting returns the command chat of somebody who has a key.
func chatting(t *testing.T, args ...string) (*exec.Cmd, *orkeytest.Server) {
	t.Helper()
	server := orkeytest.NewServer(t, orkeytest.Config{TokenDelay: 10 * time.Millisecond})
	key, err := server.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, append([]string{"chat"}, args...)...)
	cmd.Env = append(cmd.Env, "OPENROUTER_BASE_URL="+server.URL, "OPENROUTER_API_KEY="+key, "ORKEY_MODEL=emulator/echo", "TERM=xterm")
	return cmd, server
}

const (
	ctrlD    = "\x04"
	tab      = "\t"
	up       = "\x1b[A"
	prompted = "\x1b[?2004h" + prompt
)

// ends waits for the end of the command.
func (term *terminal) ends(cmd *exec.Cmd, code int) {
	term.t.Helper()
	kill := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer kill.Stop()
	cmd.Wait()
	<-term.done
	if got := cmd.ProcessState.ExitCode(); got != code {
		term.t.Errorf("it ended with %v, want %d:\n%s", cmd.ProcessState, code, term)
	}
}

func TestConversation(t *testing.T) {
	t.Parallel()
	cmd, server := chatting(t, "--system", "Be brief.")
	term := onTerminal(t, cmd)
	term.waitFor("emulator/echo answers. /help lists what else you can say; Ctrl-D ends.\r\n")
	for i, turn := range []struct{ keys, shows string }{
		{"Hello, you\r", "You said: Hello, you\r\n$0.00000"},
		{"/model emulator/echo:fr" + tab + "\r", "emulator/echo:free answers."},
		{"/mo" + tab + " nobody/nothing\r", "orkey: warning: OpenRouter lists no model nobody/nothing; "},
		{"/model openai/gpt-4o-mini:online\r", "openai/gpt-4o-mini:online answers."},
		{"/model emulator/error-4" + tab + "2\r", "emulator/error-401\r\n"}, // not the one: list them
		{"/model emulator/echo\r", "emulator/echo answers."},
		{up + up + up + up + up + up + "\r", "; $0.00000"}, // the question again
		{"tell me " + pasteStart + "one\r\ttwo" + pasteEnd + " again\r", "tell me one␊␉two again\r\n"},
		{"/help\r", "/quit        end\r\n"},
		{"/exit\r", "orkey: there is no /exit; /help lists what there is"},
		{"/clear now\r", "orkey: /clear takes nothing more;"},
		{"/etc/hosts is empty\r", "You said: /etc/hosts is empty"},
		{" /quit\r", "You said: /quit"},
		{"/clear\r", "Forgotten."},
		{"\r", ""},
		{"  \r", ""},
		{"mine\r", "You said: mine"},
		{ctrlD, ""},
	} {
		term.waitTimes(i+1, prompted)
		term.press(turn.keys)
		term.waitFor(turn.shows)
	}
	term.ends(cmd, exitDone)

	// What the model was told each time.
	var asked []string
	for _, r := range server.Requests() {
		if r.Path == "/api/v1/chat/completions" {
			asked = append(asked, r.Request.Body)
		}
	}
	const system, first, reply = `{"role":"system","content":"Be brief."}`, `{"role":"user","content":"Hello, you"}`, `{"role":"assistant","content":"You said: Hello, you"}`
	for i, want := range map[int]string{
		0:              `[` + system + `,` + first + `]`,
		1:              `[` + system + `,` + first + `,` + reply + `,` + first + `]`,
		2:              `"content":"tell me one\n\ttwo again"}]`,
		len(asked) - 1: `[` + system + `,{"role":"user","content":"mine"}]`,
	} {
		if i >= len(asked) || !strings.Contains(asked[i], want) {
			t.Errorf("question %d lacks %s:\n%s", i, want, strings.Join(asked, "\n"))
		}
	}
	if len(asked) != 6 {
		t.Errorf("%d questions", len(asked))
	}
}

// Every way to end, with its exit code and the terminal as it was.
func TestConversationEnds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		end  func(*terminal, *os.Process)
		code int
	}{
		{"Ctrl-D", func(term *terminal, _ *os.Process) { term.press(ctrlD) }, exitDone},
		{"Ctrl-C", func(term *terminal, _ *os.Process) { term.press(ctrlC) }, exitInterrupted},
		{"Ctrl-C in a line", func(term *terminal, _ *os.Process) { term.press("half a li" + ctrlC) }, exitInterrupted},
		{"/quit", func(term *terminal, _ *os.Process) { term.press("/quit\r") }, exitDone},
		{"SIGTERM", func(_ *terminal, p *os.Process) { p.Signal(syscall.SIGTERM) }, exitInterrupted},
		{"SIGINT", func(_ *terminal, p *os.Process) { p.Signal(syscall.SIGINT) }, exitInterrupted},
		{"SIGTERM in an answer", func(term *terminal, p *os.Process) {
			term.press("/model emulator/long\rtell\r")
			term.waitFor("so on")
			p.Signal(syscall.SIGTERM)
		}, exitInterrupted},
		{"the key is gone", func(term *terminal, _ *os.Process) {
			term.press("/model emulator/error-401\rhello\r")
			term.waitFor("orkey: OpenRouter rejected the key in OPENROUTER_API_KEY")
		}, exitNotSignedIn},
	} {
		for _, kind := range []string{"xterm", "dumb"} {
			t.Run(tc.name+" on "+kind, func(t *testing.T) {
				t.Parallel()
				cmd, _ := chatting(t)
				cmd.Env = append(cmd.Env, "TERM="+kind)
				term := onTerminal(t, cmd)
				before := newModes(t) // the command may have set its own by now
				term.waitFor(prompt)
				tc.end(term, cmd.Process)
				term.ends(cmd, tc.code)
				if after := modes(t, term.master); after != before {
					t.Errorf("the terminal is left in another mode: %+v, before %+v", after, before)
				}
				if said := term.String(); strings.Count(said, "\x1b[?2004h") != strings.Count(said, "\x1b[?2004l") {
					t.Errorf("pastes stay bracketed: %q", said)
				}
				if kind == "dumb" && strings.Contains(term.String(), "\x1b") {
					t.Errorf("sequences: %q", term.String())
				}
			})
		}
	}
}

// newModes tells how a terminal is set that nobody has used.
func newModes(t *testing.T) xterm.State {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	return modes(t, master)
}

// modes tells how a terminal is set. Its two ends are set alike.
func modes(t *testing.T, master *os.File) (set xterm.State) {
	t.Helper()
	conn, err := master.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	conn.Control(func(fd uintptr) {
		state, stateErr := xterm.GetState(int(fd))
		if err = stateErr; err == nil {
			set = *state
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Ctrl-C stops the answer; the conversation goes on, with what there was of it.
func TestCtrlCStopsTheAnswer(t *testing.T) {
	t.Parallel()
	cmd, server := chatting(t, "-m", "emulator/long")
	term := onTerminal(t, cmd)
	for i, turn := range []struct{ keys, shows, then string }{
		{"and now?\r", "and so on", ctrlC},
		{"/model emulator/hang\r", "answers.", ""},
		{"and this\r", "Waiting for an answer", ctrlC},
		{"/model emulator/echo\r", "answers.", ""},
		{"goes on\r", "You said: goes on", ""},
		{ctrlD, "\n", ""},
	} {
		term.waitTimes(i+1, prompted)
		before := strings.Count(term.String(), turn.shows)
		term.press(turn.keys)
		term.waitTimes(before+1, turn.shows)
		term.press(turn.then)
	}
	term.ends(cmd, exitDone)

	all := server.Requests()
	last := all[len(all)-1].Request.Body
	if !regexp.MustCompile(`"content":"and so on[^"]*"},{"role":"user","content":"goes on"`).MatchString(last) {
		t.Errorf("the model was told %s", last)
	}
	if said := term.String(); strings.Count(said, "Stopped.\r\n") != 2 || strings.Contains(said, "orkey: ") || strings.Count(said, "so on") > 390 {
		t.Errorf("%s", said)
	}
}

// What goes wrong is said, and ends nothing.
func TestConversationSurvives(t *testing.T) {
	t.Parallel()
	cmd, server := chatting(t)
	term := onTerminal(t, cmd)
	lines := 0
	line := func(keys string) {
		t.Helper()
		lines++
		term.waitTimes(lines, prompted)
		term.press(keys)
	}
	for model, says := range map[string]string{
		"emulator/key-limit":       "orkey: the key has reached its limit; raise that at " + server.URL + "/keys/",
		"emulator/midstream-error": `orkey: the model failed (502 "Provider disconnected unexpectedly"); try again, or choose another model`,
		"emulator/truncate":        "orkey: the answer broke off before its end; try again",
	} {
		line("/model " + model + "\r")
		line("hello, you\r")
		term.waitFor(says)
	}
	server.Close()
	line("are you there?\r")
	term.waitFor("orkey: OpenRouter could not be reached")
	line(ctrlD)
	term.ends(cmd, exitDone)
}

// Ctrl-C before there is an answer, or a question, ends the command.
func TestCtrlCBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	t.Run("an answer", func(t *testing.T) {
		t.Parallel()
		cmd, _ := chatting(t, "-m", "emulator/hang", "Hello")
		term := onTerminal(t, cmd)
		term.waitFor("Waiting for an answer")
		term.press(ctrlC)
		term.ends(cmd, exitInterrupted)
	})
	t.Run("a question", func(t *testing.T) {
		t.Parallel()
		cmd, _ := chatting(t, "Hello")
		in, never, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer never.Close()
		cmd.Stdin, cmd.SysProcAttr = in, &syscall.SysProcAttr{Ctty: 1}
		term := onTerminal(t, cmd)
		in.Close()
		term.waitFor("Reading standard input")
		term.press(ctrlC)
		term.ends(cmd, exitInterrupted)
	})
}

// A model's words do not drive the terminal.
func TestAnswerOnATerminal(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"words": nil, "JSON": {"--json"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd, _ := chatting(t, append(args, "a\x1b]0;title\x07 b\u009b31m c")...)
			term := onTerminal(t, cmd)
			term.ends(cmd, exitDone)
			said := term.String()
			if strings.Contains(said, "\x1b]") || strings.ContainsAny(said, "\a\u009b") || !strings.Contains(said, " b\ufffd31m c") {
				t.Errorf("%q", said)
			}
		})
	}
}

// The table of models is as wide as the terminal.
func TestModelsOnATerminal(t *testing.T) {
	t.Parallel()
	cmd := command(t, "models", "--base-url", orkeytest.NewServer(t).URL, "(free)")
	cmd.Env = append(cmd.Env, "TERM=dumb")
	term := onWideTerminal(t, cmd, 84)
	term.ends(cmd, exitDone)
	const want = "MODEL                                   $/M IN  $/M OUT  CONTEXT  NAME\r\n" +
		"emulator/echo:free                        free     free     128k  Emulator: Echo (f…\r\n" +
		"meta-llama/llama-3.3-70b-instruct:free    free     free     128k  Meta: Llama 3.3 7…\r\n"
	if term.String() != want {
		t.Errorf("%q", term.String())
	}
}
