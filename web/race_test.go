package web_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// Two hundred people sign in at once, each as themselves, in two processes that
// share a store or nothing but the secret.
func TestTwoHundredAtOnce(t *testing.T) {
	t.Parallel()
	const people = 200
	for _, test := range []struct {
		name  string
		store web.Store
	}{{"cookie", nil}, {"store", new(memory)}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			users := make([]orkeytest.User, people)
			for i := range users {
				users[i] = orkeytest.User{ID: fmt.Sprintf("user_%03d", i), Name: fmt.Sprintf("Person %d", i)}
			}
			openrouter := orkeytest.NewServer(t, orkeytest.Config{Users: users, MaxRequests: 10 * people})
			withStore := func(cfg *web.Config) { cfg.Store = test.store }
			processes := []*site{newSiteAt(t, openrouter, withStore), newSiteAt(t, openrouter, withStore)}
			var all sync.WaitGroup
			for i, user := range users {
				all.Go(func() {
					b := processes[i%2].browser()
					back := b.site.approve(b.begin("/"), orkeytest.Consent{UserID: user.ID})
					b.at(processes[i/2%2]).visit(back).lands(t, "/")
					for _, process := range processes {
						b.at(process).signedIn(user.ID)
					}
					if i%3 == 0 {
						b.submit("/auth/logout", nil)
						b.signedOut()
					}
				})
			}
			all.Wait()
			if n := processes[0].exchanges(); n != people {
				t.Errorf("%d exchanges", n)
			}
		})
	}
}
