package playground

import (
	"log/slog"
	"net/http"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/playground/ways/app"
	"github.com/orkey-dev/orkey/internal/playground/ways/gateway"
	"github.com/orkey-dev/orkey/internal/playground/ways/server"
	"github.com/orkey-dev/orkey/web"
)

// Ways are the examples of the section "Ways in" that need a process: the origin
// of each, such as http://localhost:4180. The zero value says that none runs.
type Ways struct {
	Server  string
	Gateway string
	App     string // what the gateway lets people through to
}

// Handlers returns what answers at each of the origins, which sign people in at
// base, OpenRouter or an emulator. They tell nobody what happens.
func (w Ways) Handlers(base string) (map[string]http.Handler, error) {
	site, err := server.New(signIn(w.Server, base, "Ask a model"))
	if err != nil {
		return nil, err
	}
	front, err := gateway.New(w.App, signIn(w.Gateway, base, "Notes"))
	if err != nil {
		return nil, err
	}
	return map[string]http.Handler{w.Server: site, w.Gateway: front, w.App: http.HandlerFunc(app.Serve)}, nil
}

// signIn is what main of an example says, for here. The cookies of localhost go to
// all its ports, but package web puts the port into their names.
func signIn(origin, base, title string) web.Config {
	return web.Config{
		PublicURL: origin,
		Secrets:   []web.Secret{web.NewSecret()},
		Client:    &orkey.Client{BaseURL: base, App: orkey.App{Title: title}},
		Log:       slog.New(slog.DiscardHandler),
	}
}
