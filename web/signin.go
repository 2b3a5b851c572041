package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/orkey-dev/orkey"
)

// A SignIn signs people in on one site. Its methods may be used by any number
// of goroutines.
type SignIn struct {
	cfg      Config // its Secrets are gone
	client   orkey.Client
	request  orkey.Request
	keys     atomic.Pointer[keyring]
	host     string // of the public URL, with its port
	origin   string // scheme and host of the public URL
	base     string // path of the routes, as the public sees it
	loginURL string // absolute
	home     string
	jar      jar
	store    *sessionStore // nil where the cookie is the session
	csrf     *http.CrossOriginProtection
	flights  flights
	ended    endedSessions
	bearers  bearers
	api      *passThrough // nil where it is off

	challenges []string // of 401
}

// New returns a SignIn, or an error with all that is wrong with the
// configuration. Nothing is sent.
func New(cfg Config) (*SignIn, error) {
	public, err := cfg.check()
	if err != nil {
		return nil, err
	}
	cfg.fill()
	s := &SignIn{
		cfg:    cfg,
		client: *cfg.Client,
		host:   canonicalHost(public),
		origin: public.Scheme + "://" + canonicalHost(public),
		base:   public.Path + cfg.Prefix,
		home:   cfg.Home,
		csrf:   http.NewCrossOriginProtection(),
	}
	s.client.Now = cfg.Now
	s.loginURL = s.origin + s.base + "/login"
	if s.home == "" {
		s.home = public.Path + "/"
	}
	s.jar = newJar(cfg.CookieName, public.Scheme == "https", public.Port())
	s.request = cfg.Request
	s.request.Extra = maps.Clone(cfg.Request.Extra)
	s.request.CallbackURL = s.origin + s.base + "/callback"
	s.request.OtherBinding = true         // the sealed cookie
	s.request.UncheckedCallbackURL = true // it was checked, or is meant so
	if cfg.Store != nil {
		s.store = newSessionStore(cfg.Store)
	}
	if err := s.csrf.AddTrustedOrigin(s.origin); err != nil {
		return nil, err
	}
	if err := s.SetSecrets(cfg.Secrets...); err != nil {
		return nil, err
	}
	s.cfg.Secrets = nil
	if cfg.API != nil {
		if s.api, err = newPassThrough(s, *cfg.API); err != nil {
			return nil, err
		}
	}
	s.challenges = []string{`Cookie form-action="` + s.loginURL + `", cookie-name="` + s.jar.session + `"`}
	if cfg.AcceptBearer {
		s.challenges = append(s.challenges, "Bearer")
	}
	return s, nil
}

// SetSecrets replaces the secrets while requests are served, as
// [Config.Secrets] would: the first one seals, all of them open. On an error the
// old ones stay.
func (s *SignIn) SetSecrets(secrets ...Secret) error {
	if err := checkSecrets(secrets); err != nil {
		return err
	}
	ring, err := newKeyring(secrets, s.host)
	if err != nil {
		return err
	}
	s.keys.Store(&ring)
	return nil
}

// now is the time to the second, as cookies have it.
func (s *SignIn) now() time.Time { return s.cfg.Now().Truncate(time.Second) }

// OwnsCookie reports whether a cookie of this name is one of ours. A proxy sends
// none of them on, and lets no upstream set them.
func (s *SignIn) OwnsCookie(name string) bool { return s.jar.owns(name) }

// openRouter is the base URL as the client takes it.
func (s *SignIn) openRouter() string {
	var none orkey.Key
	return strings.TrimSuffix(s.client.SettingsURL(none), "/keys/"+none.Hash())
}

// SignInURL returns the absolute URL that begins a sign-in and leads to a path
// of the site afterwards; anything that is no such path leads home.
func (s *SignIn) SignInURL(returnTo string) string {
	return s.loginURL + "?return_to=" + url.QueryEscape(s.returnPath(returnTo))
}
