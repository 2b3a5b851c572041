package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/orkey-dev/orkey/web"
)

const inCookie = "cookie"

// A redisStore keeps sessions in Redis, each under a key of its own that Redis
// removes when it expires.
type redisStore struct{ redisClient }

// A redisClient is what is used of any client: redis.UniversalClient has all that
// Redis can do, and would keep that in the program.
type redisClient interface {
	Get(ctx context.Context, key string) *redis.StringCmd
	Set(ctx context.Context, key string, value any, expiration time.Duration) *redis.StatusCmd
	Del(ctx context.Context, keys ...string) *redis.IntCmd
	Close() error
}

// keyOf is the key of a session.
func keyOf(token string) string { return "orkey:session:" + token }

// The methods that package web uses; the others are for it to have a [web.Store].

func (s redisStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	b, err := s.redisClient.Get(ctx, keyOf(token)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	return b, err == nil, s.failed(err)
}

func (s redisStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.failed(s.redisClient.Set(ctx, keyOf(token), b, time.Until(expiry)).Err())
}

func (s redisStore) DeleteCtx(ctx context.Context, token string) error {
	return s.failed(s.redisClient.Del(ctx, keyOf(token)).Err())
}

// failed has a cluster asked who serves what, when one of its servers does not
// answer: go-redis by itself goes on asking that one for a minute, whoever has taken
// over from it.
//
// https://github.com/redis/go-redis/issues/3979
func (s redisStore) failed(err error) error {
	if cluster, ok := s.redisClient.(*redis.ClusterClient); ok && err != nil {
		cluster.ReloadState(context.Background()) // at most one at a time, beside
	}
	return err
}

func (s redisStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s redisStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s redisStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

var _ web.Store = redisStore{}

// openSessions returns the store that --sessions names, or nil for the cookie. It
// connects when it is used. The file has the authorities that a Redis with TLS is
// trusted by; without one they are the system's.
func openSessions(where, authorities string) (*redisStore, error) {
	u, err := url.Parse(where)
	if authorities != "" && (err != nil || u.Scheme != "rediss") {
		return nil, errors.New("--sessions-ca is for a Redis with TLS, rediss://, and --sessions is none")
	}
	if where == inCookie {
		return nil, nil
	}
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix" {
		return nil, &misuse{"--sessions is neither cookie nor the address of a Redis", "it looks like redis://localhost:6379, or rediss:// with TLS"}
	}
	var trusted *x509.CertPool
	if authorities != "" {
		if trusted, err = readAuthorities("--sessions-ca", authorities); err != nil {
			return nil, err
		}
	}
	client, err := newRedis(u, trusted)
	if err != nil {
		// Their own text may have the URL in it, and that the password.
		return nil, errors.New("--sessions: the address of Redis has a part that is not known, or a password whose special characters are not escaped, as %23 for #; see --help for those there are")
	}
	return &redisStore{client}, nil
}

// One that is down is dialled four times for each request, not twenty, or people
// would wait two seconds to be told.
const dialsPerTry = 1

// newRedis reads a URL: with master_name it is of sentinels, with addr or cluster
// of a cluster. It may say all that go-redis knows of an address.
func newRedis(u *url.URL, trusted *x509.CertPool) (redisClient, error) {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, err
	}
	cluster := query.Get("cluster") == "true"
	query.Del("cluster")
	for _, name := range fromReplicas {
		if query.Has(name) {
			return nil, errors.New(name + " reads from replicas, which learn late of a session")
		}
	}
	plain := *u
	plain.RawQuery = query.Encode()
	switch {
	case u.Fragment != "":
		return nil, errors.New("what is after # is no part of an address")
	case query.Has("master_name"):
		o, err := redis.ParseFailoverURL(plain.String())
		if err != nil {
			return nil, err
		}
		o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = cmp.Or(o.DialerRetries, dialsPerTry), true, true
		trust(o.TLSConfig, trusted)
		return redis.NewFailoverClient(o), nil
	case cluster || query.Has("addr"):
		o, err := redis.ParseClusterURL(plain.String())
		if err != nil {
			return nil, err
		}
		o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = cmp.Or(o.DialerRetries, dialsPerTry), true, true
		o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
		trust(o.TLSConfig, trusted)
		return redis.NewClusterClient(o), nil
	}
	o, err := redis.ParseURL(plain.String())
	if err != nil {
		return nil, err
	}
	o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = dialsPerTry, true, true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	trust(o.TLSConfig, trusted)
	return redis.NewClient(o), nil
}

// fromReplicas are parameters by which others than the one are asked that knows.
var fromReplicas = []string{"route_by_latency", "route_randomly", "replica_only", "read_only"}

// trust sets the authorities, if others than the system's are named.
func trust(cfg *tls.Config, trusted *x509.CertPool) {
	if cfg != nil {
		cfg.RootCAs = trusted
	}
}

// redisLog tells our log what the client of Redis has to say, which prints it by
// itself otherwise.
type redisLog struct{ *slog.Logger }

func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.DebugContext(ctx, fmt.Sprintf("redis: "+format, v...))
}
