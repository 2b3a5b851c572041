package main

import (
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/gateway"
)

const (
	defaultProxy  = "127.0.0.1:4180"
	defaultVerify = "127.0.0.1:4181"
)

// settings are what the flags of proxy say, or the variables, or the file.
type settings struct {
	config string
	check  bool

	upstream                      string
	upstreamCA                    string
	upstreamTimeout, upstreamWait time.Duration

	listen, publicURL string
	insecureHTTP      bool
	hosts             []string
	trustedProxies    []string
	verifyListen      string
	adminListen       string
	tlsCert, tlsKey   string

	secretFile                   string
	sessions, sessionsCA         string
	sessionIdle, sessionLifetime time.Duration

	allow, allowFiles, skip []string
	acceptBearer            bool
	auto                    bool
	passKey                 *choice
	noAPI                   bool

	appName, appLogo string
	keyLabel         string
	keyLimit         dollars
	keyLimitReset    *choice
	keyLifetime      time.Duration
	baseURL          string

	maxBody       size
	maxHeaders    size
	maxSignIns    int
	headerTimeout time.Duration
	stallTimeout  time.Duration
	idleTimeout   time.Duration
	drainDelay    time.Duration
	drainTimeout  time.Duration

	logFormat, logLevel *choice
}

// addFlags adds the flags, which are all there is to be set.
func (p *proxy) addFlags(cmd *cobra.Command) {
	s := &p.settings
	s.passKey = oneOf(string(gateway.PassKeyNone), string(gateway.PassKeyAuthorization), string(gateway.PassKeyHeader))
	s.keyLimitReset = noneOf("daily", "weekly", "monthly")
	s.logFormat = oneOf("text", "json")
	s.logLevel = oneOf("info", "debug", "warn", "error")
	s.maxHeaders = 64 << 10

	flags := cmd.Flags()
	p.flags = flags
	flags.SortFlags = false
	flags.StringVar(&s.config, "config", "", "YAML `file` with the same settings as the flags")
	flags.BoolVar(&s.check, "check", false, "print the resulting settings and whether they can work, and end")

	flags.StringVar(&s.upstream, "upstream", "", "`URL` of the app: http, https, h2c, or unix:/path")
	flags.StringVar(&s.upstreamCA, "upstream-ca", "", "PEM `file` with the authorities that an https app is trusted by; default is the system's")
	flags.DurationVar(&s.upstreamTimeout, "upstream-timeout", 0, "how long the app may take to begin its answer; default is no limit")
	flags.DurationVar(&s.upstreamWait, "upstream-wait", 0, "how long requests wait for an app that does not listen yet; default is a minute with a command, else not at all")

	flags.StringVar(&s.listen, "listen", defaultProxy, "`address` to listen on; port 0 is any free one; if the default is taken, a nearby one is used, unless there is a public URL")
	flags.StringVar(&s.publicURL, "public-url", "", "`URL` that people open; default is http://localhost and the port")
	flags.BoolVar(&s.insecureHTTP, "insecure-http", false, "allow a public URL of plain http: everybody on the way can read and take over sessions")
	flags.StringArrayVar(&s.hosts, "host", nil, "another host `name` that requests may be for; repeatable")
	flags.StringArrayVar(&s.trustedProxies, "trusted-proxy", nil, "`network` of proxies in front whose X-Forwarded headers are believed; repeatable")
	flags.StringVar(&s.verifyListen, "verify-listen", "", "`address` that only proxies in front can reach, where they are told keys too")

	flags.StringVar(&s.adminListen, "admin-listen", "", "`address` of metrics for Prometheus, /metrics, and of profiles, /debug/pprof/; for you alone")
	flags.StringVar(&s.tlsCert, "tls-cert", "", "PEM `file` with the certificate to serve https with, and its chain; read again when it changes")
	flags.StringVar(&s.tlsKey, "tls-key", "", "PEM `file` with its key")

	flags.StringVar(&s.secretFile, "secret-file", "", "`file` with the secret that seals cookies: of several lines, the first seals and all of them open (put a new one first only when all replicas have it); default is one that is made in the state directory")
	flags.StringVar(&s.sessions, "sessions", inCookie, "where sessions are kept: cookie, or the `URL` of a Redis, such as redis://user:password@host:6379/0, or rediss:// with TLS; with ?master_name=M&addr=H:P for sentinels, with ?addr=H:P or ?cluster=true for a cluster")
	flags.StringVar(&s.sessionsCA, "sessions-ca", "", "PEM `file` with the authorities that a Redis with TLS is trusted by; default is the system's")
	flags.DurationVar(&s.sessionIdle, "session-idle", 7*24*time.Hour, "how long a session may be unused")
	flags.DurationVar(&s.sessionLifetime, "session-lifetime", 30*24*time.Hour, "how long a session lasts")

	flags.StringArrayVar(&s.allow, "allow", nil, "`id` of a user who may come in, such as user_…; repeatable; default is everybody who signs in")
	flags.StringArrayVar(&s.allowFiles, "allow-file", nil, "`file` with one such id per line, read again when it changes; repeatable")
	flags.StringArrayVar(&s.skip, "skip", nil, "`glob` of paths that are open to everybody, such as /public/**; repeatable")
	flags.BoolVar(&s.acceptBearer, "accept-bearer", false, "let in programs that send a key of OpenRouter's as Authorization: Bearer")
	flags.BoolVar(&s.auto, "auto", false, "send people straight to OpenRouter, without a page that has the button")
	flags.Var(s.passKey, "pass-key", "how the app gets the person's key, with which it can spend their credits")
	flags.BoolVar(&s.noAPI, "no-api", false, "do not serve OpenRouter's API to the app's pages")

	flags.StringVar(&s.appName, "app-name", "", "`name` of the app for people and for OpenRouter; default is the public host")
	flags.StringVar(&s.appLogo, "app-logo", "", "image `file` for the page with the button")
	flags.StringVar(&s.keyLabel, "key-label", "", "`text` that names the keys; default is up to OpenRouter")
	flags.Var(&s.keyLimit, "key-limit", "the most that a key may spend, which people can change; default is no limit")
	flags.Var(s.keyLimitReset, "key-limit-reset", "how often that limit resets; default is never")
	flags.DurationVar(&s.keyLifetime, "key-lifetime", 0, "how long a key lasts; default is forever")
	flags.StringVar(&s.baseURL, "base-url", "", "`URL` of OpenRouter, or of an emulator (OPENROUTER_BASE_URL)")

	flags.Var(&s.maxBody, "max-body", "largest body of a request, such as 10MB; default is no limit")
	flags.Var(&s.maxHeaders, "max-headers", "largest head of a request")
	flags.IntVar(&s.maxSignIns, "max-sign-ins", gateway.DefaultMaxSignIns, "`number` of sign-ins that one address may begin in a minute")
	flags.DurationVar(&s.headerTimeout, "header-timeout", 10*time.Second, "how long the head of a request may take to arrive")
	flags.DurationVar(&s.stallTimeout, "stall-timeout", gateway.DefaultStallTimeout, "how long a client may send nothing of a body, or read nothing of an answer, over HTTP/1")
	flags.DurationVar(&s.idleTimeout, "idle-timeout", 2*time.Minute, "how long an unused connection is kept")
	flags.DurationVar(&s.drainDelay, "drain-delay", 0, "how long requests are still taken after SIGTERM, so that a load balancer can see it at /_orkey/readyz")
	flags.DurationVar(&s.drainTimeout, "drain-timeout", 30*time.Second, "how long requests may go on after SIGTERM")

	flags.Var(s.logFormat, "log-format", "how the log is written, to standard error")
	flags.Var(s.logLevel, "log-level", "what is logged; default is info, or warn beside a command")
	for name, c := range map[string]*choice{"pass-key": s.passKey, "key-limit-reset": s.keyLimitReset, "log-format": s.logFormat, "log-level": s.logLevel} {
		cmd.RegisterFlagCompletionFunc(name, c.complete)
	}
}

// level is the least that is logged.
func (p *proxy) level() slog.Level {
	if p.command != nil && p.sources["log-level"] == "" {
		return slog.LevelWarn // the terminal is the command's
	}
	var level slog.Level
	level.UnmarshalText([]byte(p.logLevel.String()))
	return level
}
