package gateway_test

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

const secret web.Secret = "0123456789abcdefghijklmnopqrstuvwxyz"

// A site is an app behind a gateway, and OpenRouter beside it.
type site struct {
	t          testing.TB
	openrouter *orkeytest.Server
	gateway    *gateway.Gateway
	server     *http.Server
	url        string
	logged     *logbook
}

// noUpstream is for a site without an app.
const noUpstream = "none"

// newSite starts a site. The app is [attack.App], unless change, which may be
// nil, sets another upstream.
func newSite(t testing.TB, change func(*gateway.Config)) *site {
	t.Helper()
	s := &site{t: t, openrouter: orkeytest.NewServer(t), logged: new(logbook)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + l.Addr().String()
	cfg := gateway.Config{
		SignIn: web.Config{
			PublicURL: s.url,
			Secrets:   []web.Secret{secret},
			Client:    &orkey.Client{BaseURL: s.openrouter.URL},
			Log:       slog.New(slog.NewJSONHandler(s.logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		},
		Skip:       []string{"/open/**"},
		MaxSignIns: 10_000,
	}
	if change != nil {
		change(&cfg)
	}
	switch cfg.Upstream {
	case "":
		cfg.Upstream = newApp(t, attack.App())
	case noUpstream:
		cfg.Upstream = ""
	}
	if s.gateway, err = gateway.New(cfg); err != nil {
		t.Fatal(err)
	}
	s.server = s.gateway.NewServer()
	go s.server.Serve(l)
	t.Cleanup(func() { s.server.Close() })
	return s
}

// newApp starts an app and returns its address.
func newApp(t testing.TB, app http.Handler) string {
	t.Helper()
	server := httptest.NewServer(app)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

func (s *site) target() *attack.Target {
	return &attack.Target{URL: s.url, Echo: attack.AppEcho, Open: "/open/", Approve: func(authorizeURL string) (string, error) {
		return s.openrouter.Approve(authorizeURL)
	}}
}

func TestAttacks(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*gateway.Config){
		"by default":         nil,
		"with keys passed":   func(cfg *gateway.Config) { cfg.PassKey = gateway.PassKeyHeader },
		"with a store":       func(cfg *gateway.Config) { cfg.SignIn.Store = &brittle{entries: map[string][]byte{}} },
		"with bearers taken": func(cfg *gateway.Config) { cfg.SignIn.AcceptBearer = true },
		"without a page":     func(cfg *gateway.Config) { cfg.Auto = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, change)
			for _, a := range attack.All() {
				t.Run(a.Name, func(t *testing.T) {
					if lacks := s.target().Lacks(a); lacks != "" {
						t.Fatal("the target lacks " + lacks)
					}
					if err := a.Run(t.Context(), s.target()); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
}
