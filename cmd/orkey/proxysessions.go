package main

import (
	"context"
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
type redisStore struct{ redis.UniversalClient }

// keyOf is the key of a session.
func keyOf(token string) string { return "orkey:session:" + token }

// The methods that package web uses; the others are for it to have a [web.Store].

func (s redisStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	b, err := s.UniversalClient.Get(ctx, keyOf(token)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	return b, err == nil, err
}

func (s redisStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.UniversalClient.Set(ctx, keyOf(token), b, time.Until(expiry)).Err()
}

func (s redisStore) DeleteCtx(ctx context.Context, token string) error {
	return s.UniversalClient.Del(ctx, keyOf(token)).Err()
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
// connects when it is used.
func openSessions(where string) (*redisStore, error) {
	if where == inCookie {
		return nil, nil
	}
	u, err := url.Parse(where)
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix" {
		return nil, &misuse{"--sessions is neither cookie nor the address of a Redis", "it looks like redis://localhost:6379, or rediss:// with TLS"}
	}
	options, err := redisOptions(u)
	if err != nil {
		// Their own text may have the URL in it, and that the password.
		return nil, errors.New("--sessions: the address of Redis has a part that is not known; see --help for those there are")
	}
	// One that is down is dialled four times for each request, not twenty, or people
	// would wait two seconds to be told.
	options.DialerRetries = 1
	options.ContextTimeoutEnabled = true
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return &redisStore{redis.NewUniversalClient(options)}, nil
}

// redisOptions reads a URL: with master_name it is of sentinels, with addr or
// cluster of a cluster.
func redisOptions(u *url.URL) (*redis.UniversalOptions, error) {
	query := u.Query()
	cluster := query.Get("cluster") == "true"
	query.Del("cluster")
	plain := *u
	plain.RawQuery = query.Encode()
	switch {
	case query.Has("master_name"):
		o, err := redis.ParseFailoverURL(plain.String())
		if err != nil {
			return nil, err
		}
		return &redis.UniversalOptions{
			Addrs: o.SentinelAddrs, MasterName: o.MasterName, DB: o.DB, Username: o.Username, Password: o.Password,
			SentinelUsername: o.SentinelUsername, SentinelPassword: o.SentinelPassword, TLSConfig: o.TLSConfig,
			DialTimeout: o.DialTimeout, ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout, PoolSize: o.PoolSize,
		}, nil
	case cluster || query.Has("addr"):
		o, err := redis.ParseClusterURL(plain.String())
		if err != nil {
			return nil, err
		}
		return &redis.UniversalOptions{
			Addrs: o.Addrs, IsClusterMode: true, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig,
			DialTimeout: o.DialTimeout, ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout, PoolSize: o.PoolSize,
		}, nil
	}
	o, err := redis.ParseURL(plain.String())
	if err != nil {
		return nil, err
	}
	return &redis.UniversalOptions{
		Addrs: []string{o.Addr}, DB: o.DB, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig, Protocol: o.Protocol,
		DialTimeout: o.DialTimeout, ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout, PoolSize: o.PoolSize,
	}, nil
}

// redisLog tells our log what the client of Redis has to say, which prints it by
// itself otherwise.
type redisLog struct{ *slog.Logger }

func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.DebugContext(ctx, fmt.Sprintf("redis: "+format, v...))
}
