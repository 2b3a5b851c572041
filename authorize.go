package orkey

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Request says what to ask the person for: the parameters of OpenRouter's
// authorize page. The zero value asks for a key in headless mode.
//
// KeyLabel and Limit are defaults that the person can change on the page. What
// is marked unverified is documented for a neighbouring endpoint and was never
// seen honoured by the page; read [Client.KeyInfo] for what the key became.
type Request struct {
	// CallbackURL is where OpenRouter sends the person back; it must pass
	// [CheckCallbackURL]. OpenRouter names the app by it, so a public site
	// keeps it constant. Empty means headless: the page shows a code instead,
	// which the person brings back by hand.
	CallbackURL string

	// UncheckedCallbackURL sends the person away even if CallbackURL fails
	// [CheckCallbackURL]: for the day OpenRouter's rules change.
	UncheckedCallbackURL bool

	// State is returned unchanged by the callback. Default, from
	// [Client.Begin]: 26 random characters, over 128 bits. One of your own must be as
	// hard to guess and is made of A-Z a-z 0-9 - . _ ~, at most 512 of them.
	// Unused in headless mode.
	State string

	// OtherBinding says that something besides the state ties the callback to
	// this attempt: a sealed cookie, the browser's session storage, a random
	// callback path on loopback. Only then does [Client.Finish] accept a
	// callback without a state, as older deployments of OpenRouter send. A
	// different state is never accepted.
	OtherBinding bool

	// KeyLabel names the key, in at most 100 characters. Default: OpenRouter
	// takes the app's name.
	KeyLabel string

	// Limit is the most the key may spend, in US dollars. Zero means no limit
	// is proposed. (unverified)
	Limit float64

	// LimitReset is how often the Limit starts afresh: "daily", "weekly" or
	// "monthly". Default: never. (unverified)
	LimitReset string

	// ExpiresAt is when the key stops working. Default: never. (unverified)
	ExpiresAt time.Time

	// Workspace preselects a workspace by its id; RequiredWorkspace allows no
	// other.
	Workspace, RequiredWorkspace string

	// Extra are parameters that orkey has no name for. They cannot replace
	// those it has.
	Extra url.Values
}

// AuthorizeURL returns the URL of OpenRouter's authorize page for a request
// and a code_challenge of method S256, for those who build their own walk. Its
// errors list all problems of the request at once. Unlike [Client.Begin] it
// makes no state.
func (c *Client) AuthorizeURL(req Request, challenge string) (string, error) {
	target, err := c.endpoint("/auth")
	if err := errors.Join(err, req.check(challenge, c.now())); err != nil {
		return "", err
	}
	var b strings.Builder
	b.Grow(512)
	b.WriteString(target)
	separator := byte('?')
	add := func(name, value string) {
		if value == "" {
			return
		}
		b.WriteByte(separator)
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value))
		separator = '&'
	}
	add("callback_url", req.CallbackURL)
	add("code_challenge", challenge)
	add("code_challenge_method", "S256")
	if req.CallbackURL != "" {
		add("state", req.State)
	}
	add("key_label", req.KeyLabel)
	if req.Limit != 0 {
		add("limit", strconv.FormatFloat(req.Limit, 'f', -1, 64))
	}
	add("usage_limit_type", req.LimitReset)
	if !req.ExpiresAt.IsZero() {
		add("expires_at", req.ExpiresAt.UTC().Format(time.RFC3339))
	}
	add("workspace_id", req.Workspace)
	add("required_workspace_id", req.RequiredWorkspace)
	if len(req.Extra) > 0 {
		b.WriteByte('&')
		b.WriteString(req.Extra.Encode())
	}
	return b.String(), nil
}

// authorizeNames are the parameters that AuthorizeURL writes.
var authorizeNames = []string{
	"callback_url", "code_challenge", "code_challenge_method", "state", "key_label", "limit",
	"usage_limit_type", "expires_at", "workspace_id", "required_workspace_id",
}

// check reports every problem of the request.
func (req *Request) check(challenge string, now time.Time) error {
	var problems []error
	refuse := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("orkey: request: "+format, args...))
	}
	if req.CallbackURL != "" && !req.UncheckedCallbackURL {
		if err := CheckCallbackURL(req.CallbackURL); err != nil {
			problems = append(problems, err)
		}
	}
	// BASE64URL-ENCODE(SHA256(…)) is 43 characters: a challenge of another
	// length is a plain one or a mistake.
	if len(challenge) != 43 || !isUnreserved(challenge) {
		refuse("the challenge must be an S256 code_challenge, as Verifier.Challenge returns")
	}
	if len(req.State) > maxState || !isUnreserved(req.State) {
		refuse("State must be at most %d of the characters A-Z a-z 0-9 - . _ ~", maxState)
	}
	if n := utf8.RuneCountInString(req.KeyLabel); n > 100 || !utf8.ValidString(req.KeyLabel) {
		refuse("KeyLabel must be valid UTF-8 of at most 100 characters; it has %d", n)
	}
	if req.Limit < 0 || math.IsNaN(req.Limit) || math.IsInf(req.Limit, 0) {
		refuse("Limit must be a positive amount of US dollars")
	}
	if !slices.Contains([]string{"", "daily", "weekly", "monthly"}, req.LimitReset) {
		refuse("LimitReset must be daily, weekly or monthly")
	}
	if !req.ExpiresAt.IsZero() && !req.ExpiresAt.After(now) {
		refuse("ExpiresAt has passed")
	}
	for _, name := range authorizeNames {
		if req.Extra.Has(name) {
			refuse("Extra must not contain %q, which orkey writes", name)
		}
	}
	return errors.Join(problems...)
}
