package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

// A proxyPlan is what the settings come to. Nothing is opened or made yet.
type proxyPlan struct {
	at       address // to listen on
	verifyAt *address
	adminAt  *address
	cert     *certificate // nil for plain http
	public   string       // public URL; the port of one that is on this machine may still be chosen
	local    bool         // the public URL is made of the address
	upstream string       // "" where there is none, or its port is still to be chosen
	secret   secretFile
	users    *gateway.Users
	sessions *redisStore    // nil for the cookie
	cfg      gateway.Config // without what is still to be chosen
}

// plan reads what the settings say, and reports all that is wrong with it. What of
// the plan could be read is there even then.
func (p *proxy) plan() (*proxyPlan, error) {
	var plan proxyPlan
	var problems []error
	note := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	var err error
	plan.at, err = parseAddress(p.listen, defaultProxy)
	note(err)
	known := err == nil
	if p.verifyListen != "" {
		at, err := parseAddress(p.verifyListen, defaultVerify)
		note(err)
		plan.verifyAt = &at
	}
	if p.adminListen != "" {
		at, err := parseAddress(p.adminListen, defaultAdmin)
		note(err)
		plan.adminAt = &at
	}
	plan.cert, err = loadCertificate(p.tlsCert, p.tlsKey)
	note(err)
	plan.public, plan.local = p.publicURL, p.publicURL == ""
	if plan.local {
		plan.public = localURL(plan.at)
		if known && !plan.at.isLoopback() {
			note(fmt.Errorf("%s can be reached from other machines, so --public-url must say how people open it; or listen on %s", plan.at, defaultProxy))
		}
	}
	plan.upstream = p.upstream
	if plan.local && plan.cert != nil {
		note(errors.New("--tls-cert needs --public-url, as https://app.example: OpenRouter leads to https at port 443 alone"))
	}
	plan.secret, err = p.findSecret()
	note(err)
	note(p.configure(&plan))
	// What package gateway has to say is known before anything is begun. What is
	// still to be chosen has a stand-in.
	trial := plan
	if p.command != nil {
		trial.upstream = cmp.Or(trial.upstream, "http://localhost:1")
	}
	secrets, err := plan.secret.read()
	if errors.Is(err, os.ErrNotExist) && plan.secret.own {
		secrets, err = []web.Secret{web.NewSecret()}, nil
	}
	note(err)
	if err == nil {
		_, err = trial.gateway(secrets)
		note(err)
	}
	return &plan, misuses(problems)
}

// localURL is the public URL of an address on this machine. The name is one that
// OpenRouter's page takes, and opens both loopback addresses.
func localURL(at address) string { return address{"localhost", at.port}.url() }

// configure fills in the configuration.
func (p *proxy) configure(plan *proxyPlan) error {
	var problems []error
	note := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	cfg := &plan.cfg
	client := &orkey.Client{BaseURL: p.baseURL, App: orkey.App{Title: p.appName, URL: p.publicURL}}
	_, err := client.APIURL()
	note(err)
	cfg.SignIn = web.Config{
		Client:       client,
		Request:      orkey.Request{KeyLabel: p.keyLabel, Limit: float64(p.keyLimit), LimitReset: p.keyLimitReset.String()},
		KeyLifetime:  p.keyLifetime,
		IdleTimeout:  p.sessionIdle,
		Lifetime:     p.sessionLifetime,
		AcceptBearer: p.acceptBearer,
		InsecureHTTP: p.insecureHTTP,
	}
	cfg.NoAPI = p.noAPI
	cfg.UpstreamTimeout, cfg.UpstreamWait = p.upstreamTimeout, p.upstreamWait
	if p.command != nil && p.sources["upstream-wait"] == "" {
		cfg.UpstreamWait = time.Minute
	}
	cfg.PassKey = gateway.PassKey(p.passKey.String())
	cfg.Skip, cfg.Auto, cfg.Hosts = p.skip, p.auto, p.hosts
	cfg.MaxBody, cfg.MaxSignIns, cfg.StallTimeout = int64(p.maxBody), p.maxSignIns, p.stallTimeout
	for _, text := range p.trustedProxies {
		network, err := parseNetwork(text)
		note(err)
		cfg.TrustedProxies = append(cfg.TrustedProxies, network)
	}
	if p.appLogo != "" {
		cfg.Logo, err = os.ReadFile(p.appLogo)
		note(err)
	}
	cfg.UpstreamTLS, err = p.authorities()
	note(err)
	plan.sessions, err = openSessions(p.sessions, p.sessionsCA)
	note(err)
	if plan.sessions != nil {
		cfg.SignIn.Store = plan.sessions
	}
	plan.users, err = p.users()
	note(err)
	if plan.users != nil {
		cfg.SignIn.Allow = plan.users.Allow
	}
	if p.maxSignIns < 1 {
		note(errors.New("--max-sign-ins must be above 0"))
	}
	for _, name := range []string{"header-timeout", "stall-timeout", "idle-timeout", "drain-timeout", "session-idle", "session-lifetime"} {
		if d, err := p.flags.GetDuration(name); err != nil || d <= 0 {
			note(fmt.Errorf("--%s must be above 0", name))
		}
	}
	if p.drainDelay < 0 {
		note(errors.New("--drain-delay must not be negative"))
	}
	return errors.Join(problems...)
}

