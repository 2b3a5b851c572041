package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/keystore"
)

// A credential is a key to use, and the one place it may be sent to.
type credential struct {
	key      orkey.Key
	client   *orkey.Client // talks to where the key was made
	userID   string        // "" if not known
	profile  string        // "" for a key from the environment
	from     string        // where the key came from, for people
	signedIn time.Time     // zero if not known
}

// credentialFlags are the flags that say which key to use, and where.
type credentialFlags struct {
	system
	cmd              *cobra.Command
	profile, baseURL string
	store            *choice
}

func addCredentialFlags(cmd *cobra.Command, sys system) *credentialFlags {
	f := &credentialFlags{system: sys, cmd: cmd, store: noneOf(inKeyring, inFile, inEither)}
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "`name` of the sign-in, to have several (ORKEY_PROFILE)")
	flags.Var(f.store, "store", "where the key is kept (ORKEY_STORE)")
	flags.StringVar(&f.baseURL, "base-url", "", "`URL` of OpenRouter, or of an emulator (OPENROUTER_BASE_URL)")
	cmd.RegisterFlagCompletionFunc("store", f.store.complete)
	cmd.RegisterFlagCompletionFunc("profile", f.completeProfile)
	return f
}

// resolve reads the variables that stand in for flags that were not given.
func (f *credentialFlags) resolve() error {
	if name := f.getenv("ORKEY_PROFILE"); name != "" && f.profile == "" {
		f.profile = name
	}
	if word := f.getenv("ORKEY_STORE"); word != "" && f.store.String() == "" {
		if err := f.store.Set(word); err != nil {
			return &misuse{fmt.Sprintf("ORKEY_STORE cannot be %q", word), err.Error()}
		}
	}
	variable := ""
	if f.baseURL == "" {
		f.baseURL, variable = f.getenv("OPENROUTER_BASE_URL"), "OPENROUTER_BASE_URL: "
	}
	if _, err := f.newClient(f.baseURL).APIURL(); err != nil {
		return &misuse{problem: variable + unprefixed(err).Error()}
	}
	if err := keystore.CheckProfile(f.profile); err != nil {
		return &misuse{problem: unprefixed(err).Error()}
	}
	return nil
}

// newClient returns a client of this command's for OpenRouter at baseURL.
func (f *credentialFlags) newClient(baseURL string) *orkey.Client {
	return &orkey.Client{BaseURL: baseURL, App: orkey.App{Title: "orkey", URL: "https://github.com/orkey-dev/orkey"}}
}

// client returns a client for where the flags say that OpenRouter is.
func (f *credentialFlags) client() (*orkey.Client, error) {
	if err := f.resolve(); err != nil {
		return nil, err
	}
	return f.newClient(f.baseURL), nil
}

// clientWhere is client, but where the flags don't say, for where the key is that
// find returns. That there is none is no matter.
func (f *credentialFlags) clientWhere(ctx context.Context) (*orkey.Client, error) {
	client, err := f.client()
	if err != nil || f.baseURL != "" {
		return client, err
	}
	if found, err := f.find(ctx); err == nil {
		return found.client, nil
	}
	return client, nil
}

// find returns the key to use: that in OPENROUTER_API_KEY, unless the flags or
// ORKEY_PROFILE name another, or the stored one.
func (f *credentialFlags) find(ctx context.Context) (credential, error) {
	if err := f.resolve(); err != nil {
		return credential{}, err
	}
	text := f.getenv("OPENROUTER_API_KEY")
	if text == "" || f.profile != "" || f.cmd.Flags().Changed("store") {
		return f.loadStored(ctx)
	}
	key, err := orkey.ParseKey(text)
	if err != nil {
		return credential{}, errors.New("OPENROUTER_API_KEY is not an OpenRouter API key; set it to one, or unset it to use the key of orkey login")
	}
	return credential{key: key, client: f.newClient(f.baseURL), from: "OPENROUTER_API_KEY"}, nil
}

// stored returns the key that a login left, whatever OPENROUTER_API_KEY is.
func (f *credentialFlags) stored(ctx context.Context) (credential, error) {
	if err := f.resolve(); err != nil {
		return credential{}, err
	}
	return f.loadStored(ctx)
}

func (f *credentialFlags) loadStored(ctx context.Context) (credential, error) {
	stores, err := f.open()
	if err != nil {
		return credential{}, err
	}
	entry, err := stores.both().Load(ctx, f.profile)
	switch {
	case errors.Is(err, keystore.ErrNotFound):
		return credential{}, f.notSignedIn()
	case err != nil:
		return credential{}, err
	}
	found := f.credential(entry)
	return found, f.refuse(found)
}

// credential is what there is to know of a stored entry.
func (f *credentialFlags) credential(entry keystore.Entry) credential {
	return credential{
		key:      entry.Key,
		client:   f.newClient(entry.BaseURL), // the only place to send it to
		userID:   entry.UserID,
		profile:  f.profileName(),
		from:     entry.From,
		signedIn: entry.SignedIn,
	}
}

func (f *credentialFlags) profileName() string {
	if f.profile == "" {
		return keystore.DefaultProfile
	}
	return f.profile
}

// errNotSignedIn: there is no key to use. It ends the command with
// exitNotSignedIn.
var errNotSignedIn = errors.New("nobody is signed in; run orkey login")

func (f *credentialFlags) notSignedIn() error {
	if f.profileName() == keystore.DefaultProfile {
		return errNotSignedIn
	}
	return reword(errNotSignedIn, "nobody is signed in under the profile %q; run orkey login --profile %s", f.profile, f.profile)
}

// refuse is the error of a stored key that is not for the place that is asked
// for.
func (f *credentialFlags) refuse(found credential) error {
	there := f.newClient(f.baseURL)
	if f.baseURL == "" || origin(there) == origin(found.client) {
		return nil
	}
	return reword(errNotSignedIn, "the key of profile %q is for %s and is not sent to %s; to have a key for each, run orkey login --profile with another name",
		found.profile, origin(found.client), origin(there))
}

// origin is the base URL of a client, in one form.
func origin(client *orkey.Client) string {
	api, err := client.APIURL()
	if err != nil {
		return client.BaseURL
	}
	return strings.TrimSuffix(api, "/api/v1")
}

// explain says what to do about an error of OpenRouter's to a request with the
// key.
func (c credential) explain(err error) error {
	switch {
	case !errors.Is(err, orkey.ErrKeyRejected):
		return err
	case c.profile == "":
		return reword(err, "OpenRouter rejected the key in OPENROUTER_API_KEY, which may be deleted or expired; set another, or unset it to use the key of orkey login")
	case c.profile == keystore.DefaultProfile:
		return reword(err, "OpenRouter rejected the key, which may be deleted or expired; run orkey login")
	default:
		return reword(err, "OpenRouter rejected the key, which may be deleted or expired; run orkey login --profile %s", c.profile)
	}
}
