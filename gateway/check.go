package gateway

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

// read takes what the configuration says into the gateway, and reports every
// problem of it but those that package web will see.
func (g *Gateway) read(cfg *Config) error {
	var problems []error
	refuse := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("gateway: config: "+format, args...))
	}
	note := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	if s := cfg.SignIn; s.Prefix != "" || s.SignInPage != nil || s.ErrorPage != nil {
		refuse("SignIn: Prefix, SignInPage and ErrorPage are the gateway's own and must be empty")
	}
	if cfg.NoAPI && cfg.SignIn.API != nil {
		refuse("NoAPI and SignIn.API contradict each other; leave one out")
	}
	var err error
	g.public = publicURL(cfg.SignIn.PublicURL)
	g.hosts, err = newHosts(g.public, cfg.Hosts)
	note(err)
	note(g.pages.read(cfg, g.public))
	if cfg.Upstream != "" {
		g.upstream, err = parseUpstream(cfg.Upstream)
		note(err)
	}
	g.skip, err = parseGlobs(cfg.Skip)
	note(err)
	if cfg.Upstream == "" && len(cfg.Skip) > 0 && len(cfg.TrustedProxies) == 0 {
		refuse("Skip can't work: without an Upstream, which path is asked for is known from a proxy in front, and TrustedProxies lists none")
	}
	for _, prefix := range cfg.TrustedProxies {
		prefix = unmapped(prefix)
		g.trusted = append(g.trusted, prefix)
		switch {
		case !prefix.IsValid():
			refuse("TrustedProxies has an entry that is no network")
		case prefix.Bits() == 0:
			refuse("TrustedProxies: %s is everybody, who could then claim to be anybody; list the proxies in front", prefix)
		case prefix.Addr().Is4() && prefix.Bits() < 8, prefix.Addr().Is6() && prefix.Bits() < 7: // less than 10.0.0.0/8 and fc00::/7
			refuse("TrustedProxies: %s is much of the internet, which could then claim to be anybody; list the proxies in front", prefix)
		}
	}
	switch cfg.PassKey {
	case "", PassKeyNone, PassKeyAuthorization, PassKeyHeader:
	default:
		refuse("PassKey must be none, authorization or header")
	}
	if cfg.MaxBody < 0 || cfg.MaxSignIns < 0 || cfg.StallTimeout < 0 || cfg.UpstreamTimeout < 0 || cfg.UpstreamWait < 0 {
		refuse("MaxBody, MaxSignIns, StallTimeout, UpstreamTimeout and UpstreamWait must not be negative")
	}
	if cfg.Transport != nil && (cfg.UpstreamTLS != nil || cfg.UpstreamTimeout > 0 || cfg.UpstreamWait > 0) {
		refuse("Transport takes the place of UpstreamTLS, UpstreamTimeout and UpstreamWait; leave those out")
	}
	g.forwardedHost, g.forwardedProto = []string{g.public.Host}, []string{g.public.Scheme}
	if g.public.Path != "" {
		g.forwardedPrefix = []string{g.public.Path}
	}
	return errors.Join(problems...)
}

// unmapped is a network of IPv4 that was written as one of IPv6 (::ffff:10.0.0.0/104),
// in which no peer would be found.
func unmapped(p netip.Prefix) netip.Prefix {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p
}

// publicURL reads a public URL. One that is bad is for package web to refuse.
func publicURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		return new(url.URL)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	u.Host = strings.TrimSuffix(strings.ToLower(u.Host), map[string]string{"https": ":443", "http": ":80"}[u.Scheme])
	return u
}

// fill writes the defaults.
func (cfg *Config) fill() {
	cfg.SignIn.Prefix = Prefix
	if cfg.SignIn.API == nil && !cfg.NoAPI {
		cfg.SignIn.API = new(web.API)
	}
	if cfg.SignIn.Client == nil {
		cfg.SignIn.Client = new(orkey.Client)
	}
	if cfg.SignIn.Log == nil {
		cfg.SignIn.Log = slog.Default()
	}
	cfg.AccessLog = cmp.Or(cfg.AccessLog, cfg.SignIn.Log)
	cfg.PassKey = cmp.Or(cfg.PassKey, PassKeyNone)
	cfg.MaxSignIns = cmp.Or(cfg.MaxSignIns, DefaultMaxSignIns)
	cfg.StallTimeout = cmp.Or(cfg.StallTimeout, DefaultStallTimeout)
}