// parseNetwork reads 10.0.0.0/8, or one address.
func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return network, fmt.Errorf("--trusted-proxy cannot be %q; give an address or a network, as in 10.0.0.0/8", text)
	}
	return network.Masked(), nil
}

// authorities are those that an https app is trusted by, or nil for the system's.
func (p *proxy) authorities() (*tls.Config, error) {
	if p.upstreamCA == "" {
		return nil, nil
	}
	pool, err := readAuthorities("--upstream-ca", p.upstreamCA)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(p.upstream, "https://") {
		return nil, errors.New("--upstream-ca is for an https app, and --upstream is none")
	}
	return &tls.Config{RootCAs: pool}, nil
}

// readAuthorities reads the file that a flag names.
func readAuthorities(flag, file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: %s has no certificate in PEM", flag, file)
	}
	return pool, nil
}

// users are those who may come in, or nil for everybody.
func (p *proxy) users() (*gateway.Users, error) {
	if len(p.allow)+len(p.allowFiles) == 0 {
		return nil, nil
	}
	list := append([]string(nil), p.allow...)
	for _, id := range p.allow {
		if strings.ContainsAny(id, `/\.`) {
			return nil, fmt.Errorf("--allow %s is no user id; for a file of them: --allow-file %s", id, id)
		}
	}
	for _, file := range p.allowFiles {
		whole, err := filepath.Abs(file)
		if err != nil {
			return nil, err
		}
		list = append(list, whole)
	}
	return gateway.NewUsers(list...)
}

// gateway makes the gateway of the plan.
func (plan *proxyPlan) gateway(secrets []web.Secret) (*gateway.Gateway, error) {
	cfg := plan.cfg
	cfg.SignIn.PublicURL, cfg.SignIn.Secrets, cfg.Upstream = plan.public, secrets, plan.upstream
	if cfg.SignIn.Client.App.URL == "" {
		client := *cfg.SignIn.Client
		client.App.URL = plan.public
		cfg.SignIn.Client = &client
	}
	// Browsers send cookies to all ports of a host; over http, package web sees to it.
	if u, err := url.Parse(plan.public); err == nil && u.Scheme == "https" && u.Port() != "" {
		cfg.SignIn.CookieName = "orkey-" + u.Port()
	}
	g, err := gateway.New(cfg)
	if err != nil {
		return nil, &misuse{problem: inFlags(err)}
	}
	return g, nil
}

// inFlags words what package gateway says of its configuration with the names of
// our flags.
func inFlags(err error) string {
	var lines []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		for _, prefix := range []string{"gateway: config: ", "web: config: ", "gateway: ", "orkey: "} {
			line = strings.TrimPrefix(line, prefix)
		}
		lines = append(lines, flagNames.Replace(line))
	}
	return strings.Join(lines, "; ")
}

var flagNames = strings.NewReplacer(
	"PublicURL", "--public-url", "TrustedProxies", "--trusted-proxy", "UpstreamTimeout", "--upstream-timeout", "UpstreamWait", "--upstream-wait",
	"UpstreamTLS", "--upstream-ca", "an Upstream", "an app", "Upstream", "--upstream", "Skip", "--skip", "Hosts", "--host", "Logo", "--app-logo",
	"PassKey", "--pass-key", "MaxBody", "--max-body", "StallTimeout", "--stall-timeout", "MaxSignIns", "--max-sign-ins", "IdleTimeout", "--session-idle", "KeyLifetime", "--key-lifetime",
	"Lifetime", "--session-lifetime", "KeyLabel", "--key-label", "LimitReset", "--key-limit-reset", "Limit", "--key-limit", "Secrets", "--secret-file",
	"TLS", "TLS", "BaseURL", "--base-url",
)

// withLog gives the plan where to tell what happens.
func (plan *proxyPlan) withLog(log *slog.Logger) {
	plan.cfg.SignIn.Log = log
	if plan.cert != nil {
		plan.cert.log = log
	}
	redis.SetLogger(redisLog{log})
	if plan.users != nil {
		plan.users.Log = log
	}
}
