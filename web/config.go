package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/orkey-dev/orkey"
)

// Defaults of [Config].
const (
	DefaultPrefix      = "/auth"
	DefaultIdleTimeout = 7 * 24 * time.Hour
	DefaultLifetime    = 30 * 24 * time.Hour
)

// Config says how a site signs people in. PublicURL and Secrets are required;
// the zero value of everything else is the safe default.
type Config struct {
	// PublicURL is the address under which people reach the site, such as
	// https://app.example: all there is to know about it, for nothing is ever
	// taken from a request's Host or X-Forwarded headers. OpenRouter names the
	// app by it. A path in it is one that a proxy on the way takes off. For
	// development: http://localhost:8080.
	PublicURL string

	// Secrets seal the cookies: the first one seals, all of them open. So a new
	// secret is put first, and the old one kept for as long as Lifetime. Where
	// several processes serve the site, it is put second before, until all of them
	// have it: what one seals the others must open.
	Secrets []Secret

	// Client talks to OpenRouter. Default: &orkey.Client{}.
	Client *orkey.Client

	// Request says what to ask the person for: a name for the key, a limit, and
	// so on. CallbackURL, State, OtherBinding and ExpiresAt are made by SignIn
	// and must be empty.
	Request orkey.Request

	// KeyLifetime is how long after the sign-in the key expires. Zero means
	// never. (unverified, as [orkey.Request.ExpiresAt])
	KeyLifetime time.Duration

	// StateInCallback puts the state into the query of the callback URL, as
	// the parameter "attempt", for deployments of OpenRouter that do not return
	// the state. Denials then name their attempt too. Without it, a callback
	// that has no state is accepted only if exactly one sign-in is under way in
	// the person's browser.
	StateInCallback bool

	// Prefix is the path of the routes. Default [DefaultPrefix].
	Prefix string

	// Home is the path where a person goes who wanted to go nowhere else.
	// Default: the site's root, and after a sign-out a page that says so.
	Home string

	// CookieName is what the names of the cookies are made of. Default "orkey".
	// Change it if two apps share a host.
	CookieName string

	// IdleTimeout ends a session that is not used. Default
	// [DefaultIdleTimeout]. Use is noted at most ten times in that time.
	IdleTimeout time.Duration

	// Lifetime ends a session, used or not. Default [DefaultLifetime].
	Lifetime time.Duration

	// Store keeps the sessions. Default: none; the session is in its cookie.
	//
	// A sealed cookie needs nothing else, and any number of processes with the
	// same secrets. But who copied it before the person signed out can use it
	// until it expires, in every process but those that served the sign-out.
	// Where that matters, use a Store.
	Store Store

	// Allow reports whether a user may be here; it is asked at every request,
	// so it must be fast, and takes effect at once. The id is "" if OpenRouter
	// told none. Default: everybody who signs in.
	Allow func(userID string) bool

	// AcceptBearer also takes "Authorization: Bearer sk-or-…" for a session:
	// the owner of that key. OpenRouter is asked whether it works, once a
	// minute for each key.
	AcceptBearer bool

	// API switches on OpenRouter's API for the site's pages, under
	// Prefix + "/api/v1/". Default: off.
	API *API

	// SignInPage, if set, answers a navigation by somebody who is not signed
	// in; [WritePage] is a plain one. Default: straight to OpenRouter.
	SignInPage func(http.ResponseWriter, *http.Request, Page)

	// ErrorPage shows a person what went wrong, and that they are signed out.
	// Default [WritePage].
	ErrorPage func(http.ResponseWriter, *http.Request, Page)

	// Log is told what happens: sign-ins and their failures, and what an
	// operator has to look after. It is told no key, code, verifier or state.
	// Default [slog.Default]; to silence it, slog.New(slog.DiscardHandler).
	Log *slog.Logger

	// Observe is called when an [Operation] begins, and what it returns when it
	// ends, for metrics and traces; the context it returns is used for the
	// operation. See the example.
	Observe func(context.Context, Operation) (context.Context, func(Outcome))

	// Now is the clock. Default: that of Client, or time.Now.
	Now func() time.Time

	// InsecureHTTP allows a PublicURL of plain http on another host than
	// localhost: everybody on the way can then read and take over sessions.
	InsecureHTTP bool
}
