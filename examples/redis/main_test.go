package main

import (
	_ "embed"
	"testing"

	"github.com/alexedwards/scs/goredisstore"
	"github.com/orkey-dev/orkey/examples/internal/sitetest"
	"github.com/orkey-dev/orkey/internal/servertest"
)

//go:embed redis.conf
var config string

func TestRedis(t *testing.T) {
	t.Parallel()
	server := servertest.Redis(t, config)
	client, err := connect(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	store := goredisstore.New(client)
	sitetest.Stored(t, sitetest.Store{
		Store: store,
		Dump: func() map[string][]byte {
			all, err := store.AllCtx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return all
		},
		Down: server.Kill,
		Back: server.Restart,
	}, newSite)
}
