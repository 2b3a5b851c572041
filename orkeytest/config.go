package orkeytest

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// Config says how an [Emulator] behaves. Its zero value behaves as OpenRouter was observed to, asks before it approves,
// and has three ready-made users.
//
// All of it can be changed while the emulator runs, by [Emulator.Configure], except where a field says otherwise.
type Config struct {
	// Behaviour chooses between OpenRouter as it was observed (default) and as it is documented.
	Behaviour Behaviour

	// Approve says what the consent page does: ask (default), or decide by itself at once.
	Approve Approve

	// Quirks are oddities that some deployments of OpenRouter show and others do not.
	Quirks Quirks

	// Strict refuses requests that are not as OpenRouter documents them: unknown fields, wrong types, verifiers of a
	// wrong length, unknown models. Without it the emulator is as forgiving as the real service.
	Strict bool

	// Users are the people who can sign in; the first one is signed in unless another is chosen. Default: Ada, who
	// has credits, Ben, who has none, and Cyd, whose user id is not told.
	Users []User

	// Hosts are host names, without port, under which the control routes answer besides localhost and loopback
	// addresses; "*" stands for any, which lets every page that can reach the emulator steer it by DNS rebinding.
	Hosts []string

	// TokenDelay is how long, in real time, a model takes for each token of a stream. Default: no time.
	TokenDelay time.Duration

	// MaxKeys is how many keys are remembered, the unused longest forgotten first, as if deleted. Default 10,000.
	// So many codes and sign-ins are remembered too. Cannot be changed later.
	MaxKeys int

	// MaxRequests is how many requests the log holds. Default 1,000. Cannot be changed later.
	MaxRequests int

	// StableIDs makes keys, codes and other identifiers the same in every run, in the order in which they are asked
	// for, so that recorded answers can be compared. They can then be guessed. Cannot be changed later.
	StableIDs bool

	// Now is the clock that [Emulator.Advance] and [Emulator.SetTime] shift. Default [time.Now]. Cannot be changed later.
	Now func() time.Time

	// Log is told each request in one line, secrets covered. Default: nothing is logged. Cannot be changed later.
	Log *slog.Logger
}

// Quirks are oddities of OpenRouter that integrators reported and that are not the rule.
type Quirks struct {
	// OmitState leaves the state out of successful callbacks, as older deployments do.
	OmitState bool `json:"omit_state"`

	// DenyWithStateOnly makes a denial come back with state alone, without error.
	DenyWithStateOnly bool `json:"deny_with_state_only"`

	// ZeroCredits makes GET /api/v1/credits answer with zeros rather than 403.
	ZeroCredits bool `json:"zero_credits"`

	// IgnoreLimits makes the consent page overlook limit, usage_limit_type and expires_at in its URL. The person can
	// still set a limit by hand.
	IgnoreLimits bool `json:"ignore_limits"`
}

// Behaviour chooses between OpenRouter as observed and as documented, where the two differ.
type Behaviour int

// The behaviours. As text they are "observed" and "documented".
const (
	Observed   Behaviour = iota // as integrators measured it
	Documented                  // as its guide and its OpenAPI document say
)

// Approve says who decides about sign-ins.
type Approve int

// The ways to decide. As text they are "ask", "always" and "never".
const (
	Ask    Approve = iota // the consent page asks the person
	Always                // every sign-in is authorized at once, by the first of [Config.Users]
	Never                 // every sign-in is denied at once
)

var (
	behaviours = []string{Observed: "observed", Documented: "documented"}
	approves   = []string{Ask: "ask", Always: "always", Never: "never"}
)

func (b Behaviour) String() string { return nameOf(behaviours, int(b)) }

// MarshalText implements [encoding.TextMarshaler].
func (b Behaviour) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], so that a Behaviour can be a flag.
func (b *Behaviour) UnmarshalText(text []byte) error {
	i, err := indexOf("behaviour", behaviours, string(text))
	if err == nil {
		*b = Behaviour(i)
	}
	return err
}

func (a Approve) String() string { return nameOf(approves, int(a)) }

// MarshalText implements [encoding.TextMarshaler].
func (a Approve) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler], so that an Approve can be a flag.
func (a *Approve) UnmarshalText(text []byte) error {
	i, err := indexOf("approve", approves, string(text))
	if err == nil {
		*a = Approve(i)
	}
	return err
}

func nameOf(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("unknown (%d)", i)
	}
	return names[i]
}

func indexOf(what string, names []string, name string) (int, error) {
	i := slices.Index(names, name)
	if i < 0 {
		return 0, fmt.Errorf("%s must be %s, not %q", what, strings.Join(names, " or "), name)
	}
	return i, nil
}

// withDefaults returns a copy of c that shares nothing with it and has every default filled in, or all that is wrong
// with it.
func (c Config) withDefaults() (*Config, error) {
	var problems []error
	refuse := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("orkeytest: config: "+format, args...))
	}
	if int(c.Behaviour) < 0 || int(c.Behaviour) >= len(behaviours) {
		refuse("unknown Behaviour %d", c.Behaviour)
	}
	if int(c.Approve) < 0 || int(c.Approve) >= len(approves) {
		refuse("unknown Approve %d", c.Approve)
	}
	if c.MaxKeys < 0 || c.MaxRequests < 0 {
		refuse("MaxKeys and MaxRequests must not be negative")
	}
	if c.TokenDelay < 0 {
		refuse("TokenDelay must not be negative")
	}
	for _, host := range c.Hosts {
		if host != "*" && !isHostName(host) {
			refuse("Hosts must hold names without scheme and port, not %q", host)
		}
	}
	c.Hosts = slices.Clone(c.Hosts)
	c.Users = slices.Clone(c.Users)
	if len(c.Users) == 0 {
		c.Users = readyMadeUsers()
	}
	problems = append(problems, checkUsers(c.Users)...)
	if c.MaxKeys == 0 {
		c.MaxKeys = 10_000
	}
	if c.MaxRequests == 0 {
		c.MaxRequests = 1_000
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &c, errors.Join(problems...)
}

// isHostName reports whether s can stand in Config.Hosts.
func isHostName(s string) bool {
	return s != "" && s == normalHost(s)
}
