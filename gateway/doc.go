// Package gateway puts "Sign in with OpenRouter" in front of an app of any
// language, without touching it: the app reads who it is from a header.
//
//	g, err := gateway.New(gateway.Config{
//		SignIn:   web.Config{PublicURL: "https://app.example", Secrets: secrets},
//		Upstream: "http://127.0.0.1:8080",
//	})
//
// A [Gateway] is an http.Handler. People who are not signed in get a page with
// the button, programs 401 and JSON; everybody else reaches the app, which finds
// them in the header X-OpenRouter-User and can rely on it as long as nothing but
// the gateway reaches the app: whatever else looks like that header is dropped.
//
// # Routes
//
// The gateway's own routes are below [Prefix], and never reach the app:
//
//	/_orkey/login, callback, logout, session   those of package web
//	/_orkey/api/v1/…                           OpenRouter's API for the app's pages
//	/_orkey/verify                             forward authentication
//	/_orkey/healthz, readyz                    is the process up, can it serve
//
// A WebSocket or an event stream is let in when it begins, and ends with the
// session: at once where the sign-out comes by the same process, and otherwise
// within a minute.
//
// # Behind nginx, Caddy or Traefik
//
// Those who have a proxy already need no second one: theirs asks /_orkey/verify
// about each request before it goes to the app. It speaks nginx's auth_request,
// Caddy's forward_auth and Traefik's ForwardAuth; see [Gateway.Verify].
//
// # Serving
//
// [Gateway.NewServer] is an http.Server with limits fit for the open Internet,
// and [Gateway.Shutdown] ends it without losing requests, even where event
// streams and WebSockets are open that would never end by themselves.
package gateway
