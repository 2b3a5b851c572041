package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
	"github.com/orkey-dev/orkey/native"
)

// A signIn is a login under way.
type signIn struct {
	*login
	ui     ui
	client *orkey.Client // for where the new key is to be made
	stores stores

	entry     keystore.Entry // what is kept already
	in        keystore.Store // where that is; nil for nothing
	rejected  bool           // OpenRouter does not know its key any more
	noKeyring error          // why the keyring does not do, if it was asked
}

func (s *signIn) run(ctx context.Context) error {
	if err := s.look(ctx); err != nil {
		return err
	}
	if s.in != nil && !s.force {
		if done, err := s.useKept(ctx); done || err != nil {
			return err
		}
	}
	to, err := s.target(ctx)
	if err != nil {
		return err
	}
	grant, err := s.authorize(ctx)
	if err != nil {
		return err
	}
	return s.keep(ctx, to, grant)
}

// look finds the key that is kept already, in whichever store. Whether the login
// can do without a keyring that fails is not known yet.
func (s *signIn) look(ctx context.Context) (err error) {
	s.in = s.stores.file
	s.entry, err = s.stores.load(ctx, s.in, s.profile)
	if !errors.Is(err, keystore.ErrNotFound) {
		return err
	}
	s.in = s.stores.keyring
	s.entry, err = s.stores.load(ctx, s.in, s.profile)
	if err != nil {
		s.in = nil
	}
	if err != nil && !errors.Is(err, keystore.ErrNotFound) {
		s.noKeyring = err
	}
	return ctx.Err()
}

// useKept ends the login with the key that is kept, if that works. A key that
// can't be checked is no reason to make another.
func (s *signIn) useKept(ctx context.Context) (done bool, err error) {
	kept := s.credential(s.entry)
	if origin(kept.client) != origin(s.client) {
		return false, fmt.Errorf("the key of profile %q is for %s, not for %s; name another profile with --profile, or add --force to replace the key",
			kept.profile, origin(kept.client), origin(s.client))
	}
	info, err := kept.ask(ctx, s.ui)
	switch {
	case errors.Is(err, orkey.ErrKeyRejected):
		s.rejected = true
		s.ui.say("OpenRouter no longer accepts the key from before: it was deleted, or has expired.\n\n")
		return false, nil
	case ctx.Err() != nil:
		return false, err
	case err != nil:
		return false, reword(err, "the key that is kept can't be checked: %v, or add --force to make another", unprefixed(err))
	}
	if to := s.stores.wanted(); to != nil && to != s.in {
		if err := s.stores.save(ctx, to, s.profile, s.entry); err != nil {
			return false, err
		}
		kept.from = to.String()
	}
	if unused := s.asked(); len(unused) > 0 {
		s.ui.warn("%s: no effect on the key that is there; add --force to make another", strings.Join(unused, ", "))
	}
	return true, s.tell(kept, info, false)
}

// asked names the flags by which a key would be made.
func (s *signIn) asked() (names []string) {
	for _, name := range []string{"label", "limit", "limit-reset", "expires", "workspace", "require-workspace"} {
		if s.cmd.Flags().Changed(name) {
			names = append(names, "--"+name)
		}
	}
	return names
}

// target returns the store for a new key: the one that was named, or that of the
// key from before, or the keyring. It makes sure that it can be used: a key that
// is made and can't be kept is lost.
func (s *signIn) target(ctx context.Context) (keystore.Store, error) {
	to := s.stores.wanted()
	if to == nil && s.stores.named == "" {
		to = s.in
	}
	if to == s.stores.file {
		return to, nil // look has read it
	}
	if s.in == s.stores.file { // look has not asked the keyring
		if _, err := s.stores.load(ctx, s.stores.keyring, s.profile); !errors.Is(err, keystore.ErrNotFound) {
			s.noKeyring = err
		}
	}
	switch {
	case s.noKeyring == nil:
		return s.stores.keyring, nil
	case ctx.Err() != nil || s.stores.named != inEither:
		return nil, s.stores.withoutKeyring(s.noKeyring)
	}
	s.ui.warn("%v (the key will be in %v)", unprefixed(s.noKeyring), s.stores.file)
	return s.stores.file, nil
}

// authorize has the person make a key.
func (s *signIn) authorize(ctx context.Context) (orkey.Grant, error) {
	out, stop := s.ui.spin("")
	defer stop()
	cfg := native.Config{
		Client: s.client,
		Request: orkey.Request{
			KeyLabel:          s.label,
			Limit:             float64(s.limit),
			LimitReset:        s.limitReset.String(),
			ExpiresAt:         s.expires.Time,
			Workspace:         s.workspace,
			RequiredWorkspace: s.requireWorkspace,
		},
		Timeout: s.timeout,
		Open:    s.openURL,
		Output:  out,
	}
	if s.label == "" {
		cfg.Request.KeyLabel = defaultLabel(s.profileName())
	}
	if s.noBrowser {
		cfg.Open = native.NoBrowser
	}
	if s.cmd.Flags().Changed("headless") {
		cfg.Mode = native.Loopback
		if s.headless {
			cfg.Mode = native.Headless
		}
	}
	if s.stdin != os.Stdin {
		cfg.Input = s.stdin
	}
	grant, err := native.SignIn(ctx, cfg)
	switch {
	case errors.Is(err, orkey.ErrDenied):
		err = reword(err, "the sign-in was denied; run orkey login to be asked once more")
	case errors.Is(err, native.ErrTimeout):
		err = reword(err, "nobody finished the sign-in within %v; run orkey login again, with a longer --timeout if need be", s.timeout)
	}
	return grant, err
}

// defaultLabel names this machine, by which the owner tells the keys apart that
// several made.
func defaultLabel(profile string) string {
	label := "orkey"
	if profile != keystore.DefaultProfile {
		label += " " + profile
	}
	host, err := os.Hostname()
	host, _, _ = strings.Cut(host, ".")
	plain := !strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r > '~' })
	if err != nil || host == "" || !plain || len(label)+len(host) > 90 {
		return label
	}
	return label + " on " + host
}
