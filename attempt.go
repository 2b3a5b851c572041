package orkey

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// An Attempt is a sign-in begun and not finished. It must be there again when
// the callback comes, and nobody but the person who began it may bring that
// about: keep it in memory, or store what [Attempt.MarshalText] returns in a
// sealed cookie or in the person's own session.
//
// It prints redacted, since it holds the verifier. Attempts are values: each
// copy is the same sign-in, which can be finished once.
type Attempt struct {
	verifier     Verifier
	state        secret // empty in headless mode
	otherBinding bool
	began        time.Time // in whole seconds
}

// maxState bounds a state, in bytes: it travels in two URLs and a cookie.
const maxState = 512

// Begin starts a sign-in: it returns the attempt to keep and the URL to send
// the person to. Nothing is sent. Its errors list all problems of the request
// at once.
func (c *Client) Begin(req Request) (attempt Attempt, authorizeURL string, err error) {
	switch {
	case req.CallbackURL == "":
		req.State = "" // OpenRouter does not return one in headless mode
	case req.State == "":
		req.State = rand.Text()
	}
	verifier := NewVerifier()
	authorizeURL, err = c.AuthorizeURL(req, verifier.Challenge())
	if err != nil {
		return Attempt{}, "", err
	}
	attempt = Attempt{verifier: verifier, otherBinding: req.OtherBinding, began: c.now().Truncate(time.Second)}
	if req.State != "" {
		attempt.state = newSecret(req.State)
	}
	return attempt, authorizeURL, nil
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// Began returns when the sign-in began, to the second. A code lives for ten
// minutes from the person's consent, so an attempt that is much older is of no
// use.
func (a Attempt) Began() time.Time { return a.began }

// Headless reports whether the person brings a code back by hand instead of
// being sent to a callback URL.
func (a Attempt) Headless() bool { return a.state.isZero() }

// MatchesState reports whether a callback's state is this attempt's, for those
// who keep several attempts of one person. It takes the same time whichever
// character differs. In headless mode nothing matches.
func (a Attempt) MatchesState(state string) bool {
	return !a.Headless() && a.state.equals(state)
}

// MarshalText returns the attempt for storage, in about 90 bytes of printable
// ASCII. The text holds the verifier and the state: seal it, or keep it where
// only the person's own session reaches. The zero Attempt is an error.
func (a Attempt) MarshalText() ([]byte, error) {
	if a.verifier.secret.isZero() {
		return nil, errors.New("orkey: no attempt to store; begin one")
	}
	binding := "-"
	if a.otherBinding {
		binding = "b"
	}
	b := make([]byte, 0, 64+len(a.state.reveal()))
	b = append(b, "1."...)
	b = append(b, binding...)
	b = append(b, '.')
	b = strconv.AppendInt(b, a.began.Unix(), 36)
	b = append(b, '.')
	b = append(b, a.verifier.Reveal()...)
	b = append(b, '.')
	return append(b, a.state.reveal()...), nil
}

// errStoredAttempt does not say what was wrong: whoever stored the text cannot
// mend it, and it holds secrets.
var errStoredAttempt = errors.New("orkey: this is no stored attempt; begin a new one")

// UnmarshalText takes an attempt back from what [Attempt.MarshalText] returned.
func (a *Attempt) UnmarshalText(text []byte) error {
	const longest = len("1.b.") + 13 + 1 + 43 + 1 + maxState
	if len(text) > longest {
		return errStoredAttempt
	}
	// The state comes last, for it may contain a dot.
	fields := strings.SplitN(string(text), ".", 5)
	if len(fields) != 5 || fields[0] != "1" || fields[1] != "-" && fields[1] != "b" {
		return errStoredAttempt
	}
	began, err := strconv.ParseInt(fields[2], 36, 64)
	if err != nil || strconv.FormatInt(began, 36) != fields[2] {
		return errStoredAttempt
	}
	verifier, err := ParseVerifier(fields[3])
	if err != nil || len(fields[3]) != 43 || !isUnreserved(fields[4]) {
		return errStoredAttempt
	}
	*a = Attempt{verifier: verifier, otherBinding: fields[1] == "b", began: time.Unix(began, 0)}
	if fields[4] != "" {
		a.state = newSecret(fields[4])
	}
	return nil
}

// String says when the sign-in began, and nothing of its secrets.
func (a Attempt) String() string {
	return "orkey.Attempt(began " + a.began.UTC().Format(time.RFC3339) + ")"
}

// Format prints what [Attempt.String] returns, under every verb.
func (a Attempt) Format(f fmt.State, verb rune) { formatRedacted(f, verb, a.String(), a.String()) }

// LogValue makes package slog print what [Attempt.String] returns.
func (a Attempt) LogValue() slog.Value { return slog.StringValue(a.String()) }
