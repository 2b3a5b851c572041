package orkeytest

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// How far a sign-in has come, as the live page tells it.
const (
	stepAsked      = page.StepAsked
	stepAuthorized = page.StepAuthorized
	stepDenied     = page.StepDenied
	stepExchanged  = page.StepExchanged
	stepFailed     = page.StepFailed
)

// outcome is where a decision leads: back to the app, or to a code that the person carries there.
type outcome struct {
	redirect string
	code     string // also where there is a redirect, which holds it
}

// approve makes the code that the person's consent stands for.
func (e *Emulator) approve(cfg *Config, a *authorization, user *User, signInID string) outcome {
	c := &code{
		value:     e.ids.code(),
		challenge: a.challenge,
		method:    a.method,
		key:       a.key,
		user:      *user,
		signIn:    signInID,
		created:   e.clock.now(),
	}
	c.created = c.created.Add(-labelAge(a.key.label))
	e.state.mu.Lock()
	e.state.codes.add(c, e.maxKeys)
	e.state.mu.Unlock()
	e.journal.changeSignIn(signInID, func(s *signIn) { s.step, s.user = stepAuthorized, user.Name })
	if a.headless {
		return outcome{code: c.value}
	}
	params := []string{"code", c.value}
	if a.state != "" && !cfg.Quirks.OmitState {
		params = append(params, "state", a.state)
	}
	return outcome{redirect: a.callback.with(params...), code: c.value}
}

// deny sends the person back without a code. The state stays out, except where it is all that comes back.
func (e *Emulator) deny(cfg *Config, a *authorization, signInID string) outcome {
	e.journal.changeSignIn(signInID, func(s *signIn) { s.step = stepDenied })
	switch {
	case a.headless:
		return outcome{}
	case cfg.Quirks.DenyWithStateOnly && a.state != "":
		return outcome{redirect: a.callback.with("state", a.state)}
	}
	return outcome{redirect: a.callback.with("error", "access_denied")}
}

// beginSignIn puts a new sign-in into the journal.
func (e *Emulator) beginSignIn(a *authorization) string {
	return e.journal.beginSignIn(signIn{app: a.key.app, headless: a.headless, step: stepAsked, began: e.clock.now()})
}

// A Consent is what the person decides on the consent page besides yes or no. The zero value agrees to what was asked.
type Consent struct {
	// UserID says who signs in. Default: the first of [Config.Users].
	UserID string `json:"user_id,omitempty"`

	// KeyLabel names the key, in at most 100 characters. Default: as asked.
	KeyLabel string `json:"key_label,omitempty"`

	// Limit is the credit limit in USD. Default: as asked.
	Limit float64 `json:"limit,omitempty"`

	// LimitReset is how often the limit starts afresh: daily, weekly or monthly. Default: as asked.
	LimitReset string `json:"limit_reset,omitempty"`
}

// Approve does what a person does who is sent to authorizeURL and presses Authorize, without a browser. It returns the
// callback URL they come back to, with code and state, or, in headless mode, the code they carry home: either is what a
// program takes that waits for a pasted answer.
//
// It is an error where the person would end on a page of OpenRouter's instead. More than one Consent is one too many.
func (e *Emulator) Approve(authorizeURL string, consent ...Consent) (string, error) {
	if len(consent) > 1 {
		return "", errors.New("orkeytest: Approve takes one Consent at most")
	}
	out, err := e.approveURL(authorizeURL, firstOf(consent))
	return cmp.Or(out.redirect, out.code), err
}

func (e *Emulator) approveURL(authorizeURL string, given Consent) (outcome, error) {
	cfg := e.config.Load()
	q, err := authorizeQuery(authorizeURL)
	if err != nil {
		return outcome{}, err
	}
	user, ok := cfg.user(given.UserID)
	if !ok {
		return outcome{}, fmt.Errorf("orkeytest: there is no user %q; see Config.Users", given.UserID)
	}
	a := parseAuthorization(q, cfg, e.clock.now())
	if err := errors.Join(a.err(), given.apply(a)); err != nil {
		return outcome{}, err
	}
	return e.approve(cfg, a, user, e.beginSignIn(a)), nil
}

// Deny does what a person does who is sent to authorizeURL and presses Deny. It returns the callback URL they come back
// to, or, in headless mode, where nobody is sent anywhere, nothing.
func (e *Emulator) Deny(authorizeURL string) (string, error) {
	cfg := e.config.Load()
	q, err := authorizeQuery(authorizeURL)
	if err != nil {
		return "", err
	}
	a := parseAuthorization(q, cfg, e.clock.now())
	if err := a.err(); err != nil {
		return "", err
	}
	return e.deny(cfg, a, e.beginSignIn(a)).redirect, nil
}

func authorizeQuery(authorizeURL string) (url.Values, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil || u.Path != page.ConsentPath {
		return nil, errors.New("orkeytest: not the URL of an authorize page: its path must be " + page.ConsentPath)
	}
	return u.Query(), nil
}

// apply writes the person's decisions over what was asked.
func (g Consent) apply(a *authorization) error {
	switch {
	case utf8.RuneCountInString(g.KeyLabel) > maxLabel:
		return fmt.Errorf("orkeytest: Consent: KeyLabel must be at most %d characters", maxLabel)
	case !validAmount(g.Limit):
		return errors.New("orkeytest: Consent: Limit must be an amount of US dollars")
	case g.LimitReset != "" && !slices.Contains(limitResets[:], g.LimitReset):
		return errors.New("orkeytest: Consent: LimitReset must be daily, weekly or monthly")
	}
	a.key.label = cmp.Or(g.KeyLabel, a.key.label)
	a.key.reset = cmp.Or(g.LimitReset, a.key.reset)
	if g.Limit != 0 {
		a.key.limit, a.key.limited = toUSD(g.Limit), true
	}
	return nil
}

// err is why a request ends on a page of OpenRouter's.
func (a *authorization) err() error {
	switch {
	case a.problem != "":
		return errors.New("orkeytest: the authorize page refuses this request: " + a.problem)
	case a.callback.verdict == dropped:
		return errors.New("orkeytest: the person ends on the dashboard: " + a.callback.reason)
	case a.callback.verdict == conflict:
		return errors.New("orkeytest: the person ends on OpenRouter's page 409: " + page.ConflictMessage + ". " + a.callback.reason)
	}
	return nil
}
