package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// keep keeps a key that was just made, even if the person interrupts now.
func (s *signIn) keep(ctx context.Context, to keystore.Store, grant orkey.Grant) error {
	saving := context.WithoutCancel(ctx)
	// Another login may have been quicker.
	if meanwhile, err := to.Load(saving, s.profile); err == nil && !meanwhile.Key.Equal(s.entry.Key) {
		s.entry, s.rejected = meanwhile, false
	}
	entry := keystore.Entry{Grant: grant, BaseURL: origin(s.client), SignedIn: time.Now().UTC().Truncate(time.Second)}
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
	switch asked := s.limitReset.String(); {
	case asked == "" || info.LimitReset == asked:
	case info.Limit == nil && s.limit == 0:
		s.ui.warn("there is no limit to reset %s; --limit asks for one", asked)
	case info.Limit != nil:
		s.ui.warn("the limit was to reset %s, and does not; its owner can change it on the settings page", asked)
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
		s.ui.warn("OPENROUTER_API_KEY is set and takes precedence over this key; unset it, or add --profile %s to use this one", c.profile)
	}
	return nil
}

func (s *signIn) sayReport(r report, isNew bool) {
	words := "Signed in"
	if !isNew {
		words = "Signed in already"
	}
	if r.UserID != "" {
		words += " as " + oneLine(r.UserID)
	}
	if isNew {
		words = "\n" + words     // apart from the walk that led here
		r.SignedIn = time.Time{} // that is now
	}
	s.ui.say("%s.\n", words)
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
