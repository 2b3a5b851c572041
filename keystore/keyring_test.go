package keystore_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	keyring "github.com/zalando/go-keyring"

	"github.com/orkey-dev/orkey/keystore"
)

// A fakeRing is a keyring that does what a test says.
type fakeRing struct {
	mu      sync.Mutex
	secrets map[string]string
	ready   error         // why it can't be used
	fails   error         // what every operation returns
	forgets bool          // reports success and keeps nothing
	hang    chan struct{} // operations wait for this, if not nil
}

func (r *fakeRing) operation() error {
	if r.hang != nil {
		<-r.hang
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fails
}

func (r *fakeRing) store(timeout time.Duration) *keystore.Keyring {
	r.secrets = map[string]string{}
	return keystore.NewTestKeyring(keystore.KeyringConfig{App: "test", Timeout: timeout},
		func(context.Context) error { return r.ready },
		func(service, user string) (string, error) {
			if err := r.operation(); err != nil {
				return "", err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			secret, ok := r.secrets[service+"/"+user]
			if !ok {
				return "", keyring.ErrNotFound
			}
			return secret, nil
		},
		func(service, user, secret string) error {
			if err := r.operation(); err != nil || r.forgets {
				return err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.secrets[service+"/"+user] = secret
			return nil
		},
		func(service, user string) error {
			if err := r.operation(); err != nil {
				return err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			if _, ok := r.secrets[service+"/"+user]; !ok {
				return keyring.ErrNotFound
			}
			delete(r.secrets, service+"/"+user)
			return nil
		})
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	store := new(fakeRing).store(0)
	testStore(t, store, store.String())
}

func TestKeyringFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		ring *fakeRing
		want error
	}{
		{"no bus", &fakeRing{ready: keystore.ErrNoKeyring}, keystore.ErrNoKeyring},
		{"locked", &fakeRing{ready: keystore.ErrLocked}, keystore.ErrLocked},
		{"no keyring for this system", &fakeRing{fails: keyring.ErrUnsupportedPlatform}, keystore.ErrNoKeyring},
		{"something else", &fakeRing{fails: errors.New("broken pipe")}, nil},
	} {
		store := test.ring.store(0)
		_, load := store.Load(t.Context(), "")
		for _, err := range []error{load, store.Save(t.Context(), "", entry(1)), store.Delete(t.Context(), "")} {
			if err == nil || test.want != nil && !errors.Is(err, test.want) || errors.Is(err, keystore.ErrNotFound) {
				t.Errorf("%s: %v", test.name, err)
				continue
			}
			oneLine(t, err)
		}
	}
}

// Some keyrings report success and keep nothing: a prompt was dismissed.
func TestKeyringForgets(t *testing.T) {
	t.Parallel()
	store := (&fakeRing{forgets: true}).store(0)
	if err := store.Save(t.Context(), "", entry(1)); err == nil || errors.Is(err, keystore.ErrNotFound) {
		t.Error(err)
	} else {
		oneLine(t, err)
	}
}

func TestKeyringHasSomethingElse(t *testing.T) {
	t.Parallel()
	ring := new(fakeRing)
	store := ring.store(0)
	for _, text := range []string{"", "x", entry(1).Key.Reveal(), `{"key":"sk-or-v1-facade"}`} {
		ring.secrets["test/default"] = text
		_, err := store.Load(t.Context(), "")
		if !errors.Is(err, keystore.ErrDamaged) || !strings.Contains(err.Error(), "sign in again") {
			t.Errorf("%q: %v", text, err)
			continue
		}
		oneLine(t, err)
	}
}

// A keyring that does not answer is given three seconds each time, and is asked
// one thing at a time, so that no more than one goroutine waits for it.
func TestKeyringHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ring := &fakeRing{hang: make(chan struct{})}
		store := ring.store(0)
		for range 3 {
			start := time.Now()
			_, err := store.Load(t.Context(), "")
			if !errors.Is(err, keystore.ErrNoAnswer) || time.Since(start) != keystore.DefaultKeyringTimeout {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if err := store.Save(ctx, "", entry(1)); !errors.Is(err, context.Canceled) || errors.Is(err, keystore.ErrNoAnswer) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		close(ring.hang) // the person has answered the dialog
		synctest.Wait()
		if err := store.Save(t.Context(), "", entry(1)); err != nil {
			t.Error(err)
		}
	})
}

func TestKeyringConfig(t *testing.T) {
	t.Parallel()
	_, err := keystore.NewKeyring(keystore.KeyringConfig{Timeout: -1})
	if err == nil || !strings.Contains(err.Error(), "App") || !strings.Contains(err.Error(), "Timeout") {
		t.Error(err)
	}
	if _, err := keystore.NewKeyring(keystore.KeyringConfig{App: "a\nb"}); err == nil {
		t.Error("it took a line break")
	}
}
