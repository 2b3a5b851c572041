package main

import (
	"os"
	"testing"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/orkey-dev/orkey/examples/internal/sitetest"
	"github.com/orkey-dev/orkey/internal/servertest"
)

func TestPostgres(t *testing.T) {
	t.Parallel()
	server := servertest.Postgres(t)
	pool, err := connect(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	store := pgxstore.NewWithCleanupInterval(pool, 0)
	sitetest.Stored(t, sitetest.Store{
		Store: store,
		Dump: func() map[string][]byte {
			all, err := store.All()
			if err != nil {
				t.Fatal(err)
			}
			return all
		},
		Down: func() { server.End(os.Interrupt) },
		Back: server.Restart,
	}, newSite)
}
