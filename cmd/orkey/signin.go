package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
	"github.com/orkey-dev/orkey/native"
)

// A signIn is a login under way.
type signIn struct {
	*login
	ui     ui
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
	kept, there := s.credential(s.entry), s.newClient(s.baseURL)
	if origin(kept.client) != origin(there) {
		return false, fmt.Errorf("the key of profile %q is for %s, not for %s; name another profile with --profile, or add --force to replace the key",
			kept.profile, origin(kept.client), origin(there))
	}
	info, err := kept.ask(ctx, s.ui)
	switch {
	case errors.Is(err, orkey.ErrKeyRejected):
		s.rejected = true
		s.ui.say("OpenRouter does not accept the key from before any more: it was deleted, or has expired.\n\n")
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
		Client: s.newClient(s.baseURL),
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

// keep keeps a key that was just made, even if the person interrupts now.
func (s *signIn) keep(ctx context.Context, to keystore.Store, grant orkey.Grant) error {
	saving := context.WithoutCancel(ctx)
	// Another login may have been quicker.
	if meanwhile, err := to.Load(saving, s.profile); err == nil && !meanwhile.Key.Equal(s.entry.Key) {
		s.entry, s.rejected = meanwhile, false
	}
	entry := keystore.Entry{Grant: grant, BaseURL: origin(s.newClient(s.baseURL)), SignedIn: time.Now().UTC().Truncate(time.Second)}
	made := s.credential(entry)
	err := s.stores.save(saving, to, s.profile, entry)
	if err != nil && to == s.stores.keyring && s.stores.named == inEither {
		s.ui.warn("%v (the key is in %v)", unprefixed(err), s.stores.file)
		to = s.stores.file
		err = s.stores.save(saving, to, s.profile, entry)
	}
	if err != nil {
		return fmt.Errorf("the new key could not be kept: %w; its owner can delete it at %s", unprefixed(err), made.client.SettingsURL(made.key))
	}
	made.from = to.String()
	info, err := made.ask(ctx, s.ui)
	switch {
	case errors.Is(err, orkey.ErrKeyRejected):
		return err
	case err != nil && ctx.Err() == nil:
		s.ui.warn("the key is kept, but what it may spend is not known: %v", unprefixed(err))
	case err == nil:
		s.compare(info)
	}
	return s.tell(made, info, true)
}

// compare warns of what the key was asked to be and is not: OpenRouter need not
// heed it, and the person can change it.
func (s *signIn) compare(info *orkey.KeyInfo) {
	if asked := float64(s.limit); asked > 0 && (info.Limit == nil || *info.Limit > asked) {
		s.ui.warn("the key was to have a limit of %s, and has another; its owner can change it on the settings page", money(asked))
	}
	if asked := s.limitReset.String(); asked != "" && info.Limit != nil && info.LimitReset != asked {
		s.ui.warn("the limit was to start afresh %s, and does not; its owner can change it on the settings page", asked)
	}
	if asked := s.expires.Time; !asked.IsZero() && (info.ExpiresAt.IsZero() || info.ExpiresAt.After(asked.Add(time.Minute))) {
		s.ui.warn("the key was to expire at %s, and does not; its owner can delete it on the settings page", asked.Local().Format(timeLayout))
	}
}

// tell ends a login with who, which key, its limit and where it is kept.
func (s *signIn) tell(c credential, info *orkey.KeyInfo, isNew bool) error {
	r := c.report(info)
	if s.asJSON {
		if err := writeJSON(s.ui.stdout, struct {
			New bool `json:"new"`
			report
		}{isNew, r}); err != nil {
			return err
		}
	} else {
		s.sayReport(r, isNew)
	}
	if isNew && !s.entry.Key.IsZero() && !s.rejected {
		old := s.credential(s.entry)
		s.ui.say("\nThe key from before, %v, works until its owner deletes it here:\n%s\n", old.key, old.client.SettingsURL(old.key))
	}
	if s.getenv("OPENROUTER_API_KEY") != "" && s.profile == "" {
		s.ui.warn("OPENROUTER_API_KEY is set and goes before this key; unset it, or add --profile %s to use this one", c.profile)
	}
	return nil
}

func (s *signIn) sayReport(r report, isNew bool) {
	words := "Signed in"
	if !isNew {
		words = "Signed in already"
	}
	if r.UserID != "" {
		words += " as " + r.UserID
	}
	s.ui.say("%s.\n", oneLine(words))
	if isNew {
		r.SignedIn = time.Time{} // that is now
	}
	writeRows(s.ui.stderr, slices.DeleteFunc(r.rows(time.Now()), func(row row) bool {
		switch row.name {
		case "User", "Activity":
			return true
		case "Spent":
			return isNew
		case "Profile":
			return row.value == keystore.DefaultProfile
		}
		return false
	}))
}
