package orkeytest

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxLabel is how many characters OpenRouter allows in the name of a key.
const maxLabel = 100

// limitResets are the ways in which a credit limit starts afresh, besides never.
var limitResets = [...]string{"daily", "weekly", "monthly"}

// authorizeParams are all parameters of /auth.
var authorizeParams = [...]string{
	"callback_url", "code_challenge", "code_challenge_method", "state", "key_label", "limit",
	"usage_limit_type", "expires_at", "workspace_id", "required_workspace_id",
}

// keySpec is what a key is to be like.
type keySpec struct {
	label     string
	app       string
	limit     usd
	limited   bool
	reset     string // "", or one of limitResets
	expires   time.Time
	workspace string
	keep      bool // survives a reset
}

// authorization is what an app asks the person for: the parameters of /auth.
type authorization struct {
	callback          callback
	headless          bool
	challenge         string
	method            string // "" if none was named
	state             string
	key               keySpec
	workspaceRequired bool

	// notes are words to the app's developer; problem, if any, is why this cannot go on.
	notes   []string
	problem string
}

// parseAuthorization reads the parameters of /auth. Of a repeated one the first counts, as long as Strict is off.
func parseAuthorization(q url.Values, cfg *Config, now time.Time) *authorization {
	a := &authorization{
		callback:  callback{raw: q.Get("callback_url")},
		headless:  q.Get("callback_url") == "",
		challenge: q.Get("code_challenge"),
		method:    q.Get("code_challenge_method"),
		state:     q.Get("state"),
	}
	refuse := func(format string, args ...any) {
		if a.problem == "" {
			a.problem = fmt.Sprintf(format, args...)
		}
	}
	if !a.headless {
		a.callback = parseCallback(a.callback.raw)
		if a.callback.verdict == unreadable {
			refuse("%s", a.callback.reason)
		}
	}
	a.parseChallenge(refuse)
	a.parseKey(q, cfg, now, refuse)
	if cfg.Strict {
		a.checkStrictly(q, refuse)
	}
	return a
}

func (a *authorization) parseChallenge(refuse func(string, ...any)) {
	switch {
	case a.method != "" && a.method != "S256" && a.method != "plain":
		refuse("code_challenge_method must be S256 or plain.")
	case a.challenge == "" && a.headless:
		refuse("Without a callback_url a code_challenge is required.")
	case a.challenge == "":
		a.notes = append(a.notes, "No code_challenge: whoever sees the code can exchange it.")
	case a.method == "":
		// RFC 7636, section 4.3: "Defaults to "plain" if not present in the request."
		a.notes = append(a.notes, "No code_challenge_method: the challenge is taken as plain.")
	case a.method == "plain":
		a.notes = append(a.notes, "The challenge is plain: it is the verifier itself. Use S256.")
	}
}

func (a *authorization) parseKey(q url.Values, cfg *Config, now time.Time, refuse func(string, ...any)) {
	a.key.app = a.callback.app()
	a.key.label = q.Get("key_label")
	if n := utf8.RuneCountInString(a.key.label); n > maxLabel {
		refuse("key_label must be at most %d characters, not %d.", maxLabel, n)
	}
	if a.key.label == "" {
		a.key.label = a.key.app
	}
	a.key.workspace = q.Get("workspace_id")
	if required := q.Get("required_workspace_id"); required != "" {
		a.key.workspace, a.workspaceRequired = required, true
	}
	if cfg.Quirks.IgnoreLimits {
		return
	}
	var problems []string
	if raw := q.Get("limit"); raw != "" {
		limit, ok := parseAmount(raw)
		if !ok {
			problems = append(problems, "limit must be an amount of US dollars.")
		}
		a.key.limit, a.key.limited = limit, ok
	}
	if raw := q.Get("usage_limit_type"); raw != "" {
		if !slices.Contains(limitResets[:], raw) {
			problems = append(problems, "usage_limit_type must be daily, weekly or monthly.")
		} else {
			a.key.reset = raw
		}
	}
	if raw := q.Get("expires_at"); raw != "" {
		expires, err := time.Parse(time.RFC3339, raw)
		switch {
		case err != nil:
			problems = append(problems, "expires_at must be a time such as 2027-01-31T00:00:00Z.")
		case !expires.After(now):
			problems = append(problems, "expires_at has passed.")
		default:
			a.key.expires = expires.UTC()
		}
	}
	// Nobody saw the real page refuse these, so the forgiving emulator says what it overlooked and goes on.
	for _, problem := range problems {
		if cfg.Strict {
			refuse("%s", problem)
		}
		a.notes = append(a.notes, "Overlooked: "+problem)
	}
}

// parseAmount reads an amount of US dollars as people type it.
func parseAmount(s string) (usd, bool) {
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "$"))
	amount, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(amount) || !validAmount(amount) {
		return 0, false
	}
	return toUSD(amount), true
}
