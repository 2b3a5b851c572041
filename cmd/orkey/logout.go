package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/keystore"
)

func newLogout(sys system) *cobra.Command {
	l := &logout{}
	cmd := &cobra.Command{
		Use:     "logout [flags]",
		Short:   "Forget the key",
		GroupID: groupKey,
		Long: `Forget the key of orkey login, and print where its owner can delete it.

OpenRouter has no way for a program to delete a key that somebody signed in for,
so it works until its owner deletes it on that page.`,
		Example: `  orkey logout
  orkey logout --profile work`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return l.run(cmd.Context()) },
	}
	l.credentialFlags = addCredentialFlags(cmd, sys)
	return cmd
}

// logout is the command of that name.
type logout struct{ *credentialFlags }

func (l *logout) run(ctx context.Context) error {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	if err := l.resolve(); err != nil {
		return err
	}
	stores, err := l.open()
	if err != nil {
		return err
	}
	entry, err := stores.both().Load(ctx, l.profile)
	found, damaged := l.credential(entry), errors.Is(err, keystore.ErrDamaged)
	switch {
	case errors.Is(err, keystore.ErrNotFound):
		return reword(errNotSignedIn, "there is nothing to forget: nobody is signed in under the profile %q", l.profileName())
	case err != nil && !damaged:
		return err
	case err == nil:
		if err := l.refuse(found); err != nil {
			return err
		}
	}
	// What one store can't forget now, the other has forgotten.
	err = stores.both().Delete(ctx, l.profile)
	u := newUI(l.system)
	if err == nil {
		u.say("Signed out. ")
	}
	if damaged {
		u.say("What was stored was damaged, so its page at OpenRouter is not known.\n")
	} else {
		u.say("The key works until its owner deletes it here:\n")
		u.result("%s\n", found.client.SettingsURL(found.key))
	}
	if l.getenv("OPENROUTER_API_KEY") != "" {
		u.warn("OPENROUTER_API_KEY is set, and programs go on using the key in it; unset it too")
	}
	return err
}
