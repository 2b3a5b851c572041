package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
)

// check reports every problem of the configuration at once, and returns the
// public URL, its path without a slash at the end.
func (cfg *Config) check() (*url.URL, error) {
	var problems []error
	refuse := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("web: config: "+format, args...))
	}
	public, err := parsePublicURL(cfg.PublicURL, cfg.InsecureHTTP)
	if err != nil {
		problems = append(problems, err)
	}
	if err := checkSecrets(cfg.Secrets); err != nil {
		problems = append(problems, err)
	}
	prefix := cfg.Prefix
	if prefix != "" && (prefix[0] != '/' || prefix == "/" || path.Clean(prefix) != prefix || strings.ContainsFunc(prefix, notPlain)) {
		refuse("Prefix must be a path such as %s: letters, digits, - . _ ~, no slash at the end", DefaultPrefix)
	}
	if cfg.Home != "" {
		if _, ok := checkReturnPath(cfg.Home); !ok {
			refuse("Home must be a path of this site, such as /dashboard")
		}
	}
	if strings.ContainsFunc(cfg.CookieName, notPlain) || strings.ContainsAny(cfg.CookieName, "/~") || len(cfg.CookieName) > 32 {
		refuse("CookieName must be at most 32 letters, digits, dashes, dots and underscores")
	}
	if cfg.IdleTimeout < 0 || cfg.Lifetime < 0 || cfg.KeyLifetime < 0 {
		refuse("IdleTimeout, Lifetime and KeyLifetime must not be negative")
	}
	if idle, life := cfg.IdleTimeout, cfg.Lifetime; idle > 0 && idle < time.Minute || life > 0 && life < time.Minute {
		refuse("IdleTimeout and Lifetime must be a minute or more")
	}
	problems = append(problems, cfg.checkRequest(public))
	if cfg.API != nil {
		problems = append(problems, cfg.API.check())
	}
	return public, errors.Join(problems...)
}

// checkRequest tries whether sign-ins can be begun.
func (cfg *Config) checkRequest(public *url.URL) error {
	req := cfg.Request
	if req.CallbackURL != "" || req.State != "" || req.OtherBinding || !req.ExpiresAt.IsZero() {
		return errors.New("web: config: Request: CallbackURL, State, OtherBinding and ExpiresAt are made for each sign-in and must be empty; for the last, see KeyLifetime")
	}
	if public == nil {
		return nil // which is said already
	}
	if req.Extra.Has(attemptParameter) {
		return fmt.Errorf("web: config: Request: Extra must not contain %q", attemptParameter)
	}
	var client orkey.Client
	if cfg.Client != nil {
		client = *cfg.Client
	}
	req.CallbackURL = public.String() + "/callback"
	req.UncheckedCallbackURL = req.UncheckedCallbackURL || cfg.InsecureHTTP
	_, _, err := client.Begin(req)
	return err
}

// parsePublicURL checks a public URL and takes off the slash at its end.
func parsePublicURL(s string, insecureHTTP bool) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("web: config: PublicURL must be the address of the site, such as https://app.example, or http://localhost:8080 in development")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, errors.New("web: config: PublicURL must have no user, query or fragment")
	}
	loopback := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1"
	if u.Scheme == "http" && !loopback && !insecureHTTP {
		return nil, errors.New("web: config: PublicURL is plain http, so everybody on the way could read the sessions; use https, or http://localhost in development")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	if p := u.Path; p != "" && (path.Clean(p) != p || strings.ContainsFunc(p, notPlain)) {
		return nil, errors.New("web: config: PublicURL: its path must be made of letters, digits, - . _ ~")
	}
	u.RawPath = ""
	return u, nil
}

// notPlain reports whether a character has a meaning somewhere in a URL, or
// needs an escape.
func notPlain(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/-._~", r))
}

// canonicalHost is the host of a URL as browsers send it: in lower case, without
// the scheme's own port.
func canonicalHost(u *url.URL) string {
	host := strings.ToLower(u.Host)
	return strings.TrimSuffix(host, map[string]string{"https": ":443", "http": ":80"}[u.Scheme])
}

func checkSecrets(secrets []Secret) error {
	if len(secrets) == 0 {
		return errors.New("web: config: Secrets is empty, so nothing could be sealed; make one with: openssl rand -base64 32")
	}
	var problems []error
	for i, secret := range secrets {
		if err := secret.check(); err != nil {
			problems = append(problems, fmt.Errorf("web: config: Secrets[%d]: %w", i, err))
		}
	}
	return errors.Join(problems...)
}

// fill writes the defaults.
func (cfg *Config) fill() {
	set(&cfg.Client, &orkey.Client{})
	set(&cfg.Prefix, DefaultPrefix)
	set(&cfg.CookieName, "orkey")
	set(&cfg.IdleTimeout, DefaultIdleTimeout)
	set(&cfg.Lifetime, DefaultLifetime)
	set(&cfg.Log, slog.Default())
	if cfg.ErrorPage == nil {
		cfg.ErrorPage = WritePage
	}
	if cfg.Now == nil {
		cfg.Now = cfg.Client.Now
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
