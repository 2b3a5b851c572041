package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/cmd/orkey/internal/inference"
)

// prompt is where the person types.
const prompt = "> "

// errQuit ends a conversation as the person wishes.
var errQuit = errors.New("quit")

// A word is what a person says to orkey, not to the model.
type word struct {
	name, argument, use string
	do                  func(t *talk, argument string) error
}

func words() []word {
	return []word{
		{"/model", "[ID]", "say which model answers, or choose another", (*talk).choose},
		{"/clear", "", "forget what was said", (*talk).clear},
		{"/help", "", "list these", (*talk).help},
		{"/quit", "", "end", func(*talk, string) error { return errQuit }},
	}
}

// describeWords says what each word is for, a line each.
func describeWords() string {
	var lines strings.Builder
	for _, w := range words() {
		fmt.Fprintf(&lines, "  %-12s %s\n", strings.TrimSpace(w.name+" "+w.argument), w.use)
	}
	return lines.String()
}

func (t *talk) choose(id string) error {
	if id != "" {
		t.model = id
	}
	if t.isUnlisted(t.model) {
		t.warn("OpenRouter lists no model %s; /model, a space and Tab show those it does", t.model)
		return nil
	}
	t.say("%s answers.\n", oneLine(t.model))
	return nil
}

// isUnlisted reports whether a model is none of those there are, as far as they
// are known already. Variants, as in :online, and presets, with an @, need not be
// listed.
func (t *talk) isUnlisted(id string) bool {
	plain, _, _ := strings.Cut(id, ":")
	return t.models != nil && !strings.Contains(id, "@") && !slices.Contains(t.models, id) && !slices.Contains(t.models, plain)
}

func (t *talk) clear(string) error {
	t.turns = nil
	t.say("Forgotten.\n")
	return nil
}

func (t *talk) help(string) error {
	t.say("%s", describeWords())
	return nil
}

// obey does what a line says that is for orkey. Others are for the model:
// "/etc/hosts is empty" is one of them.
func (t *talk) obey(line string) (ours bool, err error) {
	name, argument, _ := strings.Cut(line, " ")
	name, argument = strings.TrimSpace(name), strings.TrimSpace(argument)
	if line[0] != '/' || strings.ContainsAny(name[1:], "/\n\t") {
		return false, nil
	}
	all := words()
	i := slices.IndexFunc(all, func(w word) bool { return w.name == name })
	switch {
	case i < 0:
		return true, fmt.Errorf("there is no %s; /help lists what there is, and a space before it sends it to the model", name)
	case argument != "" && all[i].argument == "":
		return true, fmt.Errorf("%s takes nothing more; a space before it sends it to the model", name)
	}
	return true, all[i].do(t, argument)
}

// converse keeps up the conversation until the person ends it. Only what ends
// it for good is its error.
func (t *talk) converse(ctx context.Context, keyboard *os.File) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	late := make(chan os.Signal, 1) // Ctrl-C just when an answer has ended
	signal.Notify(late, os.Interrupt)
	defer signal.Stop(late)

	t.say("%s answers. /help lists what else you can say; Ctrl-D ends.\n", oneLine(t.model))
	for lines := t.lineReader(ctx, keyboard); ; {
		line, err := untilCtrlC(ctx, lines.readLine)
		switch {
		case err != nil:
			t.say("\n") // the shell's prompt goes there
			if err == io.EOF {
				return nil
			}
			return err
		case strings.TrimSpace(line) == "":
			continue
		}
		switch err := t.turn(ctx, line); {
		case err == errQuit:
			return nil
		case ctx.Err() != nil:
			return errInterrupted
		case errors.Is(err, orkey.ErrKeyRejected):
			return err
		case errors.Is(err, context.Canceled): // by Ctrl-C
			t.say("Stopped.\n")
		case err != nil:
			t.fail(err)
		}
		t.say("\n")
	}
}

// turn does what a line is for.
func (t *talk) turn(ctx context.Context, line string) error {
	ours, err := t.obey(line)
	if ours {
		return err
	}
	_, err = untilCtrlC(ctx, func(ctx context.Context) (inference.Answer, error) {
		return t.ask(ctx, strings.TrimSpace(line))
	})
	return err
}

// untilCtrlC does something that Ctrl-C stops, and not the process.
func untilCtrlC[T any](ctx context.Context, do func(context.Context) (T, error)) (T, error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	return do(ctx)
}

// lineReader returns what reads the person's lines.
func (t *talk) lineReader(ctx context.Context, keyboard *os.File) lineReader {
	if t.frames == nil {
		return &plainReader{bufio.NewReader(keyboard), t.stderr, prompt}
	}
	return newLineEditor(keyboard, t.stderr, prompt, func(line string) []string { return t.completions(ctx, line) })
}

// completions returns what a line that is for orkey may become.
func (t *talk) completions(ctx context.Context, line string) []string {
	var all []string
	if strings.HasPrefix(line, "/model ") {
		for _, id := range t.modelIDs(ctx) {
			all = append(all, "/model "+id)
		}
	} else {
		for _, w := range words() {
			all = append(all, w.name)
		}
	}
	return slices.DeleteFunc(all, func(s string) bool { return line == "" || !strings.HasPrefix(s, line) })
}
