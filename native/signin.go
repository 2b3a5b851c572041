package native

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/orkey-dev/orkey"
)

// SignIn signs the person in and returns their grant. It blocks until the
// person is done, for at most [Config.Timeout], or until ctx is done; nothing of
// it is left running then, but for what [Config.Input] says.
//
// Errors: [orkey.ErrDenied], [ErrTimeout], [ErrInputClosed], that of ctx, those
// of [orkey.Client.Exchange], and whatever is wrong with the configuration, all
// of it at once. Each says in one line what can be done.
//
// A grant is a new key at OpenRouter: keep it, as package keystore does, and ask
// [orkey.Client.KeyInfo] whether it still works before signing in again.
func SignIn(ctx context.Context, cfg Config) (orkey.Grant, error) {
	if err := cfg.check(); err != nil {
		return orkey.Grant{}, err
	}
	cfg.fill()
	automatic := cfg.Mode == Auto
	if automatic {
		cfg.Mode = Loopback
		if thisMachine().headless() {
			cfg.Mode = Headless
		}
	}
	var server *loopback
	if cfg.Mode == Loopback {
		// Listening comes before anything is printed or opened: the callback URL
		// is part of what is.
		var err error
		server, err = newLoopback(ctx, cfg.Listen)
		if err != nil && (!automatic || ctx.Err() != nil) {
			return orkey.Grant{}, err
		}
		if err != nil {
			cfg.Mode = Headless
		}
	}
	if cfg.Input == nil && (cfg.Mode == Headless || isTerminal(os.Stdin)) {
		cfg.Input = os.Stdin
	}
	if cfg.Mode == Headless {
		return (&signIn{Config: cfg}).headless(ctx)
	}
	return (&signIn{Config: cfg, server: server, callbackURL: server.callbackURL}).loopback(ctx)
}

// A signIn is a SignIn under way. Its Config is filled, its Mode decided.
type signIn struct {
	Config
	server      *loopback // nil on the headless way
	callbackURL string    // empty on the headless way
	attempt     orkey.Attempt
	asking      bool // the last line of output waits for an answer
	rejected    int  // pasted codes that OpenRouter did not accept
}

// loopback takes the loopback way: the browser comes back by itself.
func (s *signIn) loopback(ctx context.Context) (orkey.Grant, error) {
	defer s.server.close()
	s.Request.CallbackURL = s.callbackURL
	s.Request.OtherBinding = true // the path of that URL
	attempt, pageURL, err := s.Client.Begin(s.Request)
	if err != nil {
		return orkey.Grant{}, err
	}
	s.attempt = attempt
	s.server.serve(s.Page, s.Client.App.Title)
	s.promptLoopback(pageURL)

	opening, cancel := context.WithCancel(ctx)
	opened := make(chan error, 1)
	go func() {
		defer close(opened)
		opened <- s.Open(opening, pageURL)
	}()
	grant, err := s.wait(ctx, opened)
	s.server.end(ctx, err)
	cancel()
	for range opened { // until it has returned
	}
	return grant, err
}

// headless takes the headless way: the person brings the code.
func (s *signIn) headless(ctx context.Context) (orkey.Grant, error) {
	attempt, pageURL, err := s.Client.Begin(s.Request)
	if err != nil {
		return orkey.Grant{}, err
	}
	s.attempt = attempt
	if err := s.promptHeadless(pageURL); err != nil {
		return orkey.Grant{}, fmt.Errorf("native: the address to open can't be shown: %w", err)
	}
	return s.wait(ctx, nil)
}

// wait returns what the first genuine callback or paste leads to.
func (s *signIn) wait(ctx context.Context, opened <-chan error) (orkey.Grant, error) {
	var callbacks <-chan callback
	if s.server != nil {
		callbacks = s.server.callbacks
	}
	var pastes *pasting
	var pasted <-chan string
	if s.Input != nil {
		pastes = readPastes(s.Input)
		defer pastes.stop()
		pasted = pastes.lines
	}
	defer func() {
		if s.asking {
			s.say("\n") // so that what the program says next has its own line
		}
	}()
	timeout := s.After(s.Timeout)
	for {
		select {
		case c := <-callbacks:
			grant, err := s.Client.Finish(ctx, s.attempt, c.query)
			if !isForged(err) {
				return grant, err
			}
			close(c.forged)
		case line, ok := <-pasted:
			switch {
			case ok:
				s.endLine()
				if grant, done, err := s.finishPaste(ctx, line); done {
					return grant, err
				}
				pastes.more()
			case callbacks != nil:
				pasted = nil
			default:
				return orkey.Grant{}, ErrInputClosed
			}
		case err := <-opened:
			opened = nil
			if err != nil && ctx.Err() == nil {
				s.sayBrowserFailed()
			}
		case <-timeout:
			return orkey.Grant{}, timedOut(s.Timeout)
		case <-ctx.Done():
			return orkey.Grant{}, cancelled(ctx)
		}
	}
}

// maxRejected bounds how many pasted codes are tried.
const maxRejected = 5

// finishPaste ends the sign-in with what the person pasted, checked like a
// callback. A mistake ends nothing: the attempt is as good as before.
func (s *signIn) finishPaste(ctx context.Context, line string) (grant orkey.Grant, done bool, err error) {
	if s.server != nil && strings.TrimSpace(line) == "" {
		return orkey.Grant{}, false, nil // Enter, while waiting for the browser
	}
	query, err := parsePaste(line, s.callbackURL)
	if err == nil {
		grant, err = s.Client.Finish(ctx, s.attempt, query)
		if isRejected(err) {
			s.rejected++
		}
		if !isForged(err) && (!isRejected(err) || s.rejected == maxRejected) {
			return grant, true, err
		}
	}
	s.sayPasteAgain(err)
	return orkey.Grant{}, false, nil
}
