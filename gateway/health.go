package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/orkey-dev/orkey/web"
)

// readyTimeout bounds how long others may take until they count as down.
const readyTimeout = 2 * time.Second

// readiness remembers for a second whether others are there, so that nobody is
// asked more often by whoever asks us.
type readiness struct {
	mu   sync.Mutex
	at   time.Time
	word string
}

// health answers healthz, which says that the process runs, and readyz, which
// says whether it can serve, in a word: ok, draining, upstream, sessions.
func (g *Gateway) health(w http.ResponseWriter, r *http.Request, path string) {
	word := "ok"
	if path == "readyz" {
		word = g.readyWord(r.Context())
	}
	h := w.Header()
	setPrivate(h)
	h.Set("Content-Type", "text/plain; charset=utf-8")
	if word != "ok" {
		h.Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	io.WriteString(w, word+"\n")
}

func (g *Gateway) readyWord(ctx context.Context) string {
	if g.draining.Load() {
		return "draining"
	}
	g.ready.mu.Lock()
	defer g.ready.mu.Unlock()
	if now := time.Now(); now.Sub(g.ready.at) > time.Second {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
		defer cancel()
		g.ready.word, g.ready.at = g.probe(ctx), now
	}
	return g.ready.word
}

func (g *Gateway) probe(ctx context.Context) string {
	if g.upstream != nil && g.cfg.Transport == nil && g.upstream.probe(ctx) != nil {
		return "upstream"
	}
	if store := g.cfg.SignIn.Store; store != nil && find(ctx, store) != nil {
		return "sessions"
	}
	return "ok"
}

// find asks a store for a session that is not there.
func find(ctx context.Context, store web.Store) (err error) {
	const nobody = "readyz"
	if s, ok := store.(interface {
		FindCtx(context.Context, string) ([]byte, bool, error)
	}); ok {
		_, _, err = s.FindCtx(ctx, nobody)
		return err
	}
	found := make(chan error, 1)
	go func() {
		_, _, err := store.Find(nobody)
		found <- err
	}()
	select {
	case err := <-found:
		return err
	case <-ctx.Done():
		return errors.New("gateway: the session store does not answer")
	}
}
